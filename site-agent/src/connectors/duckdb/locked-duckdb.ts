import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { makeSpillFolder, type SpillFolder } from './spill-folder.ts';

/** Threads that decode; the agent's own is a third one. */
const THREADS = 2;
/** Beyond this a query spills, or fails where it may not. */
const MEMORY_LIMIT = '768MiB';

/** Memory that it frees and keeps all the same: pages of a Parquet file come and go, and the matrix needs the room. */
const KEPT_FREE = '1MiB';

/** What a locked database may touch. */
export interface LockedOptions {
  /** A DuckDB file that is opened read-only; none for one in memory. */
  readonly database?: string;
  /** Further files that queries may read. */
  readonly files?: readonly string[];
  /** Folders whose files queries may read. */
  readonly folders?: readonly string[];
  /** The agent's own folder, for queries that may not fit into memory; without it nothing is written anywhere. */
  readonly spillInto?: string;
  /** @default 2 */
  readonly threads?: number;
}

/**
 * A DuckDB that reads the named files and can do nothing else: no other file or network, no extension, no writing, and no setting changes that.
 * It runs single `select` statements only, since the lock alone would let `copy` write over the file that may be read.
 */
export class LockedDuckDb {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #spills: SpillFolder | undefined;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, spills: SpillFolder | undefined) {
    this.#instance = instance;
    this.#connection = connection;
    this.#spills = spills;
  }

  /**
   * Opens and locks a database. The native library is loaded here, and not by programs that never come so far.
   *
   * @throws ConsiliumError `FILE_UNREADABLE` for a file that is no DuckDB database, or that another program writes
   */
  static async open({ database, files = [], folders = [], spillInto, threads = THREADS }: LockedOptions): Promise<LockedDuckDb> {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const spills = spillInto === undefined ? undefined : makeSpillFolder(spillInto);
    let instance: DuckDBInstance | undefined;
    try {
      instance = await DuckDBInstance.create(database ?? ':memory:', {
        ...(database === undefined ? {} : { access_mode: 'READ_ONLY' }),
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_community_extensions: 'false',
        allow_unsigned_extensions: 'false',
        allow_persistent_secrets: 'false',
        threads: String(threads),
        memory_limit: MEMORY_LIMIT,
        allocator_flush_threshold: KEPT_FREE,
        allocator_bulk_deallocation_flush_threshold: KEPT_FREE,
        allocator_background_threads: 'true',
        temp_directory: spills?.path ?? '',
      });
      const connection = await instance.connect();
      // One after the other: nothing can be set behind the last.
      await connection.run("set TimeZone = 'UTC'");
      await connection.run(`set allowed_paths = [${files.map(quotedText).join(', ')}]`);
      await connection.run(`set allowed_directories = [${folders.map((folder) => quotedText(`${folder}/`)).join(', ')}]`);
      await connection.run('set enable_external_access = false');
      await connection.run('set lock_configuration = true');
      return new LockedDuckDb(instance, connection, spills);
    } catch (error) {
      instance?.closeSync();
      spills?.remove();
      throw database === undefined ? fromUnknown(error) : unopened(database, error);
    }
  }

  /**
   * Runs one `select` and hands its rows on as they come.
   *
   * @throws ConsiliumError `DATA_INVALID` with the kind of problem only: what DuckDB says quotes paths and cells
   */
  async select(sql: string, values: readonly DuckDBValue[] = []): Promise<DuckDBResult> {
    try {
      const statement = await this.#onlySelect(sql);
      if (values.length > 0) statement.bind([...values]);
      return await statement.stream();
    } catch (error) {
      throw duckDbError(error);
    }
  }

  async #onlySelect(sql: string): Promise<DuckDBPreparedStatement> {
    const { StatementType } = await import('@duckdb/node-api');
    // Of text without a statement the library says nothing but that something went wrong.
    const statements = sql.trim() === '' ? undefined : await this.#connection.extractStatements(sql);
    const statement = statements?.count === 1 ? await statements.prepare(0) : undefined;
    if (statement?.statementType === StatementType.SELECT) return statement;
    throw new ConsiliumError({ code: 'DATA_INVALID', message: 'is not one select statement' });
  }

  /** Ends what runs, closes the file and removes what was laid down. */
  close(): void {
    this.#connection.interrupt();
    this.#connection.closeSync();
    this.#instance.closeSync();
    this.#spills?.remove();
  }
}

/** Text as SQL writes it. */
export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as SQL writes it, whatever stands in it. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What went wrong, without what DuckDB quotes. */
export function duckDbError(error: unknown): ConsiliumError {
  if (error instanceof ConsiliumError) return error;
  const kind = duckDbErrorKind(error);
  if (kind === undefined) return fromUnknown(error);
  const problem =
    kind === 'Out of Memory' ? 'needs more memory than there is for it' : `cannot be read (DuckDB: ${kind.toLowerCase()})`;
  return new ConsiliumError({ code: 'DATA_INVALID', message: problem });
}

function duckDbErrorKind(error: unknown): string | undefined {
  return error instanceof Error ? /^([A-Z][A-Za-z-]*(?: [A-Za-z-]+){0,3}) Error:/.exec(error.message)?.[1] : undefined;
}

function unopened(path: string, error: unknown): ConsiliumError {
  const text = error instanceof Error ? error.message : '';
  const message = text.includes('Could not set lock')
    ? `${path} is in use by a program that writes it: wait for its end, or let it write a copy`
    : `${path} cannot be opened as a DuckDB database (${duckDbErrorKind(error)?.toLowerCase() ?? 'unknown'})`;
  return new ConsiliumError({ code: 'FILE_UNREADABLE', message });
}
