import { createHash, type Hash } from 'node:crypto';
import { type Batch, type ColumnCells, decimalOf } from '@consilium/deidentify';

/** What stands for a whole row that could not be read. */
const PROBLEM_COLUMN = '\u0000rows';

/**
 * SHA-256 of the cells that were read: the same for the same cells in the same order, whatever keeps them and in however large pieces they come. A number
 * counts by its value, `1.50` as `1.5`; columns that were not read do not count.
 */
export class ContentHash {
  readonly #columns: readonly { readonly name: string; readonly numbers: Hash; readonly texts: Hash }[];
  readonly #problems: Hash = createHash('sha256');
  #rows = 0;

  /** @param columns the names of the columns, in the order of the batches */
  constructor(columns: readonly string[]) {
    this.#columns = columns.map((name) => ({ name, numbers: createHash('sha256'), texts: createHash('sha256') }));
  }

  /** Takes the next rows in. */
  add({ length, columns, problems }: Batch): void {
    for (const [at, problem] of problems ?? []) this.#problems.update(framed(this.#rows + at, problem));
    for (const [i, { numbers, texts }] of this.#columns.entries()) {
      const column = columns[i] ?? { kind: 'text', cells: [] };
      const values = valuesOf(column, length);
      for (const at of problems?.keys() ?? []) values[at] = Number.NaN;
      numbers.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      if (column.kind === 'text') texts.update(this.#textsOf(column.cells, values, problems));
    }
    this.#rows += length;
  }

  /** Cells that are no numbers, each behind its row. */
  #textsOf(cells: readonly string[], values: Float64Array, problems: Batch['problems']): string {
    let framedTexts = '';
    for (let at = 0; at < values.length; at++) {
      const cell = cells[at] as string;
      if (cell !== '' && Number.isNaN(values[at]) && problems?.has(at) !== true) framedTexts += framed(this.#rows + at, cell);
    }
    return framedTexts;
  }

  /** The hash of all that was taken in so far, hex. */
  digest(): string {
    const whole = createHash('sha256').update(`${this.#rows} rows\n`);
    for (const { name, numbers, texts } of this.#columns)
      whole.update(framed(0, name)).update(numbers.copy().digest()).update(texts.copy().digest());
    return whole.update(framed(0, PROBLEM_COLUMN)).update(this.#problems.copy().digest()).digest('hex');
  }
}

/** A text that says where it begins and ends. */
function framed(row: number, text: string): string {
  return `${row} ${text.length} ${text}\n`;
}

/** The numbers among cells, NaN elsewhere: a new array, in which every NaN has the same bits. */
function valuesOf(column: ColumnCells, length: number): Float64Array {
  const values = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    const value = column.kind === 'number' ? (column.cells[at] ?? Number.NaN) : decimalOf(column.cells[at] ?? '');
    // Also of zeros there is one only.
    values[at] = Number.isNaN(value) ? Number.NaN : value + 0;
  }
  return values;
}
