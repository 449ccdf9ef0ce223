import { isAscii } from 'node:buffer';
import type { Batch, ColumnCells } from '@consilium/deidentify';
import { type CellSink, decoded, isBlankByte } from './csv-scanner.ts';

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

/** Where the cells of one column stand. */
interface CellPlaces {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly forms: Uint8Array;
}

/** Gathers where the wanted cells of a chunk stand, and makes columns of them. */
export class CsvBatch implements CellSink {
  /** The places of each wanted column. */
  readonly #places: readonly CellPlaces[];
  /** Of each column of the file its number among the wanted ones, or -1. */
  readonly #wanted: Int32Array;
  /** Of each column that was asked for its number among the wanted ones. */
  readonly #order: readonly number[];
  readonly #width: number;
  readonly #textOf: (text: string) => string;
  readonly #rows: Float64Array;
  #problems: Map<number, string> = new Map();
  #length = 0;

  /**
   * @param positions where each column that was asked for stands in the file
   * @param width cells of a row
   * @param most rows of a batch
   * @param textOf what a cell means, where it is written otherwise than other sources write it
   */
  constructor(positions: readonly number[], width: number, most: number, textOf?: (text: string) => string) {
    const distinct = [...new Set(positions)];
    this.#wanted = new Int32Array(width).fill(-1);
    for (const [i, position] of distinct.entries()) this.#wanted[position] = i;
    this.#order = positions.map((position) => distinct.indexOf(position));
    this.#places = distinct.map(() => ({
      starts: new Int32Array(most),
      ends: new Int32Array(most),
      forms: new Uint8Array(most),
    }));
    this.#width = width;
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
    const i = column < this.#width ? (this.#wanted[column] as number) : -1;
    if (i < 0) return;
    const { starts, ends, forms } = this.#places[i] as CellPlaces;
    starts[this.#length] = start;
    ends[this.#length] = end;
    forms[this.#length] = form;
  }

  end(row: number, cells: number): void {
    if (cells !== this.#width) this.#problems.set(this.#length, RAGGED);
    this.#rows[this.#length] = row;
    this.#length++;
  }

  /** The rows so far as a batch, and begins anew. @param bytes in which they were found */
  take(bytes: Uint8Array): Batch {
    const length = this.#length;
    const problems = this.#problems;
    // The places in such a row may be those of an earlier batch.
    for (const { starts, ends } of this.#places) for (const at of problems.keys()) starts[at] = ends[at] = 0;
    const text = new ChunkText(bytes, this.#textOf);
    const made = this.#places.map(
      (places) => (this.#rewrites ? undefined : numbersIn(bytes, places, length)) ?? text.cells(places, length),
    );
    this.#length = 0;
    this.#problems = new Map();
    return {
      length,
      rows: this.#rows.slice(0, length),
      columns: this.#order.map((i) => made[i] as ColumnCells),
      ...(problems.size === 0 ? {} : { problems }),
    };
  }
}

/**
 * The numbers of a column of which every cell is empty or a number as JavaScript would write it, so that nothing of the text is lost; `undefined` for any
 * other column.
 */
function numbersIn(bytes: Uint8Array, { starts, ends, forms }: CellPlaces, length: number): ColumnCells | undefined {
  const cells = new Float64Array(length);
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
    const first = at;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    const begin = at;
    let digits = 0;
    let point = -1;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte >= ZERO && byte <= NINE) digits = digits * 10 + (byte - ZERO);
      else if (byte === POINT && point < 0 && at > begin) point = at;
      else return undefined;
    }
    const count = end - begin - (point < 0 ? 0 : 1);
    if (count === 0 || count > EXACT_DIGITS) return undefined;
    // 007, 1.50, 1. and -0 are written otherwise than a number would be; below a millionth an exponent is written.
    if (bytes[begin] === ZERO && end > begin + 1 && point !== begin + 1) return undefined;
    if (point >= 0 && (point === end - 1 || bytes[end - 1] === ZERO)) return undefined;
    if (digits === 0 && (negative || end > first + 1)) return undefined;
    const value = point < 0 ? digits : digits / (POWERS[end - point - 1] as number);
    if (value < 1e-6 && digits !== 0) return undefined;
    cells[i] = negative ? -value : value;
  }
  return { kind: 'number', cells };
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

  cells({ starts, ends, forms }: CellPlaces, length: number): ColumnCells {
    const cells: string[] = [];
    for (let i = 0; i < length; i++) {
      const text = this.#slice(starts[i] as number, ends[i] as number, forms[i] as number);
      cells.push(this.#textOf(forms[i] === DOUBLED ? text.replaceAll('""', '"') : text));
    }
    return { kind: 'text', cells };
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

/** Without blanks of several bytes. */
function trimmed(text: string, form: number): string {
  return form === PLAIN ? text.trim() : text;
}
