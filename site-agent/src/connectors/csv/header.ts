import { isUtf8 } from 'node:buffer';
import { ConsiliumError } from '@consilium/core';
import type { CsvOptions } from './options.ts';
import { type CellSink, CsvScanner, decoded } from './scanner.ts';

const MARK = Buffer.from('\ufeff', 'utf8');

/** What spreadsheets write in front of a header, for each other. */
const SEPARATOR_LINE = /^"?sep=([,;\t|:~])"?(?:\r\n|\n|\r)/i;

/** What a file may be separated by that is read with another delimiter, in words. */
const SEPARATORS: ReadonlyMap<string, string> = new Map([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
  [',', 'commas'],
]);

/** The first row of a file. */
export interface Header {
  /** In the composed form of Unicode: what looks the same is the same. */
  readonly names: readonly string[];
  /** Its line. */
  readonly row: number;
  /** Bytes up to its end. */
  readonly bytes: number;
  /** Whether nothing follows. */
  readonly isLast: boolean;
  /** Stands behind it. */
  readonly scanner: CsvScanner;
  /** What seems to stand between the columns instead of the delimiter. */
  readonly separators: string | undefined;
}

/**
 * Reads the header at the beginning of a file, behind a byte order mark and a line `sep=;`, whose delimiter holds unless one was named.
 *
 * @returns `undefined` where it does not end in these bytes, or there is none
 * @throws ConsiliumError `DATA_INVALID` for one that cannot be read, which is no patient's
 */
export function readHeader(bytes: Buffer, last: boolean, options: CsvOptions): Header | undefined {
  const start = bytes.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0;
  const separator = SEPARATOR_LINE.exec(bytes.toString('latin1', start, start + 10));
  const behind = start + (separator?.[0].length ?? 0);
  const delimiter = options.delimiter ?? separator?.[1] ?? ',';
  const scanner = new CsvScanner(delimiter);
  if (separator !== null) scanner.pass(1);
  const rest = bytes.subarray(behind);
  const cells = new HeaderCells(rest);
  const consumed = scanner.scan(rest, last, cells, 1);
  const { names, row, problem } = cells;
  if (row === undefined) return undefined;
  if (!isUtf8(rest.subarray(0, consumed))) throw invalid(row, NOT_UTF8);
  if (problem !== undefined) throw invalid(row, problem);
  const [only = ''] = names;
  const other =
    names.length === 1 ? [...SEPARATORS].find(([character]) => character !== delimiter && only.includes(character)) : undefined;
  return {
    names,
    row,
    bytes: behind + consumed,
    isLast: last && behind + consumed === bytes.length,
    scanner: scanner.behindHeader(names.length),
    separators: other?.[1],
  };
}

/** What is said of text in another encoding. */
export const NOT_UTF8 = 'is not UTF-8 text: save the file as CSV in UTF-8, or name its encoding with --encoding';

function invalid(row: number, problem: string): ConsiliumError<'DATA_INVALID'> {
  return new ConsiliumError({ code: 'DATA_INVALID', message: `row ${row}: ${problem}`, details: { row } });
}

class HeaderCells implements CellSink {
  readonly names: string[] = [];
  readonly #bytes: Buffer;
  row: number | undefined;
  problem: string | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  plain(_: number, start: number, end: number): void {
    this.names.push(decoded(this.#bytes, start, end).trim().normalize('NFC'));
  }

  quoted(_: number, start: number, end: number, doubled: boolean): void {
    const text = decoded(this.#bytes, start, end);
    this.names.push((doubled ? text.replaceAll('""', '"') : text).normalize('NFC'));
  }

  end(row: number): void {
    this.row = row;
  }

  held(row: number, problem: string): void {
    this.row = row;
    this.problem = problem;
  }
}
