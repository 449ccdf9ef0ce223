import { ConsiliumError } from '@consilium/core';
import { readHeader } from '../csv/header.ts';
import { type LockedDuckDb, quotedText } from '../duckdb/locked-duckdb.ts';

/** What may stand between the cells of an exported table, the usual first. */
const DELIMITERS = [',', '\t', ';', '|'] as const;
/** A quote that is never closed ends here, as in every CSV file that is read, and does not swallow the rows of other people unnoticed. */
const MAX_LINE_BYTES = 128 * 1024;
/** Takes the cells of rows that are longer than the header. */
const SURPLUS = 'consilium_surplus';
/** A character of no text, so that a line is one cell. */
const NO_CHARACTER = String.fromCodePoint(1);

/**
 * What follows `from` to read a table of the model from a CSV file. How it is written its header alone says: left to look for itself, DuckDB decides
 * by the rows, and refuses all of them for one that has another number of cells. Of such a row what is missing is nothing, and one that is too long
 * does not count.
 *
 * @throws ConsiliumError `DATA_INVALID` for a file without a header, and as {@link LockedDuckDb.select}
 */
export async function csvTable(database: LockedDuckDb, path: string): Promise<string> {
  const line = await firstLine(database, path);
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
  const { delimiter } = counted.reduce((best, other) => (other.count > best.count ? other : best));
  const header = readHeader(Buffer.from(line, 'utf8'), true, { delimiter });
  if (header === undefined) throw new ConsiliumError({ code: 'DATA_INVALID', message: 'is empty: it needs a header row' });
  // Vocabularies come with tabs and without quotes, which then are part of a name.
  const quote = delimiter === '\t' && !line.includes('"') ? '' : '"';
  return `(select * exclude (${SURPLUS}) from ${read(path, { delimiter, quote, columns: [...header.names, SURPLUS] }, true)} where ${SURPLUS} is null)`;
}

async function firstLine(database: LockedDuckDb, path: string): Promise<string> {
  const lines = read(path, { delimiter: NO_CHARACTER, quote: '', columns: ['line'] }, false);
  const [row] = await (await database.select(`select line from ${lines} limit 1`)).getRows();
  return String(row?.[0] ?? '');
}

interface Form {
  readonly delimiter: string;
  readonly quote: string;
  readonly columns: readonly string[];
}

function read(path: string, { delimiter, quote, columns }: Form, header: boolean): string {
  const types = columns.map((name) => `${quotedText(name)}: 'varchar'`).join(', ');
  return `read_csv(${quotedText(path)}, header = ${header}, auto_detect = false, delim = ${quotedText(delimiter)}, quote = ${quotedText(quote)}, escape = ${quotedText(quote)}, columns = {${types}}, null_padding = true, strict_mode = false, max_line_size = ${MAX_LINE_BYTES}, parallel = false)`;
}
