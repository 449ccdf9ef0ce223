import { statSync } from 'node:fs';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { CsvOptions } from './csv/options.ts';
import { duckDbTables } from './duckdb-connector.ts';
import { fileContent, fileHead } from './file-content.ts';
import { isNdjsonFolder } from './fhir/fhir-folder.ts';
import { parquetFiles } from './parquet-folder.ts';
import { unsafe } from './source-file.ts';
import type { SourceDescription } from './source-description.ts';
import { sqliteTables } from './sqlite-connector.ts';

/** What a person says of a file beside its name. */
export interface SourceHints extends CsvOptions {
  /** Table or view of a database file. */
  readonly table?: string;
}

/**
 * What a file or folder is, by its first bytes and its name, as a source. Nothing is guessed that could be otherwise: a database of several tables needs
 * one named, and of CSV only what the file says itself (UTF-16 by its mark, tabs by `.tsv`) goes without an option.
 *
 * @throws ConsiliumError `SOURCE_UNSAFE` for what no connector reads, `PARAMETER_INVALID` for an option that does not fit, `FILE_UNREADABLE`
 */
export async function sniffSource(path: string, hints: SourceHints = {}): Promise<SourceDescription> {
  const { table, ...csv } = hints;
  const kind = await kindOf(path, table, csv);
  if (kind.kind !== 'csv' && Object.keys(csv).length > 0) throw misfit(path, Object.keys(csv)[0] as string, 'CSV files');
  if (table !== undefined && kind.kind !== 'sqlite' && kind.kind !== 'duckdb')
    throw misfit(path, 'table', 'SQLite and DuckDB files');
  return kind;
}

async function kindOf(path: string, table: string | undefined, csv: CsvOptions): Promise<SourceDescription> {
  if (isFolder(path)) {
    if (parquetFiles(path).length > 0) return { kind: 'parquet', path };
    if (isNdjsonFolder(path))
      throw unsafe(path, 'is a folder of NDJSON: describe it in sources.yaml as one of the type fhir, and name that');
    throw unsafe(path, 'is a folder without Parquet files: name a file in it');
  }
  const content = fileContent(path);
  switch (content.table) {
    case 'parquet':
      return { kind: 'parquet', path };
    case 'sqlite':
      return { kind: 'sqlite', path, table: tableOf(path, table, sqliteTables(path)) };
    case 'duckdb':
      return { kind: 'duckdb', path, table: tableOf(path, table, await duckDbTables(path)) };
    case 'utf-16':
      return { kind: 'csv', path, ...tabs(path), encoding: fileHead(path)[0] === 0xff ? 'utf-16le' : 'utf-16be', ...csv };
    case 'text':
    case 'gzip':
    case 'zstd':
      return { kind: 'csv', path, ...tabs(path), ...csv };
    case undefined:
      // Only a person can say that bytes which are no UTF-8 are text.
      if (csv.encoding?.startsWith('utf-16') === true) return { kind: 'csv', path, ...tabs(path), ...csv };
      throw unsafe(path, `is ${content.words}`);
  }
}

/** @throws ConsiliumError `FILE_UNREADABLE` */
function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

/** Of a name that says it. */
function tabs(path: string): CsvOptions {
  return /\.(?:tsv|tab)(?:\.gz|\.zst)?$/i.test(path) ? { delimiter: '\t' } : {};
}

function tableOf(path: string, asked: string | undefined, tables: readonly string[]): string {
  const [only] = tables;
  const table = asked ?? (tables.length === 1 ? only : undefined);
  if (table !== undefined && tables.includes(table)) return table;
  const message =
    only === undefined
      ? `${path} holds no table`
      : `${path} holds ${asked === undefined ? 'several tables' : `no table ${asked}`}: name one of ${tables.join(', ')} with --table`;
  throw new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field: 'table' } });
}

function misfit(path: string, option: string, kinds: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({
    code: 'PARAMETER_INVALID',
    message: `--${option} is for ${kinds}, which ${path} is not`,
    details: { field: option },
  });
}
