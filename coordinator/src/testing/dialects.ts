import type { StoreDialect } from '../store/dialect.ts';
import { openSqlite } from '../store/sqlite/open-sqlite.ts';

/** A kind of database that the contract of the store is held to. */
interface Dialect {
  readonly name: string;
  /** A database of this kind that belongs to a folder: opened again, it has what it had. */
  readonly open: (folder: string) => StoreDialect;
}

/** Every kind of database there is: a new one adds its row. */
export const DIALECTS: readonly Dialect[] = [{ name: 'SQLite', open: openSqlite }];
