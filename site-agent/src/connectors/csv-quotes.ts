import type { ConsiliumError } from '@consilium/core';
import { cellError } from '../datasets/cell.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Longest cell in quotes, in bytes: the longest that spreadsheets write, 32,767 characters of at most four bytes. A quote that is never
 * closed would otherwise swallow the rest of the file before anybody learned of it.
 */
const MAX_QUOTED_BYTES = 128 * 1024;

const TOO_LONG = 'a quote opens a cell of more than 128 KiB here: its closing one may be missing';
const CLOSED_WITHIN = 'a quote opens here, and another one closes it within a cell: one of the two is missing or superfluous';

/** Where a quote opened. */
interface Opening {
  /** Line of the file, counted from 1. */
  readonly row: number;
  /** Number of the cell in its record, counted from 1. */
  readonly column: number;
  /** Place in the line, counted from 1. */
  readonly character: number;
}

/**
 * Passes whole lines of a CSV file on, after a look at what its parser would only notice far behind the mistake: a quote that is never closed, or
 * closed in the middle of a cell. It reads quotes as the parser does, but for a quote behind
 * a pair that holds nothing, which here is a mistake. Records before the mistake are passed on.
 *
 * @throws ConsiliumError `DATA_INVALID` with row, column and character where the quote opened
 */
export async function* closedQuotes(lines: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const state = new QuoteState();
  for await (const chunk of lines) {
    const found = state.pass(chunk);
    if (found === undefined) {
      yield chunk;
      continue;
    }
    if (found.recordStart > 0) yield chunk.subarray(0, found.recordStart);
    throw found.error;
  }
  if (state.unclosed !== undefined) throw state.unclosed;
}

/** A mistake and where its record begins in the chunk; 0 also where that was in an earlier one. */
interface Mistake {
  readonly recordStart: number;
  readonly error: ConsiliumError<'DATA_INVALID'>;
}

/** Where in the file a chunk ends, as far as quotes go. */
class QuoteState {
  /** Inside quotes, behind the closing one, or in a cell without. */
  #in: 'cell' | 'quotes' | 'closed' = 'cell';
  #row = 1;
  #column = 1;
  #opening: Opening | undefined;
  #quotedBytes = 0;
  #afterReturn = false;

  /** What is wrong with a file that ends here. */
  get unclosed(): ConsiliumError<'DATA_INVALID'> | undefined {
    return this.#in === 'quotes' ? this.#error('a quote opens here and is never closed') : undefined;
  }

  /** Reads a chunk that begins with a line and, unless it is the last, ends with one. */
  pass(chunk: Buffer): Mistake | undefined {
    let lineStart = 0;
    let recordStart = 0;
    // Blanks alone may stand between here and an opening quote, or between a closing one and the end of the cell.
    let from = 0;
    const mistake = (problem: string): Mistake => ({ recordStart, error: this.#error(problem) });
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i];
      const lineEnds = byte === LINE_FEED || byte === CARRIAGE_RETURN;
      if (lineEnds && !(byte === LINE_FEED && this.#afterReturn)) this.#row += 1;
      if (lineEnds) lineStart = i + 1;
      this.#afterReturn = byte === CARRIAGE_RETURN;
      if (this.#in === 'quotes') {
        this.#quotedBytes += 1;
        if (this.#quotedBytes > MAX_QUOTED_BYTES) return mistake(TOO_LONG);
        if (byte !== QUOTE) continue;
        // Two of them stand for one.
        if (chunk[i + 1] === QUOTE) i += 1;
        else [this.#in, from] = ['closed', i + 1];
      } else if (lineEnds || byte === COMMA) {
        if (this.#in === 'closed' && !this.#closes(chunk, from, i)) return mistake(CLOSED_WITHIN);
        this.#in = 'cell';
        this.#column = lineEnds ? 1 : this.#column + 1;
        if (lineEnds) recordStart = i + 1;
        from = i + 1;
      } else if (byte === QUOTE && this.#in === 'cell' && isBlank(chunk, from, i)) {
        const character = chunk.toString('utf8', lineStart, i).replace(/^\ufeff/u, '').length + 1;
        this.#opening = { row: this.#row, column: this.#column, character };
        this.#in = 'quotes';
        this.#quotedBytes = 0;
      }
    }
    return this.#in === 'closed' && !this.#closes(chunk, from, chunk.length) ? mistake(CLOSED_WITHIN) : undefined;
  }

  /** Whether nothing but blanks follows a closing quote. Where there is text between the quotes, the parser knows those of one byte only. */
  #closes(chunk: Buffer, from: number, to: number): boolean {
    return isBlank(chunk, from, to) && (this.#quotedBytes === 1 || !chunk.subarray(from, to).some((byte) => byte > 0x7f));
  }

  #error(problem: string): ConsiliumError<'DATA_INVALID'> {
    const { row, column, character } = this.#opening ?? { row: this.#row, column: this.#column, character: 1 };
    return cellError({ row, column: `number ${column}` }, `character ${character} of the line: ${problem}`);
  }
}

/** Blank to the parser, which trims cells. */
function isBlank(chunk: Buffer, from: number, to: number): boolean {
  return from === to || chunk.toString('utf8', from, to).trim() === '';
}
