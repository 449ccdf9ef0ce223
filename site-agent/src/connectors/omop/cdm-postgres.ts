import { PostgresSession } from '../postgres/postgres-session.ts';
import type { PostgresServer } from '../postgres/postgres-server.ts';
import { sqlName } from '../sql-name.ts';
import type { CdmDatabase, CdmPart, CdmTable, SqlDialect } from './cdm-database.ts';

/** Rows that one question for more brings. */
const GROUP_ROWS = 4096;

const DIALECT: SqlDialect = {
  whole: (column) => `${column}::bigint`,
  text: (column) => `${column}::text`,
  moment: (column) => `${column}::text`,
  parameter: (at) => `$${at}::text`,
};

/** Tables and views of a schema under any spelling of a name, small letters first, with their columns. */
const COLUMNS = `select c.relname::text, a.attname::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname = $1 and lower(c.relname) = $2 and c.relkind in ('r', 'v', 'm', 'f', 'p')
order by c.relname = $2 desc, c.relname collate "C", a.attnum`;

/** The model on a PostgreSQL server, in one read-only snapshot. @param schemas by part */
export async function openCdmPostgres(server: PostgresServer, schemas: Readonly<Record<CdmPart, string>>): Promise<CdmDatabase> {
  const session = await PostgresSession.open(server);
  return {
    dialect: DIALECT,
    async table(name, part): Promise<CdmTable | undefined> {
      const schema = schemas[part];
      const found = await session.rows(COLUMNS, [schema, name]);
      const spelled = found[0]?.[0] ?? undefined;
      if (spelled === undefined) return undefined;
      const columns = found.flatMap(([table, column]) => (table === spelled && column != null ? [column] : []));
      return {
        from: `${sqlName(schema)}.${sqlName(spelled)}`,
        columns: new Map(columns.map((column) => [column.toLowerCase(), sqlName(column)])),
      };
    },
    rows: (sql, texts = []) => session.groups(sql, texts, GROUP_ROWS),
    close: () => session.close(),
  };
}
