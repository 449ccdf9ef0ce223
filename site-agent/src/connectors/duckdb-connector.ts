import { closeSync } from 'node:fs';
import { z } from 'zod';
import type { Connector } from './connector.ts';
import { LockedDuckDb, quotedName } from './duckdb/locked-duckdb.ts';
import { duckDbSource } from './duckdb/duckdb-source.ts';
import { requireContent } from './file-content.ts';
import { fileStamp, locateFile, openTableFile, openToAllWarnings, requireSafeFile } from './source-file.ts';

const schema = z.strictObject({ kind: z.literal('duckdb'), path: z.string().min(1), table: z.string().min(1) });

/** Tables and views of DuckDB files. */
export const DUCKDB: Connector<z.output<typeof schema>> & { readonly schema: typeof schema } = {
  words: 'table or view of a DuckDB file',
  schema,
  locate: (source) => ({ ...source, path: locateFile(source.path) }),
  identity: ({ path, table }) => `${path} table ${table}`,
  requireSafe({ path }, stateFolder) {
    requireSafeFile(path, stateFolder);
    requireContent(path, ['duckdb']);
  },
  warnings: ({ path }) => openToAllWarnings(path),
  open: ({ path, table }) =>
    duckDbSource({
      name: `${path} table ${table}`,
      stamp: () => `${fileStamp(path)} ${fileStamp(`${path}.wal`)}`,
      async open() {
        closeSync(openTableFile(path));
        const database = await LockedDuckDb.open({ database: path });
        return { database, from: [quotedName(table)] };
      },
    }),
};

/** The tables and views of a DuckDB file, by name. @throws ConsiliumError `FILE_UNREADABLE`, `SOURCE_UNSAFE` */
export async function duckDbTables(path: string): Promise<readonly string[]> {
  closeSync(openTableFile(path));
  const database = await LockedDuckDb.open({ database: path });
  try {
    const sql = `select table_name from duckdb_tables() where not internal
      union select view_name from duckdb_views() where not internal order by 1`;
    return (await (await database.select(sql)).getRows()).map(([name]) => String(name));
  } finally {
    database.close();
  }
}
