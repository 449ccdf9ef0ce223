import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** A write in progress. */
export type Tx = Transaction<Tables>;

/** How one kind of database spells what differs in `create table`. */
export interface ColumnTypes {
  /** Whole numbers of up to 2^53. */
  readonly integer: string;
  readonly bytes: string;
  /** What stands behind the closing bracket of a table. */
  readonly tableEnd: string;
}

/** What one kind of database brings to the store. Everything else in `store/` is SQL that all of them understand, written with Kysely. */
export interface StoreDialect {
  /** For reading. */
  readonly kysely: Kysely<Tables>;
  readonly types: ColumnTypes;
  /** Whether no other process can have the database open meanwhile. */
  readonly sole: boolean;
  /** Version of the tables, 0 where there are none. */
  version(kysely: Kysely<Tables>): Promise<number>;
  setVersion(tx: Tx, version: number): Promise<void>;
  /** All of `work` or nothing, on disk before it resolves; `relaxed` as in {@link Database.transaction}. */
  transaction<T>(work: (tx: Tx) => Promise<T>, relaxed: boolean): Promise<T>;
  /**
   * Copies the database into a new file, with everything that is committed until the copy is whole.
   *
   * @param atEnd called at that moment: nothing is written between the two
   */
  copyTo(path: string, atEnd: () => void): Promise<void>;
  close(): Promise<void>;
}
