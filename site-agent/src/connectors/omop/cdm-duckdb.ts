import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { duckDbError, LockedDuckDb, quotedText } from '../duckdb/locked-duckdb.ts';
import { sqlName } from '../sql-name.ts';
import { csvTable } from './cdm-csv.ts';
import type { CdmDatabase, CdmPart, CdmRow, CdmTable, SqlDialect } from './cdm-database.ts';

const DIALECT: SqlDialect = {
  // Of CSV every cell is text.
  whole: (column) => `try_cast(${column} as bigint)`,
  text: (column) => `cast(${column} as varchar)`,
  moment: (column) => `cast(${column} as varchar)`,
  parameter: (at) => `$${at}`,
};

/** How the files of tables end, and how DuckDB reads them. */
const READERS: readonly (readonly [RegExp, (database: LockedDuckDb, path: string) => Promise<string>])[] = [
  [/^(.+)\.parquet$/i, async (_, path) => `read_parquet(${quotedText(path)})`],
  [/^(.+)\.csv(?:\.gz)?$/i, csvTable],
];

/** The model in a DuckDB file. @param stateFolder where what does not fit into memory may lie */
export async function openCdmDuckDb(
  path: string,
  schemas: Readonly<Record<CdmPart, string>>,
  stateFolder: string,
): Promise<CdmDatabase> {
  const database = await LockedDuckDb.open({ database: path, spillInto: stateFolder });
  return cdmOf(database, path, async (name, part) => {
    const columns = await textRows(
      database,
      'select table_name, column_name from information_schema.columns where lower(table_schema) = lower($1) and lower(table_name) = $2 order by ordinal_position',
      [schemas[part], name],
    );
    const spelled = columns[0]?.[0] ?? undefined;
    if (spelled === undefined) return undefined;
    return { from: `${sqlName(schemas[part])}.${sqlName(spelled)}`, columns: byName(columns.map(([, column]) => column ?? '')) };
  });
}

/** The model in a folder of CSV or Parquet files, one for each table. */
export async function openCdmFiles(folder: string, stateFolder: string): Promise<CdmDatabase> {
  const files = tableFiles(folder);
  const database = await LockedDuckDb.open({ files: [...files.values()].map(({ path }) => path), spillInto: stateFolder });
  return cdmOf(database, folder, async (name) => {
    const file = files.get(name);
    if (file === undefined) return undefined;
    const from = await file.reader(database, file.path);
    const result = await database.select(`select * from ${from} limit 0`);
    return { from, columns: byName(result.columnNames()) };
  });
}

interface TableFile {
  readonly path: string;
  readonly reader: (database: LockedDuckDb, path: string) => Promise<string>;
}

function tableFiles(folder: string): ReadonlyMap<string, TableFile> {
  const tables = new Map<string, TableFile>();
  for (const file of listed(folder)) {
    for (const [pattern, reader] of READERS) {
      const name = pattern.exec(file)?.[1]?.toLowerCase();
      if (name === undefined) continue;
      const path = join(folder, file);
      if (tables.has(name))
        throw new ConsiliumError({
          code: 'DATA_INVALID',
          message: `${folder} holds the table ${name} twice: leave one file there`,
        });
      tables.set(name, { path, reader });
    }
  }
  return tables;
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}

function byName(columns: readonly string[]): ReadonlyMap<string, string> {
  return new Map(columns.map((column) => [column.toLowerCase(), sqlName(column)]));
}

function cdmOf(
  database: LockedDuckDb,
  name: string,
  table: (name: string, part: CdmPart) => Promise<CdmTable | undefined>,
): CdmDatabase {
  return {
    dialect: DIALECT,
    table: (of, part) => named(name, () => table(of, part)),
    rows: (sql, texts = []) => groups(database, name, sql, texts),
    async close() {
      database.close();
    },
  };
}

async function* groups(
  database: LockedDuckDb,
  name: string,
  sql: string,
  texts: readonly string[],
): AsyncGenerator<readonly CdmRow[]> {
  const result = await named(name, () => database.select(sql, texts));
  for (;;) {
    const chunk = await named(name, () => result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk.getRows().map((row) => row.map((cell) => (cell === null ? null : String(cell))));
  }
}

async function textRows(database: LockedDuckDb, sql: string, texts: readonly string[]): Promise<readonly CdmRow[]> {
  const result = await database.select(sql, texts);
  return (await result.getRows()).map((row) => row.map((cell) => (cell === null ? null : String(cell))));
}

/** Errors with the name of the source in front, and without what DuckDB quotes. */
async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message, details } = duckDbError(error);
    throw code === 'DATA_INVALID' && !message.startsWith(name)
      ? new ConsiliumError({ code, message: `${name} ${message}`, details })
      : error;
  }
}
