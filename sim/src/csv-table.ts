import { ConsiliumError } from '@consilium/core';
import { CsvError, parse } from 'csv-parse/sync';

/**
 * The rows of a CSV file of a person's own, header first, as they are divided over virtual sites. Cells are separated by what separates
 * those of the header (a line `sep=` before it says it too): comma, semicolon or tab.
 *
 * @throws ConsiliumError `DATA_INVALID` with the row, and nothing that stands in it
 */
export function csvRows(text: string): string[][] {
  const [, declared] = /^\uFEFF?sep=(.)\r?\n/u.exec(text) ?? [];
  const body = declared === undefined ? text : text.slice(text.indexOf('\n') + 1);
  try {
    return parse(body, {
      bom: true,
      trim: true,
      delimiter: declared ?? separatorOf(body),
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
    }) as string[][];
  } catch (error) {
    // The parser quotes what it read in its messages.
    if (!(error instanceof CsvError)) throw error;
    throw new ConsiliumError({
      code: 'DATA_INVALID',
      message: `row ${String(error.lines)} is not valid CSV (${error.code})`,
    });
  }
}

/** A line of CSV, by commas. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}

/** What stands most often between the names of the header. */
function separatorOf(text: string): string {
  const header = (text.split(/[\r\n]/u, 1)[0] ?? '').replace(/"[^"]*"/gu, '');
  const count = (separator: string): number => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
