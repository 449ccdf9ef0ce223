import { isUtf8 } from 'node:buffer';
import { ConsiliumError } from '@consilium/core';

/** Longest line that is read: a resource without attachments has some kilobytes. */
export const MOST_LINE_BYTES: number = 4 * 1024 * 1024;
/** A line so long is no record of anybody, but a file made to keep a reader busy. */
const ENDLESS_BYTES = 1024 * 1024 * 1024;

const LINE_FEED = 0x0a;
const MARK = Buffer.from('\ufeff');

/** A line, or why there is none; lines of blanks alone are passed over. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** What holds it: valid from `from` to `to` until the next line is asked for. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  readonly fault?: 'long' | 'not-utf8';
}

/**
 * The lines of a text in groups, one fault each for what is no line: an overlong one is passed over as it comes in, in constant memory.
 *
 * @throws ConsiliumError `DATA_INVALID` for a line beyond a gigabyte
 */
export async function* ndjsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
  let rest: Buffer = Buffer.alloc(0);
  /** Bytes of an overlong line that have come in. */
  let passed = 0;
  let number = 1;
  let isFirst = true;
  for await (const chunk of chunks) {
    let from = 0;
    if (passed > 0) {
      const end = chunk.indexOf(LINE_FEED);
      passed += end < 0 ? chunk.length : end;
      if (passed > ENDLESS_BYTES) throw endless(number);
      if (end < 0) continue;
      yield [faulty(number++, 'long')];
      passed = 0;
      from = end + 1;
    }
    const text = rest.length === 0 ? chunk.subarray(from) : Buffer.concat([rest, chunk.subarray(from)]);
    const end = text.lastIndexOf(LINE_FEED) + 1;
    const lines = linesIn(text, end, number, isFirst);
    if (end > 0) isFirst = false;
    number += lines.count;
    yield lines.lines;
    rest = text.subarray(end);
    if (rest.length <= MOST_LINE_BYTES) continue;
    passed = rest.length;
    rest = Buffer.alloc(0);
  }
  if (passed > 0) yield [faulty(number, 'long')];
  else if (rest.length > 0) yield linesIn(rest, rest.length, number, isFirst).lines;
}

function linesIn(
  text: Buffer,
  end: number,
  first: number,
  isFirst: boolean,
): { readonly lines: readonly Line[]; readonly count: number } {
  const lines: Line[] = [];
  const allUtf8 = isUtf8(text.subarray(0, end));
  let number = first;
  let from = isFirst && text.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0;
  while (from < end) {
    const at = text.indexOf(LINE_FEED, from);
    const to = at < 0 || at > end ? end : at;
    if (!isBlank(text, from, to)) {
      if (to - from > MOST_LINE_BYTES) lines.push(faulty(number, 'long'));
      else if (allUtf8 || isUtf8(text.subarray(from, to))) lines.push({ number, bytes: text, from, to });
      else lines.push(faulty(number, 'not-utf8'));
    }
    number++;
    from = to + 1;
  }
  return { lines, count: number - first };
}

function isBlank(text: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((text[at] as number) > 0x20) return false;
  // A zero is no blank, though it looks like one.
  return !text.subarray(from, to).includes(0);
}

function faulty(number: number, fault: 'long' | 'not-utf8'): Line {
  return { number, bytes: Buffer.alloc(0), from: 0, to: 0, fault };
}

function endless(number: number): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({
    code: 'DATA_INVALID',
    message: `line ${number} is longer than a gigabyte, which no export has`,
    details: { row: number },
  });
}
