import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { Kysely } from 'kysely';
import type { StoreDialect, Tx } from './dialect.ts';
import { migrate } from './migrate.ts';
import type { Tables } from './tables.ts';

/**
 * Content of at most so many bytes lives in the database: it becomes durable with the step that it belongs to, for one wait of the
 * disk. Anything larger is a file, which can be streamed and resumed. Far below a chunk of the wire, so that nothing is held in
 * memory that was not there already.
 */
export const SMALL_BYTES: number = 64 * 1024;

/** The coordinator's database: every commit is on disk before it is acknowledged. */
export class Database {
  readonly #dialect: StoreDialect;

  private constructor(dialect: StoreDialect) {
    this.#dialect = dialect;
  }

  /**
   * Gives a database the tables of this program; closes it when that fails.
   *
   * @throws ConsiliumError `STORE_VERSION`, `DISK_FULL`, `STORE_FAILED`
   */
  static async open(dialect: StoreDialect): Promise<Database> {
    try {
      await migrate(dialect);
    } catch (error) {
      await dialect.close();
      throw storeError(error, 'open the store');
    }
    return new Database(dialect);
  }

  /** Whether no other process can have the database open meanwhile. */
  get sole(): boolean {
    return this.#dialect.sole;
  }

  /** For reading. */
  get query(): Kysely<Tables> {
    return this.#dialect.kysely;
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
      return await this.#dialect.transaction(work, relaxed);
    } catch (error) {
      throw storeError(error, name);
    }
  }

  /** See {@link StoreDialect.copyTo}. @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
  async copyTo(path: string, atEnd: () => void): Promise<void> {
    try {
      await this.#dialect.copyTo(path, atEnd);
    } catch (error) {
      throw storeError(error, 'copy the store');
    }
  }

  /** Closes the database. */
  async close(): Promise<void> {
    await this.#dialect.close();
  }
}

function storeError(error: unknown, name: string): ConsiliumError {
  const known = fromUnknown(error, name);
  return known.code === 'INTERNAL' ? new ConsiliumError({ code: 'STORE_FAILED', message: known.message, cause: error }) : known;
}
