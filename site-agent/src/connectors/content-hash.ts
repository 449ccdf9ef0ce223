import { createHash, type Hash } from 'node:crypto';
import { type Batch, type CodedCells, type ColumnCells, decimalOf } from '@consilium/deidentify';

/** What stands for a whole row that could not be read. */
const PROBLEM_COLUMN = '\u0000rows';

/** Rows that are hashed together: as many cells as stay near the processor, and not too few of wide tables. Says where texts stand, so that it counts. */
const BLOCK = { cells: 1 << 16, fewest: 16, most: 4096 };

const NO_TEXT = Buffer.alloc(0);
/** Bytes of a UTF-16 code unit in UTF-8, at most. */
const MOST_BYTES = 3;
/** Texts of a column in a block up to which each is hashed once, and of a cell which one it is. Few: a column of names finds out in every block that it has more. */
const FEW = 63;

/** A place of a code is a byte. */
const MOST_CODES = 256;

/** What a column has in a block. */
const NUMBERS = 1;
const FEW_TEXTS = 2;
const MANY_TEXTS = 4;

/** What was taken in of one column in a block. */
interface Gathered {
  readonly name: string;
  /** The numbers among its cells, NaN elsewhere. */
  readonly values: Float64Array;
  /** Of each cell one more than the place of its text among the few; 0 where there is none. */
  readonly places: Uint8Array;
  /** Its texts, each with one more than its place in the order in which they came. */
  readonly few: Map<string, number>;
  /** How long each text is, once there are many. */
  readonly lengths: Int32Array;
  /** Its many texts in UTF-8, one behind the other, up to `used`. */
  texts: Buffer;
  used: number;
  has: number;
}

/** What is known of the texts that repeat in a column. */
interface KnownTexts {
  readonly texts: readonly string[];
  readonly values: number[];
  /** Of each the same as in {@link Gathered.places}, in the block of that number; 0 where it did not come yet. */
  readonly places: Uint8Array;
  block: number;
}

/**
 * SHA-256 of the cells that were read: the same for the same cells in the same order, whatever keeps them and in however large pieces they come. A number
 * counts by its value, `1.50` as `1.5`; columns that were not read do not count.
 *
 * Rows are hashed in blocks of a fixed length: what each column has, the numbers of those that have some, and the texts, each once where few repeat, and
 * otherwise how long they are and one behind the other.
 */
export class ContentHash {
  readonly #hash: Hash = createHash('sha256');
  readonly #problems: Hash = createHash('sha256');
  readonly #columns: readonly Gathered[];
  /** One for each column in which images were, whose pixels go straight in. */
  readonly #images: Map<string, Hash> = new Map();
  readonly #known: (KnownTexts | undefined)[] = [];
  readonly #blockRows: number;
  /** The values of all columns. */
  readonly #values: Float64Array;
  /** Rows of the block so far. */
  #filled = 0;
  #rows = 0;
  #block = 0;

  /** @param columns the names of the columns, in the order of the batches */
  constructor(columns: readonly string[]) {
    const rows = Math.max(BLOCK.fewest, Math.min(BLOCK.most, Math.floor(BLOCK.cells / Math.max(1, columns.length))));
    this.#blockRows = rows;
    this.#values = new Float64Array(rows * columns.length);
    this.#columns = columns.map((name, i) => ({
      name,
      values: this.#values.subarray(i * rows, (i + 1) * rows),
      places: new Uint8Array(rows),
      few: new Map<string, number>(),
      lengths: new Int32Array(rows),
      texts: NO_TEXT,
      used: 0,
      has: 0,
    }));
  }

  /** Takes the next rows in. */
  add({ length, columns, problems }: Batch): void {
    for (const [at, problem] of problems ?? []) this.#problems.update(framed(this.#rows + at, problem));
    const skipped = problems !== undefined && problems.size > 0 ? problems : undefined;
    for (const [i, { name }] of this.#columns.entries()) {
      const column = columns[i];
      if (column?.kind === 'image') this.#addImages(name, column, length);
    }
    for (let from = 0; from < length; ) {
      const to = Math.min(length, from + this.#blockRows - this.#filled);
      for (let i = 0; i < this.#columns.length; i++) this.#gather(i, columns[i], from, to, skipped);
      this.#filled += to - from;
      this.#rows += to - from;
      from = to;
      if (this.#filled < this.#blockRows) return;
      addBlock(this.#hash, this.#columns, this.#filled);
      this.#filled = 0;
      this.#block++;
      for (const column of this.#columns) empty(column);
    }
  }

  #addImages(name: string, { cells }: Extract<ColumnCells, { kind: 'image' }>, length: number): void {
    let hash = this.#images.get(name);
    if (hash === undefined) this.#images.set(name, (hash = createHash('sha256')));
    for (let at = 0; at < length; at++) {
      const cell = cells[at];
      if (cell === undefined) continue;
      if ('problem' in cell) {
        hash.update(framed(this.#rows + at, cell.problem));
        continue;
      }
      const { width, height, channels, slope, intercept, cleared, pixels } = cell;
      hash.update(framed(this.#rows + at, [width, height, channels, slope, intercept, cleared, pixels.BYTES_PER_ELEMENT].join()));
      hash.update(pixels);
    }
  }

  #gather(i: number, column: ColumnCells | undefined, from: number, to: number, problems: Batch['problems']): void {
    const gathered = this.#columns[i] as Gathered;
    const start = this.#filled;
    if (column?.kind === 'image') gathered.values.fill(Number.NaN, start, start + to - from);
    else if (column?.kind === 'number') gatherNumbers(column.cells, from, to, gathered, start, problems);
    // Only the border makes words of notes.
    else if (column?.kind === 'words') gatherTexts([], from, to, gathered, start, problems);
    else if (column?.coded !== undefined && problems === undefined)
      gatherCoded(column.coded, from, to, gathered, start, this.#knownOf(i, column.coded));
    else gatherTexts(column?.cells ?? [], from, to, gathered, start, problems);
  }

  /** What each of the texts is. */
  #knownOf(i: number, { texts }: CodedCells): KnownTexts {
    let known = this.#known[i];
    if (known?.texts !== texts)
      this.#known[i] = known = { texts, values: [], places: new Uint8Array(MOST_CODES), block: this.#block };
    const { values } = known;
    for (let place = values.length; place < texts.length; place++) values.push(exactNumber(texts[place] as string));
    if (known.block !== this.#block) known.places.fill(0);
    known.block = this.#block;
    return known;
  }

  /** The hash of all that was taken in so far, hex. */
  digest(): string {
    const whole = this.#hash.copy();
    addBlock(whole, this.#columns, this.#filled);
    for (const { name } of this.#columns) whole.update(framed(0, name));
    whole.update(framed(0, PROBLEM_COLUMN)).update(this.#problems.copy().digest());
    for (const [name, images] of this.#images) whole.update(framed(0, name)).update(images.copy().digest());
    return whole.update(`${this.#rows} rows\n`).digest('hex');
  }
}

function empty(column: Gathered): void {
  if (column.few.size > 0) {
    column.few.clear();
    column.places.fill(0);
  }
  if ((column.has & MANY_TEXTS) !== 0) column.lengths.fill(0);
  column.used = 0;
  column.has = 0;
}

function addBlock(hash: Hash, columns: readonly Gathered[], rows: number): void {
  if (rows === 0) return;
  hash.update(Uint8Array.from(columns, ({ has }) => has));
  for (const { values, has, places, few, lengths, texts, used } of columns) {
    if ((has & NUMBERS) !== 0) hash.update(bytesOf(values.subarray(0, rows)));
    if ((has & FEW_TEXTS) !== 0) {
      for (const [text, place] of few) hash.update(framed(place, text));
      hash.update(places.subarray(0, rows));
    }
    if ((has & MANY_TEXTS) !== 0) hash.update(bytesOf(lengths.subarray(0, rows))).update(texts.subarray(0, used));
  }
}

function bytesOf(values: Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Every NaN has the same bits, and of zeros there is one only. */
function gatherNumbers(
  cells: Float64Array,
  from: number,
  to: number,
  gathered: Gathered,
  start: number,
  problems: Batch['problems'],
): void {
  const { values } = gathered;
  let some = false;
  for (let at = from, into = start; at < to; at++, into++) {
    const value = cells[at] as number;
    const isNone = Number.isNaN(value) || problems?.has(at) === true;
    values[into] = isNone ? Number.NaN : value + 0;
    some ||= !isNone;
  }
  if (some) gathered.has |= NUMBERS;
}

function gatherCoded(
  { places: codes }: CodedCells,
  from: number,
  to: number,
  gathered: Gathered,
  start: number,
  { texts, values: numbers, places: known }: KnownTexts,
): void {
  const { values, places } = gathered;
  for (let at = from, into = start; at < to; at++, into++) {
    const code = codes[at] as number;
    const value = numbers[code] as number;
    values[into] = value;
    // Looked up in a table: a text that came in this block already, while there are few.
    const place = (gathered.has & MANY_TEXTS) === 0 ? (known[code] as number) : 0;
    if (place !== 0) places[into] = place;
    else if (!Number.isNaN(value)) gathered.has |= NUMBERS;
    else if (texts[code] !== '') known[code] = addText(gathered, into, texts[code] as string);
  }
}

function gatherTexts(
  cells: readonly string[],
  from: number,
  to: number,
  gathered: Gathered,
  start: number,
  problems: Batch['problems'],
): void {
  const { values } = gathered;
  for (let at = from, into = start; at < to; at++, into++) {
    const text = problems?.has(at) === true ? '' : (cells[at] ?? '');
    const value = exactNumber(text);
    values[into] = value;
    if (!Number.isNaN(value)) gathered.has |= NUMBERS;
    else if (text !== '') addText(gathered, into, text);
  }
}

/** Takes in the text of a row. @returns one more than its place among few, or 0 */
function addText(gathered: Gathered, row: number, text: string): number {
  const { few, places } = gathered;
  if ((gathered.has & MANY_TEXTS) === 0) {
    const place = few.get(text) ?? few.size + 1;
    if (place <= FEW) {
      few.set(text, place);
      gathered.has |= FEW_TEXTS;
      places[row] = place;
      return place;
    }
    gathered.has = (gathered.has & NUMBERS) | MANY_TEXTS;
    const texts = [...few.keys()];
    for (let before = 0; before < row; before++) {
      const known = places[before] as number;
      if (known !== 0) write(gathered, before, texts[known - 1] as string);
    }
  }
  write(gathered, row, text);
  return 0;
}

function write(gathered: Gathered, row: number, text: string): void {
  gathered.lengths[row] = text.length;
  const room = roomFor(gathered, MOST_BYTES * text.length);
  gathered.used += room.write(text, gathered.used, 'utf8');
}

/** A buffer with room for so many bytes behind those that are there. */
function roomFor(gathered: Gathered, bytes: number): Buffer {
  const { texts, used } = gathered;
  if (used + bytes <= texts.length) return texts;
  gathered.texts = Buffer.alloc(Math.max(2 * texts.length, used + bytes));
  gathered.texts.set(texts.subarray(0, used));
  return gathered.texts;
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
