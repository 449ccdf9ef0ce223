import { isUtf8 } from 'node:buffer';
import { ConsiliumError } from '@consilium/core';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Passes text on in whole lines, after a check that it is UTF-8: a parser would put replacement characters where another
 * encoding was used, and categories would silently become other ones.
 *
 * @param maxLineBytes longest line
 * @throws ConsiliumError `DATA_INVALID` naming the line, counted from 1
 */
export async function* utf8Lines(source: AsyncIterable<Buffer>, maxLineBytes: number): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let lines = 0;
  for await (const chunk of source) {
    const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = Math.max(text.lastIndexOf(LINE_FEED), text.lastIndexOf(CARRIAGE_RETURN)) + 1;
    const whole = text.subarray(0, end);
    rest = text.subarray(end);
    if (rest.length > maxLineBytes) throw invalid(lines + countLines(whole) + 1, 'is longer than 1 MiB: a quote may be missing');
    if (!isUtf8(whole)) throw notUtf8(lines, whole);
    lines += countLines(whole);
    if (end > 0) yield whole;
  }
  if (!isUtf8(rest)) throw notUtf8(lines, rest);
  if (rest.length > 0) yield rest;
}

function countLines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(LINE_FEED); at >= 0; at = text.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

function notUtf8(linesBefore: number, text: Buffer): ConsiliumError<'DATA_INVALID'> {
  let row = linesBefore + 1;
  let start = 0;
  for (let at = text.indexOf(LINE_FEED); at >= 0; at = text.indexOf(LINE_FEED, start)) {
    if (!isUtf8(text.subarray(start, at + 1))) break;
    start = at + 1;
    row++;
  }
  return invalid(row, 'is not UTF-8 text: save the file as CSV in UTF-8, or name its encoding with --encoding');
}

function invalid(row: number, problem: string): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({ code: 'DATA_INVALID', message: `row ${row}: ${problem}`, details: { row } });
}
