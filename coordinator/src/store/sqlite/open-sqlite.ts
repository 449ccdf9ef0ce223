import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import SqliteDatabase from 'better-sqlite3';
import type { StoreDialect } from '../dialect.ts';
import { SqliteStoreDialect } from './sqlite-store-dialect.ts';

/** How long another coordinator may take to release the folder: it is stopping, or it is there to stay. */
const BUSY_MS = 1000;

/** Opens or creates `coordinator.db` in a folder, for this process alone. @throws ConsiliumError `STORE_FAILED` */
export function openSqlite(folder: string): StoreDialect {
  makePrivateFolder(folder);
  let sqlite: SqliteDatabase.Database | undefined;
  try {
    sqlite = new SqliteDatabase(join(folder, 'coordinator.db'), { timeout: BUSY_MS });
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('foreign_keys = ON');
    // One coordinator per folder: a second one must not run rounds on the same state. EXCLUSIVE takes effect at the first write
    // lock: take it now, so that a second coordinator fails at its start.
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.exec('begin immediate; commit');
    return new SqliteStoreDialect(sqlite);
  } catch (error) {
    sqlite?.close();
    const locked = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
    const message = locked
      ? `another coordinator uses ${folder}`
      : `cannot open the store in ${folder}: ${fromUnknown(error).message}`;
    throw new ConsiliumError({
      code: 'STORE_FAILED',
      message,
      cause: error,
      ...(locked ? { advice: 'One coordinator per folder: stop the other one first, or name another folder.' } : {}),
    });
  }
}
