import { createRequire } from 'node:module';
import type SqliteDatabase from 'better-sqlite3';
import { ConsiliumError, fromUnknown } from '@consilium/core';

/** How long another program may hold the file before reading gives up, in milliseconds. */
const BUSY_MS = 5000;

/** How statements that only read begin. */
const SELECTS = /^\s*(?:select|with|values)\b/i;

/** A SQLite file of which single `select` statements read, and nothing else: neither a write nor a function that a view of it names. */
export class ReadOnlySqlite {
  readonly #database: SqliteDatabase.Database;
  readonly #path: string;

  /**
   * Opens a file; no journal of ours appears beside it. Close it after use.
   *
   * @throws ConsiliumError `FILE_UNREADABLE`
   */
  constructor(path: string) {
    this.#path = path;
    // Native code, loaded by those who read such a file only.
    const Database = createRequire(import.meta.url)('better-sqlite3') as typeof SqliteDatabase;
    let database: SqliteDatabase.Database | undefined;
    try {
      database = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
      database.pragma('query_only = on');
      // What a schema says is the file's: a view may call no function that does more than compute.
      database.pragma('trusted_schema = off');
      // A damaged page shows as an error instead of as cells of another place.
      database.pragma('cell_size_check = on');
      database.pragma('schema_version');
      this.#database = database;
    } catch (error) {
      database?.close();
      throw sqliteError(error, path);
    }
  }

  /**
   * Prepares one `select`, whose rows are arrays. Since `vacuum into` writes a file even where nothing may be written, no other statement is prepared.
   *
   * @throws ConsiliumError `DATA_INVALID` for another statement, `FILE_UNREADABLE` for one that the file does not know
   */
  select(sql: string): SqliteDatabase.Statement<unknown[], readonly unknown[]> {
    try {
      const statement = SELECTS.test(sql) ? this.#database.prepare<unknown[], readonly unknown[]>(sql) : undefined;
      if (statement?.reader === true && statement.readonly) return statement.raw();
    } catch (error) {
      // The library itself refuses several statements, or none.
      if (!(error instanceof RangeError)) throw sqliteError(error, this.#path);
    }
    throw new ConsiliumError({ code: 'DATA_INVALID', message: 'is not one select statement' });
  }

  /** Closes the file. */
  close(): void {
    this.#database.close();
  }
}

/** What went wrong with a SQLite file, without what SQLite quotes. */
export function sqliteError(error: unknown, path: string): ConsiliumError {
  if (error instanceof ConsiliumError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!code.startsWith('SQLITE_')) return fromUnknown(error, path);
  const message = code.startsWith('SQLITE_BUSY')
    ? `${path} is in use by a program that writes it`
    : `${path} cannot be read as a SQLite database (${code})`;
  return new ConsiliumError({ code: 'FILE_UNREADABLE', message });
}
