import { createHash, type Hash } from 'node:crypto';
import { type Batch, type CodedCells, type ColumnCells, decimalOf } from '@consilium/deidentify';

/** What stands for a whole row that could not be read. */
const PROBLEM_COLUMN = '\u0000rows';

/** Rows that are hashed together: as many cells as stay near the processor, and not too few of wide tables. Says where texts stand, so that it counts. */
const BLOCK = { cells: 1 << 16, fewest: 16, most: 4096 };

const NO_TEXT = Buffer.alloc(0);
/** Bytes of a UTF-16 code unit in UTF-8, at most. */
const MOST_BYTES = 3;

/** What was taken in of one column in a block. */
interface Gathered {
  readonly name: string;
  /** The numbers among its cells, NaN elsewhere. */
  readonly values: Float64Array;
  /** How long each text is. */
  readonly lengths: Int32Array;
  /** Its texts in UTF-8, one behind the other, up to `used`. */
  texts: Buffer;
  used: number;
}

/** What is known of the texts that repeat in a column. */
interface KnownTexts {
  readonly texts: readonly string[];
  readonly values: number[];
  readonly bytes: Buffer[];
}

/**
 * SHA-256 of the cells that were read: the same for the same cells in the same order, whatever keeps them and in however large pieces they come. A number
 * counts by its value, `1.50` as `1.5`; columns that were not read do not count.
 *
 * Rows are hashed in blocks of a fixed length: all numbers of a block, which columns have texts, and of each of those how long they are,
 * and the texts.
 */
export class ContentHash {
  readonly #hash: Hash = createHash('sha256');
  readonly #problems: Hash = createHash('sha256');
  readonly #columns: readonly Gathered[];
  readonly #known: (KnownTexts | undefined)[] = [];
  readonly #blockRows: number;
  /** The values of all columns. */
  readonly #values: Float64Array;
  /** Rows of the block so far. */
  #filled = 0;
  #rows = 0;

  /** @param columns the names of the columns, in the order of the batches */
  constructor(columns: readonly string[]) {
    const rows = Math.max(BLOCK.fewest, Math.min(BLOCK.most, Math.floor(BLOCK.cells / Math.max(1, columns.length))));
    this.#blockRows = rows;
    this.#values = new Float64Array(rows * columns.length);
    this.#columns = columns.map((name, i) => ({
      name,
      values: this.#values.subarray(i * rows, (i + 1) * rows),
      lengths: new Int32Array(rows),
      texts: NO_TEXT,
      used: 0,
    }));
  }

  /** Takes the next rows in. */
  add({ length, columns, problems }: Batch): void {
    for (const [at, problem] of problems ?? []) this.#problems.update(framed(this.#rows + at, problem));
    const skipped = problems !== undefined && problems.size > 0 ? problems : undefined;
    for (let from = 0; from < length; ) {
      const to = Math.min(length, from + this.#blockRows - this.#filled);
      for (let i = 0; i < this.#columns.length; i++) this.#gather(i, columns[i], from, to, skipped);
      this.#filled += to - from;
      this.#rows += to - from;
      from = to;
      if (this.#filled < this.#blockRows) return;
      addBlock(this.#hash, this.#values, this.#columns, this.#filled);
      this.#filled = 0;
      for (const column of this.#columns) {
        if (column.used === 0) continue;
        column.used = 0;
        column.lengths.fill(0);
      }
    }
  }

  #gather(i: number, column: ColumnCells | undefined, from: number, to: number, problems: Batch['problems']): void {
    const gathered = this.#columns[i] as Gathered;
    const start = this.#filled;
    if (column?.kind === 'number') gatherNumbers(column.cells, from, to, gathered, start);
    else if (column?.coded !== undefined && problems === undefined)
      gatherCoded(column.coded, from, to, gathered, start, this.#knownOf(i, column.coded));
    else gatherTexts(column?.cells ?? [], from, to, gathered, start, problems);
    if (column?.kind !== 'number') return;
    for (const at of problems?.keys() ?? []) if (at >= from && at < to) gathered.values[start + at - from] = Number.NaN;
  }

  /** What each of the texts is. */
  #knownOf(i: number, { texts }: CodedCells): KnownTexts {
    let known = this.#known[i];
    if (known?.texts !== texts) this.#known[i] = known = { texts, values: [], bytes: [] };
    const { values, bytes } = known;
    for (const text of texts.slice(values.length)) {
      values.push(exactNumber(text));
      bytes.push(Buffer.from(text, 'utf8'));
    }
    return known;
  }

  /** The hash of all that was taken in so far, hex. */
  digest(): string {
    const whole = this.#hash.copy();
    addBlock(whole, this.#values, this.#columns, this.#filled);
    for (const { name } of this.#columns) whole.update(framed(0, name));
    whole.update(framed(0, PROBLEM_COLUMN)).update(this.#problems.copy().digest());
    return whole.update(`${this.#rows} rows\n`).digest('hex');
  }
}

function addBlock(hash: Hash, all: Float64Array, columns: readonly Gathered[], rows: number): void {
  if (rows === 0) return;
  if (rows * columns.length === all.length) hash.update(bytesOf(all));
  else for (const { values } of columns) hash.update(bytesOf(values.subarray(0, rows)));
  hash.update(Uint8Array.from(columns, ({ used }) => (used > 0 ? 1 : 0)));
  for (const { lengths, texts, used } of columns)
    if (used > 0) hash.update(bytesOf(lengths.subarray(0, rows))).update(texts.subarray(0, used));
}

function bytesOf(values: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Every NaN has the same bits, and of zeros there is one only. */
function gatherNumbers(cells: Float64Array, from: number, to: number, { values }: Gathered, start: number): void {
  for (let at = from, into = start; at < to; at++, into++) {
    const value = cells[at] as number;
    values[into] = Number.isNaN(value) ? Number.NaN : value + 0;
  }
}

function gatherCoded(
  { places }: CodedCells,
  from: number,
  to: number,
  gathered: Gathered,
  start: number,
  { texts, values: numbers, bytes: encoded }: KnownTexts,
): void {
  const { values, lengths } = gathered;
  for (let at = from, into = start; at < to; at++, into++) {
    const place = places[at] as number;
    const value = numbers[place] as number;
    values[into] = value;
    const bytes = encoded[place] as Buffer;
    if (!Number.isNaN(value) || bytes.length === 0) continue;
    lengths[into] = (texts[place] as string).length;
    const room = roomFor(gathered, bytes.length);
    for (let i = 0, byte = gathered.used; i < bytes.length; i++, byte++) room[byte] = bytes[i] as number;
    gathered.used += bytes.length;
  }
}

/** A buffer with room for so many bytes behind those that are there. */
function roomFor(gathered: Gathered, bytes: number): Buffer {
  const { texts, used } = gathered;
  if (used + bytes <= texts.length) return texts;
  gathered.texts = Buffer.alloc(Math.max(2 * texts.length, used + bytes));
  gathered.texts.set(texts.subarray(0, used));
  return gathered.texts;
}

/** Of each text that is no number how long it is, and the text. */
function gatherTexts(
  cells: readonly string[],
  from: number,
  to: number,
  gathered: Gathered,
  start: number,
  problems: Batch['problems'],
): void {
  const { values, lengths } = gathered;
  for (let at = from, into = start; at < to; at++, into++) {
    const text = problems?.has(at) === true ? '' : (cells[at] ?? '');
    const value = exactNumber(text);
    values[into] = value;
    if (!Number.isNaN(value) || text === '') continue;
    lengths[into] = text.length;
    const room = roomFor(gathered, MOST_BYTES * text.length);
    gathered.used += room.write(text, gathered.used, 'utf8');
  }
}

/** The number that a text is, or NaN. Text of more digits than a number holds stays text. */
function exactNumber(text: string): number {
  const value = decimalOf(text);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value + 0 : Number.NaN;
}

/** A text that says where it begins and ends. */
function framed(row: number, text: string): string {
  return `${row} ${text.length} ${text}\n`;
}
