import { ConsiliumError } from '@consilium/core';
import { cellError } from '../datasets/cell.ts';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
/** The first byte that stands for no character by itself. */
const MULTIBYTE = 0x80;

/**
 * Longest cell in quotes, in bytes: the longest that spreadsheets write, 32,767 characters of at most four bytes. A quote that is never
 * closed would otherwise swallow the rest of the file before anybody learned of it.
 */
const MAX_QUOTED_BYTES = 128 * 1024;

/** Longest record in bytes. */
export const MAX_RECORD_BYTES = 1024 * 1024;

const TOO_LONG = 'a quote opens a cell of more than 128 KiB here: its closing one may be missing';
const CLOSED_WITHIN = 'a quote opens here, and another one closes it within a cell: one of the two is missing or superfluous';
const NEVER_CLOSED = 'a quote opens here and is never closed';

/** Where a cell stands in the bytes of a chunk, and how it becomes text. */
export interface CellSink {
  /** A cell without quotes, of which blanks at its ends are no part. */
  plain(column: number, start: number, end: number): void;
  /** What stands between two quotes. @param doubled whether two quotes in it stand for one */
  quoted(column: number, start: number, end: number, doubled: boolean): void;
  /** A record has ended. @param row the line in which it ends @param cells how many it has */
  end(row: number, cells: number): void;
}

/** The bytes end before the cell does. */
const INCOMPLETE = 'incomplete';

/** Why a scan goes no further. */
type Stop = typeof INCOMPLETE | ConsiliumError<'DATA_INVALID'>;

/** How far a scan came. */
export interface Scanned {
  /** Bytes of whole records. */
  readonly consumed: number;
  /** What is wrong with the record behind them. */
  readonly mistake?: ConsiliumError<'DATA_INVALID'>;
}

/**
 * Finds the records and cells of a CSV file in its bytes: RFC 4180, lines with any end, quotes within a cell as they stand, lines of
 * blanks passed over. Bytes must be UTF-8, of which no byte of a longer character is one of those that count here.
 */
export class CsvScanner {
  readonly #delimiter: number;
  /** The largest byte that may mean something. */
  readonly #meaningful: number;
  /** Lines before the next record. */
  #lines = 0;
  /** Where the scan of a chunk stands: the next byte, its line, the first byte of that, and how many cells of the record came before. */
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #column = 0;

  /** @param delimiter one character of one byte */
  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#meaningful = Math.max(this.#delimiter, QUOTE);
  }

  /** Lines up to the last record that ended. */
  get lines(): number {
    return this.#lines;
  }

  /** Counts lines that are no records. */
  pass(lines: number): void {
    this.#lines += lines;
  }

  /**
   * Hands on the records of a chunk. It begins with a record; one that it does not hold whole must come again, with what follows, in the next one.
   *
   * @param last whether nothing follows: the last record need not end with a line
   * @param most records to hand on
   */
  scan(bytes: Uint8Array, last: boolean, sink: CellSink, most: number = Number.POSITIVE_INFINITY): Scanned {
    let consumed = 0;
    let records = 0;
    this.#line = this.#lines + 1;
    this.#beginLine(0);
    for (;;) {
      const stop = this.#cell(bytes, last, sink);
      if (stop === INCOMPLETE) return { consumed };
      if (stop !== undefined) return { consumed, mistake: stop };
      const at = this.#at;
      const isEnd = at >= bytes.length;
      const byte = bytes[at];
      if (!isEnd && byte === this.#delimiter) {
        this.#at++;
        continue;
      }
      // A carriage return at the very end may be the first half of a line end.
      if (byte === CARRIAGE_RETURN && at + 1 === bytes.length && !last) return { consumed };
      if (at - consumed > MAX_RECORD_BYTES) return { consumed, mistake: tooLong(this.#line) };
      if (this.#column > 0) {
        sink.end(this.#line, this.#column);
        records++;
      }
      if (!isEnd) this.#endLine(byte === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? at + 2 : at + 1);
      consumed = this.#at;
      if (consumed >= bytes.length || records >= most) return { consumed };
      this.#beginLine(consumed);
    }
  }

  #beginLine(at: number): void {
    this.#at = at;
    this.#lineStart = at;
    this.#column = 0;
  }

  #endLine(next: number): void {
    this.#at = next;
    this.#lines = this.#line;
    this.#line++;
  }

  /** Reads the cell that begins here, and comes to what ends it. */
  #cell(bytes: Uint8Array, last: boolean, sink: CellSink): Stop | undefined {
    const start = this.#at;
    let at = this.#meaning(bytes, start);
    for (; bytes[at] === QUOTE; at = this.#meaning(bytes, at + 1))
      if (isBlank(bytes, start, at)) return this.#quotedCell(bytes, at, last, sink);
    if (at >= bytes.length && !last) return INCOMPLETE;
    this.#at = at;
    // Nothing stands in a line of blanks.
    if (this.#column === 0 && bytes[at] !== this.#delimiter && isBlank(bytes, start, at)) return undefined;
    sink.plain(this.#column++, start, at);
    return undefined;
  }

  /** The next byte that is no part of a cell, or a quote. */
  #meaning(bytes: Uint8Array, from: number): number {
    const { length } = bytes;
    const delimiter = this.#delimiter;
    const meaningful = this.#meaningful;
    let at = from;
    for (; at < length; at++) {
      const byte = bytes[at] as number;
      if (byte <= meaningful && (byte === delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === QUOTE)) break;
    }
    return at;
  }

  #quotedCell(bytes: Uint8Array, quote: number, last: boolean, sink: CellSink): Stop | undefined {
    const opening = { row: this.#line, column: this.#column + 1, character: characters(bytes, this.#lineStart, quote) + 1 };
    const open = quote + 1;
    const { close, doubled } = this.#closing(bytes, open);
    // A quote at the very end of a chunk may be the first of two.
    const isWhole = close < bytes.length && (close + 1 < bytes.length || last);
    if ((isWhole ? close : bytes.length) - open >= MAX_QUOTED_BYTES) return mistake(opening, TOO_LONG);
    if (!isWhole) return last ? mistake(opening, NEVER_CLOSED) : INCOMPLETE;
    let end = this.#meaning(bytes, close + 1);
    while (bytes[end] === QUOTE) end = this.#meaning(bytes, end + 1);
    if (end >= bytes.length && !last) return INCOMPLETE;
    if (!closes(bytes, close + 1, end, close === open)) return mistake(opening, CLOSED_WITHIN);
    this.#at = end;
    sink.quoted(this.#column++, open, close, doubled);
    return undefined;
  }

  /** The quote that closes a cell, and whether two in it stand for one. Counts the lines on the way. */
  #closing(bytes: Uint8Array, open: number): { readonly close: number; readonly doubled: boolean } {
    let doubled = false;
    let close = open;
    for (; close < bytes.length; close++) {
      const byte = bytes[close] as number;
      if (byte === LINE_FEED || (byte === CARRIAGE_RETURN && bytes[close + 1] !== LINE_FEED)) {
        this.#line++;
        this.#lineStart = close + 1;
      }
      if (byte !== QUOTE) continue;
      if (bytes[close + 1] !== QUOTE) break;
      doubled = true;
      close++;
    }
    return { close, doubled };
  }
}

function mistake(
  opening: { readonly row: number; readonly column: number; readonly character: number },
  problem: string,
): ConsiliumError<'DATA_INVALID'> {
  const { row, column, character } = opening;
  return cellError({ row, column: `number ${column}` }, `character ${character} of the line: ${problem}`);
}

/** A record that does not end within reason. */
export function tooLong(row: number): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({ code: 'DATA_INVALID', message: `row ${row}: is longer than 1 MiB`, details: { row } });
}

/** Characters, as text counts them, but for the mark at the beginning of a file. */
function characters(bytes: Uint8Array, from: number, to: number): number {
  return decoded(bytes, from, to).length;
}

/** Bytes as text. */
export function decoded(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
}

/** Whether a byte is a blank by itself. */
export function isBlankByte(byte: number): boolean {
  return byte === SPACE || (byte >= 0x09 && byte <= 0x0d);
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte >= MULTIBYTE) return decoded(bytes, at, to).trim() === '';
    if (!isBlankByte(byte)) return false;
  }
  return true;
}

/** Whether nothing but blanks follows a closing quote: such of one byte where there is text between the quotes. */
function closes(bytes: Uint8Array, from: number, to: number, empty: boolean): boolean {
  return isBlank(bytes, from, to) && (empty || !bytes.subarray(from, to).some((byte) => byte >= MULTIBYTE));
}
