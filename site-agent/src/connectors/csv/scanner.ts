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

/** What is said of a record that does not end within reason. */
const RECORD_TOO_LONG = 'is longer than 1 MiB';

/**
 * Most lines of a record. Each line of one that cannot be read may begin another such record, so that they are read again as often as this.
 */
const MOST_LINES = 1000;

const TOO_MANY_LINES = `runs over more than ${MOST_LINES} lines`;
const BROKEN_OVER_LINES = 'runs over several lines and has another number of cells than the header: a quote may be missing';
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
  /** A line cannot be read, and what was said of its cells counts for nothing. @param problem without a cell of it */
  held(row: number, problem: string): void;
}

/** The bytes end before the cell does. */
const INCOMPLETE = 'incomplete';

/** Why a cell was not read: the bytes end, or what is wrong. */
type Stop = typeof INCOMPLETE | { readonly problem: string };

/**
 * Finds the records and cells of a CSV file in its bytes: RFC 4180, lines with any end, quotes within a cell as they stand, lines of
 * blanks passed over. Bytes must be UTF-8, of which no byte of a longer character is one of those that count here.
 *
 * A record that cannot be read costs its first line and nothing else: that line is held, and reading goes on with the next one as if it were not
 * there. Such a record is one with a quote that is missing or superfluous, one that is too long, and one over several lines that has not the
 * cells of the header: the lines that a quote has swallowed are other patients'.
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
  /** Cells of the header, once it was read. */
  #width: number | undefined;

  /** @param delimiter one character of one byte */
  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#meaningful = Math.max(this.#delimiter, QUOTE);
  }

  /** Lines up to the last record that ended. */
  get lines(): number {
    return this.#lines;
  }

  /** Itself, which knows from now on how many cells a record has. */
  behindHeader(width: number): this {
    this.#width = width;
    return this;
  }

  /** Counts lines that are no records. */
  pass(lines: number): void {
    this.#lines += lines;
  }

  /**
   * Hands on the records of a chunk. It begins with a record; one that it does not hold whole must come again, with what follows, in the next one.
   *
   * @param last whether nothing follows: the last record need not end with a line
   * @param most records to hand on, and lines to hold
   * @returns bytes of whole records
   */
  scan(bytes: Uint8Array, last: boolean, sink: CellSink, most: number = Number.POSITIVE_INFINITY): number {
    let consumed = 0;
    this.#line = this.#lines + 1;
    for (let records = 0; ; ) {
      this.#beginLine(consumed);
      const line = this.#line;
      const stop = this.#record(bytes, last, sink);
      if (stop === INCOMPLETE) return consumed;
      if (stop !== undefined) {
        this.#line = line;
        this.#at = lineEnd(bytes, consumed);
        // The second half of its line end may follow.
        if (this.#at === bytes.length && !last) return consumed;
        sink.held(line, stop.problem);
        records++;
      } else if (this.#column > 0) {
        sink.end(this.#line, this.#column);
        records++;
      }
      const at = this.#at;
      if (at < bytes.length) this.#endLine(bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED ? at + 2 : at + 1);
      consumed = this.#at;
      if (consumed >= bytes.length || records >= most) return consumed;
    }
  }

  /** Comes to the line end behind the record that begins here. */
  #record(bytes: Uint8Array, last: boolean, sink: CellSink): Stop | undefined {
    const begin = this.#at;
    const first = this.#line;
    for (;;) {
      const stop = this.#cell(bytes, last, sink);
      const at = this.#at;
      const byte = bytes[at];
      if (stop === undefined && at < bytes.length && byte === this.#delimiter) {
        this.#at++;
        continue;
      }
      if (stop !== undefined && stop !== INCOMPLETE) return stop;
      // A carriage return at the very end may be the first half of a line end.
      const isIncomplete = stop === INCOMPLETE || (byte === CARRIAGE_RETURN && at + 1 === bytes.length && !last);
      if ((isIncomplete ? bytes.length : at) - begin > MAX_RECORD_BYTES) return { problem: RECORD_TOO_LONG };
      if (isIncomplete) return INCOMPLETE;
      if (this.#line === first) return undefined;
      if (this.#line - first >= MOST_LINES) return { problem: TOO_MANY_LINES };
      return this.#width === undefined || this.#column === this.#width ? undefined : { problem: BROKEN_OVER_LINES };
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
    const [line, lineStart] = [this.#line, this.#lineStart];
    const mistake = (problem: string): Stop => {
      const character = characters(bytes, lineStart, quote) + 1;
      return { problem: `cell ${this.#column + 1}, character ${character} of line ${line}: ${problem}` };
    };
    const open = quote + 1;
    const { close, doubled } = this.#closing(bytes, open);
    // A quote at the very end of a chunk may be the first of two.
    const isWhole = close < bytes.length && (close + 1 < bytes.length || last);
    if ((isWhole ? close : bytes.length) - open >= MAX_QUOTED_BYTES) return mistake(TOO_LONG);
    if (!isWhole) return last ? mistake(NEVER_CLOSED) : INCOMPLETE;
    let end = this.#meaning(bytes, close + 1);
    while (bytes[end] === QUOTE) end = this.#meaning(bytes, end + 1);
    if (end >= bytes.length && !last) return INCOMPLETE;
    if (!closes(bytes, close + 1, end, close === open)) return mistake(CLOSED_WITHIN);
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

/** Where the line ends that begins here: at its line end, or that of the bytes. */
function lineEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== LINE_FEED && bytes[at] !== CARRIAGE_RETURN) at++;
  return bytes[at] === CARRIAGE_RETURN && at + 1 === bytes.length ? bytes.length : at;
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
