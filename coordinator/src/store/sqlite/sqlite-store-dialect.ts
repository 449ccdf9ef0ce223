import { ConsiliumError } from '@consilium/core';
import type SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import type { ColumnTypes, StoreDialect, Tx } from '../dialect.ts';
import type { Tables } from '../tables.ts';

/** Pages of a copy between two turns of the event loop: 1 MiB, a millisecond or two. */
const COPIED_PAGES = 256;

/** SQLite in WAL mode. Every commit waits for the disk, but those that need not. */
export class SqliteStoreDialect implements StoreDialect {
  readonly kysely: Kysely<Tables>;
  readonly types: ColumnTypes = { integer: 'integer', bytes: 'blob', tableEnd: ' strict' };
  readonly sole = true;
  readonly #sqlite: SqliteDatabase.Database;

  /** @param sqlite open, locked for this process alone, with `synchronous = FULL` */
  constructor(sqlite: SqliteDatabase.Database) {
    this.#sqlite = sqlite;
    this.kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(sqlite) }) });
  }

  async version(kysely: Kysely<Tables>): Promise<number> {
    const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(kysely);
    return rows[0]?.user_version ?? 0;
  }

  async setVersion(tx: Tx, version: number): Promise<void> {
    await sql.raw(`pragma user_version = ${version}`).execute(tx);
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>, relaxed: boolean): Promise<T> {
    return await (relaxed ? this.#withoutWaiting(work) : this.kysely.transaction().execute(work));
  }

  async copyTo(path: string, atEnd: () => void): Promise<void> {
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    let copied: Promise<void> = Promise.resolve();
    // A step that finds a change under way copies nothing and is made again, so that the last one ends between two of them. Only the first must not: the
    // library takes a copy that has not begun for one that is whole.
    await this.kysely.connection().execute(async () => {
      copied = this.#sqlite
        .backup(path, {
          progress: () => {
            begin();
            return COPIED_PAGES;
          },
        })
        .then(({ totalPages }) => {
          if (totalPages === 0) throw new ConsiliumError({ code: 'STORE_FAILED', message: 'nothing of the database was copied' });
          atEnd();
        });
      await Promise.race([begun, copied]);
    });
    await copied;
  }

  async close(): Promise<void> {
    await this.kysely.destroy();
    // Kysely closes only what it has used.
    this.#sqlite.close();
  }

  /** The connection is ours from the first pragma to the last: no other change can slip in between and miss its wait. */
  async #withoutWaiting<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.kysely.connection().execute(async (connection) => {
      this.#sqlite.pragma('synchronous = NORMAL');
      try {
        return await connection.transaction().execute(work);
      } finally {
        this.#sqlite.pragma('synchronous = FULL');
      }
    });
  }
}

/**
 * The database as Kysely sees it. Statements are prepared once: the texts are few, whatever their values. On a full disk SQLite rolls
 * back by itself: Kysely's own rollback would then fail and hide the reason from everybody.
 */
function forKysely(sqlite: SqliteDatabase.Database): Pick<SqliteDatabase.Database, 'close' | 'prepare'> {
  const prepared = new Map<string, SqliteDatabase.Statement>();
  const prepare = (text: string): SqliteDatabase.Statement => {
    if (text === 'rollback' && !sqlite.inTransaction) return prepare('select 1');
    let statement = prepared.get(text);
    if (statement === undefined) {
      statement = sqlite.prepare(text);
      prepared.set(text, statement);
    }
    return statement;
  };
  return { close: () => sqlite.close(), prepare: prepare as SqliteDatabase.Database['prepare'] };
}
