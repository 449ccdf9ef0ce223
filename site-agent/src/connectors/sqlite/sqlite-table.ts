import { closeSync } from 'node:fs';
import { ConsiliumError } from '@consilium/core';
import type { Batch, ColumnCells } from '@consilium/deidentify';
import { ContentHash } from '../content-hash.ts';
import { fileStamp, openTableFile } from '../source-file.ts';
import { namedError, type Source } from '../source.ts';
import { ReadOnlySqlite, sqliteError } from './read-only-sqlite.ts';

/** Rows of a batch. */
const BATCH_ROWS = 4096;

const BYTES = 'holds bytes where text or a number can stand';

/** A table or view of a SQLite file. Its cells are typed one by one: whole numbers beyond what a number holds are text. */
export function sqliteTable(path: string, table: string): Source {
  const name = `${path} table ${table}`;
  const stamp = (): string => `${fileStamp(path)} ${fileStamp(`${path}-wal`)}`;
  return {
    name,
    async columns() {
      return withDatabase(path, name, (database) => columnsOf(database, table));
    },
    read(columns) {
      const before = stamp();
      const hash = new ContentHash(columns);
      return {
        batches: batches(path, table, columns, name, hash),
        contentHash: () => hash.digest(),
        isCurrent: () => stamp() === before,
      };
    },
  };
}

function open(path: string): ReadOnlySqlite {
  closeSync(openTableFile(path));
  return new ReadOnlySqlite(path);
}

function withDatabase<T>(path: string, name: string, use: (database: ReadOnlySqlite) => T): T {
  const database = open(path);
  try {
    return use(database);
  } catch (error) {
    throw namedError(sqliteError(error, path), name);
  } finally {
    database.close();
  }
}

function columnsOf(database: ReadOnlySqlite, table: string): readonly string[] {
  return database
    .select(`select * from ${quoted(table)} limit 0`)
    .columns()
    .map(({ name }) => name);
}

/** A name as SQL writes it. In double quotes SQLite would take one that it does not know for text. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A cell that is a whole number which a double would round comes as text. */
function exact(name: string): string {
  const column = quoted(name);
  return `case when typeof(${column}) = 'integer' and ${column} not between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER} then cast(${column} as text) else ${column} end`;
}

async function* batches(
  path: string,
  table: string,
  columns: readonly string[],
  name: string,
  hash: ContentHash,
): AsyncGenerator<Batch> {
  const database = open(path);
  try {
    const known = columnsOf(database, table);
    const absent = columns.filter((column) => known.filter((other) => other === column).length !== 1);
    if (absent.length > 0)
      throw new ConsiliumError({
        code: 'DATA_INVALID',
        message: `lacks ${absent.map((column) => `the column "${column}"`).join(', ')}, or has it twice`,
        details: { column: absent[0] ?? '' },
      });
    const list = columns.length === 0 ? 'null' : columns.map(exact).join(', ');
    let rows: (readonly unknown[])[] = [];
    let before = 0;
    for (const row of database.select(`select ${list} from ${quoted(table)}`).iterate()) {
      rows.push(row);
      if (rows.length < BATCH_ROWS) continue;
      const batch = batchOf(rows, columns, before);
      hash.add(batch);
      yield batch;
      before += rows.length;
      rows = [];
    }
    if (rows.length === 0) return;
    const last = batchOf(rows, columns, before);
    hash.add(last);
    yield last;
  } catch (error) {
    throw namedError(sqliteError(error, path), name);
  } finally {
    database.close();
  }
}

function batchOf(rows: readonly (readonly unknown[])[], columns: readonly string[], before: number): Batch {
  const problems = new Map<number, string>();
  const cells = columns.map((column, i): ColumnCells => {
    const values = rows.map((row) => row[i]);
    for (const [at, value] of values.entries())
      if (Buffer.isBuffer(value) && !problems.has(at)) problems.set(at, `${BYTES}, in column ${column}`);
    if (values.every((value) => value === null || typeof value === 'number'))
      return { kind: 'number', cells: Float64Array.from(values, (value) => value ?? Number.NaN) };
    return { kind: 'text', cells: values.map(textOf) };
  });
  return {
    length: rows.length,
    rows: rows.map((_, at) => before + at + 1),
    columns: cells,
    ...(problems.size === 0 ? {} : { problems }),
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : '';
}
