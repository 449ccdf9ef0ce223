import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import SqliteDatabase from 'better-sqlite3';
import { Kysely, SqliteDialect, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** How long another coordinator may take to let go of the folder: it is stopping, or it is there to stay. */
const BUSY_MS = 1000;

/** Raised with every change of the tables; another version's folder is refused rather than guessed at. */
const SCHEMA_VERSION = 2;

const SCHEMA = `
create table studies (
  plan_hash text primary key, study text not null, plan_json text not null, submitted_ms integer not null
) strict;
create index studies_by_name on studies (study, submitted_ms);
create table runs (
  run text primary key, study text not null, plan_hash text not null references studies (plan_hash), rounds integer not null,
  state text not null, state_json text not null, created_ms integer not null, model_hash text not null, strategy_hash text
) strict;
create table attempts (
  run text not null references runs (run), round integer not null, attempt integer not null, outcome text not null,
  record_json text not null, primary key (run, round, attempt)
) strict;
create table sites (
  site text primary key, agent_version text not null, last_seen_ms integer not null, revoked integer not null
) strict;
create table receipts (
  site text not null, dataset text not null, sequence integer not null, hash text not null, primary key (site, dataset)
) strict;
create table blobs (hash text primary key, content blob not null) strict;
create table updates (
  run text not null references runs (run), round integer not null, attempt integer not null, site text not null,
  content blob not null, primary key (run, round, attempt, site)
) strict;
`;

/**
 * Content of at most so many bytes lives in the database: it becomes durable with the step that it belongs to, for one wait of the
 * disk. Anything larger is a file, which can be streamed and resumed. Far below a chunk of the wire, so that nothing is held in
 * memory that was not there already.
 */
export const SMALL_BYTES: number = 64 * 1024;

/** A write in progress. */
export type Tx = Transaction<Tables>;

/** The coordinator's SQLite database: WAL, and every commit is on disk before it is acknowledged. */
export class Database {
  readonly #sqlite: SqliteDatabase.Database;
  readonly #kysely: Kysely<Tables>;

  private constructor(sqlite: SqliteDatabase.Database) {
    this.#sqlite = sqlite;
    this.#kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(sqlite) }) });
  }

  /** Opens or creates `coordinator.db` in a folder. @throws ConsiliumError `STORE_VERSION`, `STORE_FAILED` */
  static open(folder: string): Database {
    makePrivateFolder(folder);
    let sqlite: SqliteDatabase.Database | undefined;
    try {
      sqlite = new SqliteDatabase(join(folder, 'coordinator.db'), { timeout: BUSY_MS });
      sqlite.pragma('journal_mode = WAL');
      sqlite.pragma('synchronous = FULL');
      sqlite.pragma('foreign_keys = ON');
      // One coordinator per folder: a second one must not run rounds on the same state.
      sqlite.pragma('locking_mode = EXCLUSIVE');
      migrate(sqlite);
      return new Database(sqlite);
    } catch (error) {
      sqlite?.close();
      if (error instanceof ConsiliumError) throw error;
      const locked = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
      const message = locked
        ? `another coordinator uses ${folder}`
        : `cannot open the store in ${folder}: ${fromUnknown(error).message}`;
      throw new ConsiliumError({ code: 'STORE_FAILED', message, cause: error });
    }
  }

  /** For reading. */
  get query(): Kysely<Tables> {
    return this.#kysely;
  }

  /**
   * The one door for writing: all of `work` or nothing; `name` stands in the error.
   *
   * @param relaxed does not wait for the disk: a power cut may take the change back, as a whole and with none that came before it
   * (a killed process takes nothing back). The next change that does wait makes it durable too.
   * @throws ConsiliumError `DISK_FULL`, `STORE_FAILED`
   */
  async transaction<T>(name: string, work: (tx: Tx) => Promise<T>, relaxed = false): Promise<T> {
    try {
      return await (relaxed ? this.#withoutWaiting(work) : this.#kysely.transaction().execute(work));
    } catch (error) {
      const known = fromUnknown(error, name);
      if (known.code !== 'INTERNAL') throw known;
      throw new ConsiliumError({ code: 'STORE_FAILED', message: known.message, cause: error });
    }
  }

  /** The connection is ours from the first pragma to the last: no other change can slip in between and miss its wait. */
  async #withoutWaiting<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#kysely.connection().execute(async (connection) => {
      this.#sqlite.pragma('synchronous = NORMAL');
      try {
        return await connection.transaction().execute(work);
      } finally {
        this.#sqlite.pragma('synchronous = FULL');
      }
    });
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#kysely.destroy();
    // Kysely closes only what it has used.
    this.#sqlite.close();
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

function migrate(sqlite: SqliteDatabase.Database): void {
  const version = sqlite.pragma('user_version', { simple: true });
  if (version === SCHEMA_VERSION) {
    // EXCLUSIVE takes effect at the first write lock: take it now, so that a second coordinator fails at its start.
    sqlite.exec(`begin immediate; pragma user_version = ${SCHEMA_VERSION}; commit`);
    return;
  }
  if (version !== 0) {
    throw new ConsiliumError({
      code: 'STORE_VERSION',
      message: `the store has version ${String(version)}, this program writes version ${SCHEMA_VERSION}`,
    });
  }
  sqlite.exec(`begin immediate; ${SCHEMA} pragma user_version = ${SCHEMA_VERSION}; commit`);
}
