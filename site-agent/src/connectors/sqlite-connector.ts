import { closeSync } from 'node:fs';
import { z } from 'zod';
import type { Connector } from './connector.ts';
import { requireContent } from './file-content.ts';
import { ReadOnlySqlite } from './sqlite/read-only-sqlite.ts';
import { sqliteTable } from './sqlite/sqlite-table.ts';
import { locateFile, openTableFile, openToAllWarnings, requireSafeFile } from './source-file.ts';

const schema = z.strictObject({ kind: z.literal('sqlite'), path: z.string().min(1), table: z.string().min(1) });

/** Tables and views of SQLite files. */
export const SQLITE: Connector<z.output<typeof schema>> & { readonly schema: typeof schema } = {
  words: 'table or view of a SQLite file',
  schema,
  locate: (source) => ({ ...source, path: locateFile(source.path) }),
  identity: ({ path, table }) => `${path} table ${table}`,
  requireSafe({ path }, stateFolder) {
    requireSafeFile(path, stateFolder);
    requireContent(path, ['sqlite']);
  },
  warnings: ({ path }) => openToAllWarnings(path),
  open: ({ path, table }) => sqliteTable(path, table),
};

/** The tables and views of a SQLite file, by name. @throws ConsiliumError `FILE_UNREADABLE`, `SOURCE_UNSAFE` */
export function sqliteTables(path: string): readonly string[] {
  closeSync(openTableFile(path));
  const database = new ReadOnlySqlite(path);
  try {
    const sql =
      "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name";
    return database
      .select(sql)
      .all()
      .map(([name]) => String(name));
  } finally {
    database.close();
  }
}
