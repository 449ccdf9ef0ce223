import { ConsiliumError, fromUnknown } from '@consilium/core';
import SqliteDatabase from 'better-sqlite3';
import { Database } from '../database.ts';
import { SqliteStoreDialect } from './sqlite-store-dialect.ts';

/** A copy of a database, as it lies there. */
export interface CopiedStore {
  readonly version: number;
  /** Entries of the audit log. */
  readonly entries: number;
  /** Newest checkpoint of the audit log, a signed note. */
  readonly checkpoint: string | undefined;
}

/** Makes a copied database one file without a log beside it, and looks at it. @throws ConsiliumError `STORE_FAILED` for one that is damaged, `DISK_FULL` */
export function settleCopy(path: string): CopiedStore {
  const sqlite = opened(path);
  try {
    sqlite.pragma('journal_mode = DELETE');
    requireIntact(sqlite, 'quick_check');
    return factsOf(sqlite);
  } catch (error) {
    throw storeFailed(error, path);
  } finally {
    sqlite.close();
  }
}

/**
 * Opens a database from memory, checks it (`integrity_check`) and brings it, there, to the tables of this program.
 *
 * @throws ConsiliumError `STORE_FAILED` for one that is damaged, `STORE_VERSION`
 */
export async function openCopied(
  content: Buffer,
  name: string,
): Promise<{ readonly database: Database; readonly facts: CopiedStore }> {
  const sqlite = opened(content, name);
  let facts: CopiedStore;
  try {
    requireIntact(sqlite, 'integrity_check');
    facts = factsOf(sqlite);
  } catch (error) {
    sqlite.close();
    throw storeFailed(error, name);
  }
  return { database: await Database.open(new SqliteStoreDialect(sqlite)), facts };
}

function opened(source: string | Buffer, name = String(source)): SqliteDatabase.Database {
  try {
    return new SqliteDatabase(source);
  } catch (error) {
    throw storeFailed(error, name);
  }
}

function requireIntact(sqlite: SqliteDatabase.Database, check: 'quick_check' | 'integrity_check'): void {
  const found = sqlite.pragma(check, { simple: true });
  if (found !== 'ok') throw new ConsiliumError({ code: 'STORE_FAILED', message: `the database is damaged: ${String(found)}` });
}

function factsOf(sqlite: SqliteDatabase.Database): CopiedStore {
  const version = Number(sqlite.pragma('user_version', { simple: true }));
  const hasLog = sqlite.prepare("select 1 from sqlite_master where name = 'audit_checkpoint'").get() !== undefined;
  if (!hasLog) return { version, entries: 0, checkpoint: undefined };
  const { entries } = sqlite.prepare('select count(*) as entries from audit_entries').get() as { entries: number };
  const newest = sqlite.prepare('select note from audit_checkpoint').get() as { note: string } | undefined;
  return { version, entries, checkpoint: newest?.note };
}

function storeFailed(error: unknown, name: string): ConsiliumError {
  const known = fromUnknown(error, name);
  return known.code === 'INTERNAL' ? new ConsiliumError({ code: 'STORE_FAILED', message: known.message, cause: error }) : known;
}
