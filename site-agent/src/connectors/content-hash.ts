import { createHash, type Hash } from 'node:crypto';
import { type Batch, type ColumnCells, decimalOf } from '@consilium/deidentify';

/** What stands for a whole row that could not be read. */
const PROBLEM_COLUMN = '\u0000rows';

/**
 * SHA-256 of the cells that were read: the same for the same cells in the same order, whatever keeps them and in however large pieces they come. A number
 * counts by its value, `1.50` as `1.5`; columns that were not read do not count.
 */
export class ContentHash {
  readonly #columns: readonly { readonly name: string; readonly numbers: Hash; readonly lengths: Hash; readonly texts: Hash }[];
  readonly #problems: Hash = createHash('sha256');
  #rows = 0;

  /** @param columns the names of the columns, in the order of the batches */
  constructor(columns: readonly string[]) {
    this.#columns = columns.map((name) => ({
      name,
      numbers: createHash('sha256'),
      lengths: createHash('sha256'),
      texts: createHash('sha256'),
    }));
  }

  /** Takes the next rows in. */
  add({ length, columns, problems }: Batch): void {
    for (const [at, problem] of problems ?? []) this.#problems.update(framed(this.#rows + at, problem));
    for (const [i, { numbers, lengths, texts }] of this.#columns.entries()) {
      const column = columns[i] ?? { kind: 'text', cells: [] };
      const values = valuesOf(column, length);
      for (const at of problems?.keys() ?? []) values[at] = Number.NaN;
      numbers.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      if (column.kind === 'text') addTexts(column.cells, values, problems, lengths, texts);
      else lengths.update(new Uint8Array(Int32Array.BYTES_PER_ELEMENT * length));
    }
    this.#rows += length;
  }

  /** The hash of all that was taken in so far, hex. */
  digest(): string {
    const whole = createHash('sha256').update(`${this.#rows} rows\n`);
    for (const { name, numbers, lengths, texts } of this.#columns) {
      whole.update(framed(0, name));
      for (const part of [numbers, lengths, texts]) whole.update(part.copy().digest());
    }
    return whole.update(framed(0, PROBLEM_COLUMN)).update(this.#problems.copy().digest()).digest('hex');
  }
}

/** Takes in the texts of cells that are no numbers one behind the other, and how long each is: none where there is a number, or nothing. */
function addTexts(cells: readonly string[], values: Float64Array, problems: Batch['problems'], lengths: Hash, texts: Hash): void {
  const counts = new Int32Array(values.length);
  let told: string[] | undefined;
  for (let at = 0; at < values.length; at++) {
    const isText = Number.isNaN(values[at]) && problems?.has(at) !== true;
    if (isText) {
      counts[at] = (cells[at] as string).length;
      told?.push(cells[at] as string);
    } else told ??= cells.slice(0, at);
  }
  lengths.update(new Uint8Array(counts.buffer));
  texts.update((told ?? cells).join(''));
}

/** A text that says where it begins and ends. */
function framed(row: number, text: string): string {
  return `${row} ${text.length} ${text}\n`;
}

/** The numbers among cells, NaN elsewhere: a new array, in which every NaN has the same bits. Text of more digits than a number holds stays text. */
function valuesOf(column: ColumnCells, length: number): Float64Array {
  const values = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    const value = column.kind === 'number' ? (column.cells[at] ?? Number.NaN) : decimalOf(column.cells[at] ?? '');
    const isExact = column.kind === 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    // Also of zeros there is one only.
    values[at] = isExact && !Number.isNaN(value) ? value + 0 : Number.NaN;
  }
  return values;
}
