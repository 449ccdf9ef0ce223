import { ConsiliumError } from '@consilium/core';
import { CsvError, parse } from 'csv-parse/sync';

/** A row of a CSV file, and the line in which it ends, as agents number rows. */
export interface CsvRow {
  readonly cells: string[];
  readonly line: number;
}

/**
 * The rows of a CSV file of a person's own, header first, as they are divided over virtual sites. Cells are separated by what separates
 * those of the header (a line `sep=` before it says it too): comma, semicolon or tab.
 *
 * @throws ConsiliumError `DATA_INVALID` with the row, and nothing that stands in it
 */
export function numberedCsvRows(text: string): CsvRow[] {
  const [, declared] = /^\uFEFF?sep=(.)\r?\n/u.exec(text) ?? [];
  const body = declared === undefined ? text : text.slice(text.indexOf('\n') + 1);
  const above = declared === undefined ? 0 : 1;
  try {
    const found = parse(body, {
      bom: true,
      trim: true,
      delimiter: declared ?? separatorOf(body),
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      info: true,
    }) as unknown as { readonly record: string[]; readonly info: { readonly lines: number } }[];
    // Within quotes the parser takes a line end of two characters for two.
    let twice = 0;
    return found.map(({ record, info }) => {
      for (const cell of record) twice += cell.split('\r\n').length - 1;
      return { cells: record, line: info.lines + above - twice };
    });
  } catch (error) {
    // The parser quotes what it read in its messages.
    if (!(error instanceof CsvError)) throw error;
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message: `row ${String(Number(error.lines) + above)} is not valid CSV (${error.code})`,
    });
  }
}

/** The cells of {@link numberedCsvRows}. */
export function csvRows(text: string): string[][] {
  return numberedCsvRows(text).map(({ cells }) => cells);
}

/** A line of CSV, by commas. */
function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}

/** Lines that the text of a row takes, whatever their ends. */
const LINE_END = /\r\n|\n|\r/gu;

/**
 * CSV text in which each row ends in the line that it says, as far as the lines above leave room: blank ones stand for what is not there, and
 * agents pass over them. What an agent says of row 7 is then true of the file that the rows are from.
 *
 * @param rows by rising lines
 */
export function csvInPlace(header: readonly string[], rows: readonly CsvRow[]): string {
  const head = csvLine(header);
  const texts = [head];
  let written = head.match(LINE_END)?.length ?? 0;
  for (const { cells, line } of rows) {
    const text = csvLine(cells);
    const takes = text.match(LINE_END)?.length ?? 0;
    const blank = Math.max(0, line - written - takes);
    texts.push('\n'.repeat(blank), text);
    written += blank + takes;
  }
  return texts.join('');
}

/** What stands most often between the names of the header. */
function separatorOf(text: string): string {
  const header = (text.split(/[\r\n]/u, 1)[0] ?? '').replace(/"[^"]*"/gu, '');
  const count = (separator: string): number => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
