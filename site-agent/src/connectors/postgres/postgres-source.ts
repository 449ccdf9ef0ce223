import { ConsiliumError } from '@consilium/core';
import type { Batch } from '@consilium/deidentify';
import { ContentHash } from '../content-hash.ts';
import { servesFor } from '../freshness.ts';
import type { Source } from '../source.ts';
import { sqlName, sqlTable } from '../sql-name.ts';
import { PostgresSession } from './postgres-session.ts';
import type { PostgresServer } from './postgres-server.ts';
import { cellForm, cellsOf, type ServerColumn } from './postgres-types.ts';

/** Rows that one question for more brings. */
const BATCH_ROWS = 4096;

/** A table or view of a server. */
export interface PostgresTable extends PostgresServer {
  readonly schema: string;
  readonly table: string;
  /** Columns by which rows are ordered; what they leave open, the cells that are read decide. Absent: the primary key. */
  readonly order?: readonly string[] | undefined;
  readonly refreshHours: number;
}

/** The columns of a relation; the last two tell of domains what they are made of. */
const COLUMNS = `select a.attname::text, format_type(a.atttypid, a.atttypmod), coalesce(b.typname, t.typname)::text, coalesce(b.typtype, t.typtype)::text
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
where n.nspname = $1 and c.relname = $2 and a.attnum > 0 and not a.attisdropped
order by a.attnum`;

const PRIMARY_KEY = `select a.attname::text
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
where n.nspname = $1 and c.relname = $2 and i.indisprimary
order by k.place`;

/** Whether the user could change what it is there to read; of a view, or a table that is not there, nothing. */
const WRITABLE = `select has_table_privilege(c.oid, 'insert') or has_table_privilege(c.oid, 'update') or has_table_privilege(c.oid, 'delete')
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2`;

/** A table or view of a PostgreSQL server, in the order of its key; row numbers are places in it, counted from 1. */
export function postgresSource(description: PostgresTable, name: string): Source {
  return {
    name,
    columns: () =>
      inSession(description, async (session) => (await columnsOf(session, description, name)).map((column) => column.name)),
    notices: () => inSession(description, (session) => noticesOf(session, description, name)),
    read(columns) {
      const isCurrent = servesFor(description.refreshHours);
      const hash = new ContentHash(columns);
      return { batches: batches(description, name, columns, hash), contentHash: () => hash.digest(), isCurrent };
    },
  };
}

async function inSession<T>(server: PostgresServer, question: (session: PostgresSession) => Promise<T>): Promise<T> {
  const session = await PostgresSession.open(server);
  try {
    return await question(session);
  } finally {
    await session.close();
  }
}

async function columnsOf(
  session: PostgresSession,
  { schema, table }: PostgresTable,
  name: string,
): Promise<readonly ServerColumn[]> {
  const rows = await session.rows(COLUMNS, [schema, table]);
  if (rows.length === 0)
    throw new ConsiliumError({ code: 'DATA_INVALID', message: `${name} is not there, or its schema is closed to this user` });
  return rows.map(([column, type, base, kind]) => ({ name: column ?? '', type: type ?? '', base: base ?? '', kind: kind ?? '' }));
}

async function noticesOf(
  session: PostgresSession,
  { schema, table, user }: PostgresTable,
  name: string,
): Promise<readonly string[]> {
  const [row] = await session.rows(WRITABLE, [schema, table]);
  return row?.[0] === 't'
    ? [`WARNING: ${user} may change ${name}: this program never does, but give it a user with select alone.`]
    : [];
}

async function* batches(
  description: PostgresTable,
  name: string,
  columns: readonly string[],
  hash: ContentHash,
): AsyncGenerator<Batch> {
  const session = await PostgresSession.open(description);
  try {
    const known = new Map((await columnsOf(session, description, name)).map((column) => [column.name, column]));
    const forms = columns.map((column) => cellForm(columnNamed(known, column, name), name));
    const order = description.order ?? (await primaryKey(session, description, name));
    // By bytes where the type knows collations: their order differs from server to server.
    const by = order.map((column) => {
      const collated = ['text', 'varchar', 'bpchar'].includes(columnNamed(known, column, name).base);
      return `${sqlName(column)}${collated ? ' collate "C"' : ''}`;
    });
    // Rows that a hospital's columns leave side by side would come as other patients' rows let them: which of a patient's count must hang on nobody else.
    if (description.order !== undefined) by.push(...columns.map((column) => `${sqlName(column)}::text collate "C"`));
    // A column is needed even where none is asked for.
    const list = columns.length === 0 ? 'null' : columns.map(sqlName).join(', ');
    const sql = `select ${list} from ${sqlTable(description)} order by ${by.join(', ')}`;
    let before = 0;
    for await (const rows of session.groups(sql, [], BATCH_ROWS)) {
      const first = before + 1;
      const batch: Batch = {
        length: rows.length,
        rows: Float64Array.from(rows, (_, i) => first + i),
        columns: forms.map((form, at) => cellsOf(rows, at, form)),
      };
      hash.add(batch);
      before += rows.length;
      yield batch;
    }
  } finally {
    await session.close();
  }
}

function columnNamed(known: ReadonlyMap<string, ServerColumn>, column: string, name: string): ServerColumn {
  const found = known.get(column);
  if (found !== undefined) return found;
  throw new ConsiliumError({ code: 'DATA_INVALID', message: `${name} lacks the column "${column}"`, details: { column } });
}

async function primaryKey(session: PostgresSession, { schema, table }: PostgresTable, name: string): Promise<readonly string[]> {
  const key = await session.rows(PRIMARY_KEY, [schema, table]);
  if (key.length > 0) return key.map(([column]) => column ?? '');
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: `${name} has no primary key, and a database gives rows without order: name the columns that order them ("order")`,
  });
}
