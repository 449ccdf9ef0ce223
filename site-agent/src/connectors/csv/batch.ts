import { isAscii, isUtf8 } from 'node:buffer';
import { ConsiliumError } from '@consilium/core';
import { type Batch, codedColumn, type ColumnCells } from '@consilium/deidentify';
import { CodeTable, MOST_CODE_BYTES } from '../code-table.ts';
import { NOT_UTF8 } from './header.ts';
import { type CellSink, decoded, isBlankByte } from './scanner.ts';

const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const MINUS = 0x2d;
const MULTIBYTE = 0x80;
/** Longest text of which a part keeps no more than itself in memory. */
const COPIED = 12;
/** Digits that a double holds whatever they are. */
const EXACT_DIGITS = 15;
const POWERS: Float64Array = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => 10 ** i);

const RAGGED = 'has another number of cells than the header';

/** How the text of a cell stands in the bytes. */
const PLAIN = 0;
const QUOTED = 1;
const DOUBLED = 2;
const FORMS = 3;

/** Where the cells of one column stand. */
interface CellPlaces {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly forms: Uint8Array;
}

/** A wanted column. */
interface WantedColumn extends CellPlaces {
  /** Its numbers in the batch, where it has no other cells. */
  readonly numbers: Float64Array;
  /** Made when it is first no column of numbers; `none` once it turns out to be none of codes. */
  codes: CodeTable | 'none' | undefined;
}

/** Gathers where the wanted cells of a chunk stand, and makes columns of them. */
export class CsvBatch implements CellSink {
  /** The places of each wanted column. */
  readonly #places: readonly WantedColumn[];
  /** Of each column of the file its number among the wanted ones, or -1. */
  readonly #wanted: Int32Array;
  /** Of each column that was asked for its number among the wanted ones. */
  readonly #order: readonly number[];
  readonly #width: number;
  readonly #least: number;
  readonly #textOf: (text: string) => string;
  readonly #rows: Float64Array;
  #problems: Map<number, string> = new Map();
  #length = 0;
  /** Whether the row has text beyond the columns of the header. */
  #runsOver = false;
  /** Batches that were taken. */
  #taken = 0;

  /**
   * @param positions where each column that was asked for stands in the file
   * @param width cells of a row
   * @param least cells that a row must have: spreadsheets leave out, or add, empty ones at its end
   * @param most rows of a batch
   * @param textOf what a cell means, where it is written otherwise than other sources write it
   */
  constructor(positions: readonly number[], width: number, least: number, most: number, textOf?: (text: string) => string) {
    const distinct = [...new Set(positions)];
    const numbers = new Map(distinct.map((position, i) => [position, i]));
    this.#wanted = new Int32Array(width).fill(-1);
    for (const [i, position] of distinct.entries()) this.#wanted[position] = i;
    this.#order = positions.map((position) => numbers.get(position) as number);
    this.#places = distinct.map(() => ({
      starts: new Int32Array(most),
      ends: new Int32Array(most),
      forms: new Uint8Array(most),
      numbers: new Float64Array(most),
      codes: undefined,
    }));
    this.#width = width;
    this.#least = least;
    this.#rows = new Float64Array(most);
    this.#textOf = textOf ?? ((text) => text);
    this.#rewrites = textOf !== undefined;
  }

  readonly #rewrites: boolean;

  /** Rows so far. */
  get length(): number {
    return this.#length;
  }

  plain(column: number, start: number, end: number): void {
    this.#place(column, start, end, PLAIN);
  }

  quoted(column: number, start: number, end: number, doubled: boolean): void {
    this.#place(column, start, end, doubled ? DOUBLED : QUOTED);
  }

  #place(column: number, start: number, end: number, form: number): void {
    // Of a longer row than the header nothing is kept.
    if (column >= this.#width && end > start) this.#runsOver = true;
    const i = column < this.#width ? (this.#wanted[column] as number) : -1;
    if (i < 0) return;
    const { starts, ends, forms } = this.#places[i] as CellPlaces;
    starts[this.#length] = start;
    ends[this.#length] = end;
    forms[this.#length] = form;
  }

  end(row: number, cells: number): void {
    if (cells < this.#least || this.#runsOver) this.#problems.set(this.#length, RAGGED);
    this.#runsOver = false;
    this.#rows[this.#length] = row;
    this.#length++;
  }

  held(row: number, problem: string): void {
    this.#runsOver = false;
    this.#problems.set(this.#length, problem);
    this.#rows[this.#length] = row;
    this.#length++;
  }

  /** The rows so far as a batch, and begins again: the next one is written over its numbers. @param bytes in which they were found */
  take(bytes: Uint8Array): Batch {
    const length = this.#length;
    const problems = this.#problems;
    if (!isUtf8(bytes)) this.#holdOtherText(bytes);
    // The places in such a row may be those of an earlier batch.
    for (const { starts, ends } of this.#places) for (const at of problems.keys()) starts[at] = ends[at] = 0;
    const text = new ChunkText(bytes, this.#textOf);
    const taken = ++this.#taken;
    const made = this.#places.map((places): ColumnCells => {
      const cells = this.#rewrites ? undefined : numbersIn(bytes, places, length);
      if (cells === undefined) return text.column(places, length);
      const written = (at: number): string => {
        if (taken === this.#taken && this.#length === 0) return text.cell(places, at);
        throw new ConsiliumError({ code: 'INTERNAL', message: 'a cell of a batch was read after the next one was asked for' });
      };
      return { kind: 'number', cells, written };
    });
    this.#length = 0;
    this.#problems = new Map();
    return {
      length,
      rows: this.#rows.slice(0, length),
      columns: this.#order.map((i) => made[i] as ColumnCells),
      ...(problems.size === 0 ? {} : { problems }),
    };
  }

  /** Rows that hold other text than UTF-8 in a wanted cell: where another encoding was used, categories would silently become other ones. */
  #holdOtherText(bytes: Uint8Array): void {
    for (let at = 0; at < this.#length; at++) {
      if (this.#problems.has(at)) continue;
      if (this.#places.some(({ starts, ends }) => !isUtf8(bytes.subarray(starts[at], ends[at]))))
        this.#problems.set(at, NOT_UTF8);
    }
  }
}

/** The numbers of a column of which every cell is empty or a short decimal number; `undefined` for any other column. */
function numbersIn(bytes: Uint8Array, { starts, ends, forms, numbers }: WantedColumn, length: number): Float64Array | undefined {
  const cells = numbers.subarray(0, length);
  for (let i = 0; i < length; i++) {
    let at = starts[i] as number;
    let end = ends[i] as number;
    if (forms[i] === PLAIN) {
      while (at < end && isBlankByte(bytes[at] as number)) at++;
      while (at < end && isBlankByte(bytes[end - 1] as number)) end--;
    }
    if (at === end) {
      cells[i] = Number.NaN;
      continue;
    }
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    const begin = at;
    let digits = 0;
    let point = -1;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte >= ZERO && byte <= NINE) digits = digits * 10 + (byte - ZERO);
      else if (byte === POINT && point < 0) point = at;
      else return undefined;
    }
    const count = end - begin - (point < 0 ? 0 : 1);
    if (count === 0 || count > EXACT_DIGITS) return undefined;
    // One division by a power that a double holds: the same bits as reading the text.
    const value = point < 0 ? digits : digits / (POWERS[end - point - 1] as number);
    cells[i] = isNegative ? -value : value;
  }
  return cells;
}

/** The text of a chunk. */
class ChunkText {
  readonly #bytes: Uint8Array;
  readonly #textOf: (text: string) => string;
  /** Each byte as a character: text where all of them are less than 128. */
  #characters: string | undefined;
  readonly #isAscii: boolean;

  constructor(bytes: Uint8Array, textOf: (text: string) => string) {
    this.#bytes = bytes;
    this.#textOf = textOf;
    this.#isAscii = isAscii(bytes);
  }

  column(column: WantedColumn, length: number): ColumnCells {
    const { codes: known } = column;
    if (known !== 'none') {
      const codes = known ?? new CodeTable();
      column.codes = codes;
      const places = this.#codePlaces(codes, column, length);
      if (places !== undefined) return codedColumn({ places, texts: codes.texts });
      column.codes = 'none';
    }
    const cells: string[] = [];
    for (let at = 0; at < length; at++) cells.push(this.cell(column, at));
    return { kind: 'text', cells };
  }

  /** Of each cell the place of its code, or `undefined` where there are too many different ones, or long ones. */
  #codePlaces(codes: CodeTable, cells: CellPlaces, length: number): Uint8Array | undefined {
    const { starts, ends, forms } = cells;
    const bytes = this.#bytes;
    const places = new Uint8Array(length);
    for (let at = 0; at < length; at++) {
      const start = starts[at] as number;
      const end = ends[at] as number;
      if (end - start > MOST_CODE_BYTES) return undefined;
      const a = wordOf(bytes, start, end);
      const b = wordOf(bytes, start + 4, end);
      const c = wordOf(bytes, start + 8, end);
      const form = (end - start) * FORMS + (forms[at] as number);
      let place = codes.find(form, a, b, c);
      if (place < 0) {
        if (codes.isFull) return undefined;
        place = codes.add(form, a, b, c, this.cell(cells, at));
      }
      places[at] = place;
    }
    return places;
  }

  cell({ starts, ends, forms }: CellPlaces, at: number): string {
    const form = forms[at] as number;
    const text = this.#slice(starts[at] as number, ends[at] as number, form);
    return this.#textOf(form === DOUBLED ? text.replaceAll('""', '"') : text);
  }

  #slice(start: number, end: number, form: number): string {
    const bytes = this.#bytes;
    let from = start;
    let to = end;
    if (form === PLAIN) {
      while (from < to && isBlankByte(bytes[from] as number)) from++;
      while (from < to && isBlankByte(bytes[to - 1] as number)) to--;
    }
    if (from === to) return '';
    // A longer part would keep all of the chunk in memory for as long as somebody remembers it.
    if (to - from > COPIED) return trimmed(decoded(bytes, from, to), form);
    if (!this.#isAscii)
      for (let at = from; at < to; at++) if ((bytes[at] as number) >= MULTIBYTE) return trimmed(decoded(bytes, from, to), form);
    this.#characters ??= Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    return this.#characters.slice(from, to);
  }
}

/** Up to four bytes before an end as one number. */
function wordOf(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let at = start, shift = 0; at < end && shift < 32; at++, shift += 8) word |= (bytes[at] as number) << shift;
  return word;
}

/** Without blanks of several bytes. */
function trimmed(text: string, form: number): string {
  return form === PLAIN ? text.trim() : text;
}
