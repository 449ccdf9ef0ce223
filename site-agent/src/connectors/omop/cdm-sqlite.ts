import { ReadOnlySqlite, sqliteError } from '../sqlite/read-only-sqlite.ts';
import { sqlName } from '../sql-name.ts';
import type { CdmDatabase, CdmRow, CdmTable, SqlDialect } from './cdm-database.ts';

/** Rows of a group. */
const GROUP_ROWS = 4096;

const DIALECT: SqlDialect = {
  // SQLite makes 0 of empty text, which tools write where there is nothing.
  whole: (column) => `cast(nullif(${column}, '') as integer)`,
  // Whole numbers would come out as doubles, of which one stands for several patients; as text SQLite would cut doubles.
  text: (column) => `case typeof(${column}) when 'integer' then cast(${column} as text) else nullif(${column}, '') end`,
  // Tools of OHDSI write moments as seconds since 1970, others as text.
  moment: (column) => `case typeof(${column}) when 'text' then ${column} else datetime(${column}, 'unixepoch') end`,
  // In the order in which they stand.
  parameter: () => '?',
};

/** The model in a SQLite file. */
export async function openCdmSqlite(path: string): Promise<CdmDatabase> {
  const database = new ReadOnlySqlite(path);
  return {
    dialect: DIALECT,
    async table(name): Promise<CdmTable | undefined> {
      const columns = all(database, path, 'select name from pragma_table_info(?)', [name]).map(([column]) => column ?? '');
      if (columns.length === 0) return undefined;
      return { from: sqlName(name), columns: new Map(columns.map((column) => [column.toLowerCase(), sqlName(column)])) };
    },
    async *rows(sql, texts = []): AsyncGenerator<readonly CdmRow[]> {
      const statement = database.select(sql);
      let group: CdmRow[] = [];
      try {
        for (const row of statement.iterate(...texts)) {
          group.push(row.map(asText));
          if (group.length < GROUP_ROWS) continue;
          yield group;
          group = [];
        }
      } catch (error) {
        throw sqliteError(error, path);
      }
      if (group.length > 0) yield group;
    },
    async close() {
      database.close();
    },
  };
}

function all(database: ReadOnlySqlite, path: string, sql: string, texts: readonly string[]): readonly CdmRow[] {
  try {
    return database
      .select(sql)
      .all(...texts)
      .map((row) => row.map(asText));
  } catch (error) {
    throw sqliteError(error, path);
  }
}

/** A double by its shortest text. */
function asText(cell: unknown): string | null {
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : null;
}
