import type { CsvOptions } from './csv-options.ts';
import { type CellSink, CsvScanner, decoded } from './csv-scanner.ts';

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
 * @throws ConsiliumError `DATA_INVALID` for a quote that is not closed
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
  const { consumed, mistake } = scanner.scan(rest, last, cells, 1);
  if (mistake !== undefined) throw mistake;
  const { names, row } = cells;
  if (row === undefined) return undefined;
  const [only = ''] = names;
  const other =
    names.length === 1 ? [...SEPARATORS].find(([character]) => character !== delimiter && only.includes(character)) : undefined;
  return {
    names,
    row,
    bytes: behind + consumed,
    isLast: last && behind + consumed === bytes.length,
    scanner,
    separators: other?.[1],
  };
}

class HeaderCells implements CellSink {
  readonly names: string[] = [];
  readonly #bytes: Buffer;
  row: number | undefined;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  plain(_: number, start: number, end: number): void {
    this.names.push(decoded(this.#bytes, start, end).trim());
  }

  quoted(_: number, start: number, end: number, doubled: boolean): void {
    const text = decoded(this.#bytes, start, end);
    this.names.push(doubled ? text.replaceAll('""', '"') : text);
  }

  end(row: number): void {
    this.row = row;
  }
}
