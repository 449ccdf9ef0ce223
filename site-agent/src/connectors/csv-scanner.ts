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
  /** Lines before the next chunk. */
  #lines = 0;

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
    const { length } = bytes;
    const delimiter = this.#delimiter;
    const meaningful = this.#meaningful;
    let consumed = 0;
    let records = 0;
    let line = this.#lines + 1;
    let lineStart = 0;
    let column = 0;
    let start = 0;
    let at = 0;
    for (;;) {
      // In a cell that has no quotes, from `start` on.
      let byte = 0;
      while (at < length) {
        byte = bytes[at] as number;
        if (byte <= meaningful && (byte === delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === QUOTE)) break;
        at++;
      }
      if (at < length && byte === QUOTE) {
        if (!isBlank(bytes, start, at)) {
          at++;
          continue;
        }
        const opening = { row: line, column: column + 1, character: characters(bytes, lineStart, at) + 1 };
        const open = at + 1;
        let close = open;
        let doubled = false;
        for (; close < length; close++) {
          const inner = bytes[close] as number;
          if (inner === LINE_FEED || (inner === CARRIAGE_RETURN && bytes[close + 1] !== LINE_FEED)) {
            line++;
            lineStart = close + 1;
          }
          if (inner !== QUOTE) continue;
          if (bytes[close + 1] !== QUOTE) break;
          doubled = true;
          close++;
        }
        // A quote at the very end of a chunk may be the first of two.
        const isWhole = close < length && (close + 1 < length || last);
        if ((isWhole ? close : length) - open >= MAX_QUOTED_BYTES) return { consumed, mistake: mistake(opening, TOO_LONG) };
        if (!isWhole) return last ? { consumed, mistake: mistake(opening, NEVER_CLOSED) } : { consumed };
        at = close + 1;
        while (at < length) {
          byte = bytes[at] as number;
          if (byte === delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN) break;
          at++;
        }
        if (at === length && !last) return { consumed };
        if (!closes(bytes, close + 1, at, close === open)) return { consumed, mistake: mistake(opening, CLOSED_WITHIN) };
        sink.quoted(column, open, close, doubled);
      } else if (at === length && !last) return { consumed };
      else if (column > 0 || (at < length && byte === delimiter) || !isBlank(bytes, start, at)) sink.plain(column, start, at);
      // Nothing stands in the line.
      else column = -1;
      column++;
      if (at < length && byte === delimiter) {
        at++;
        start = at;
        continue;
      }
      // A carriage return at the very end may be the first half of a line end.
      if (byte === CARRIAGE_RETURN && at + 1 === length && !last) return { consumed };
      if (at - consumed > MAX_RECORD_BYTES) return { consumed, mistake: tooLong(line) };
      if (column > 0) {
        sink.end(line, column);
        records++;
      }
      if (at < length) {
        at += byte === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? 2 : 1;
        this.#lines = line;
        line++;
      }
      consumed = at;
      if (at >= length || records >= most) return { consumed };
      lineStart = at;
      start = at;
      column = 0;
    }
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
