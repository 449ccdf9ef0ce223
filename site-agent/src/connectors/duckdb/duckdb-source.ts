import type { Batch } from '@consilium/deidentify';
import { ContentHash } from '../content-hash.ts';
import { namedError, type Source } from '../source.ts';
import { columnsOf, duckDbBatches } from './duckdb-table.ts';
import { duckDbError, type LockedDuckDb } from './locked-duckdb.ts';

/** A table as DuckDB reads it. */
export interface DuckDbTable {
  readonly name: string;
  /** Differs when what is read may differ. */
  stamp(): string;
  /**
   * A database, which is closed after each reading, and what follows `from` in its queries: several where the rows of one follow those of another. Each
   * is read by its own types, since in a common one a record of the first would round, or refuse, those of the others.
   */
  open(): Promise<{
    readonly database: LockedDuckDb;
    readonly from: readonly [string, ...string[]];
    /** How many rows there are, where that is known without reading them. */
    readonly rows?: number;
  }>;
}

/** A source that DuckDB reads. */
export function duckDbSource(table: DuckDbTable): Source {
  return {
    name: table.name,
    async columns() {
      try {
        const { database, from } = await table.open();
        try {
          return [...(await columnsOf(database, from[0])).keys()];
        } finally {
          database.close();
        }
      } catch (error) {
        throw namedError(duckDbError(error), table.name);
      }
    },
    read(columns) {
      const stamp = table.stamp();
      const hash = new ContentHash(columns);
      let rows: number | undefined;
      const open: DuckDbTable['open'] = async () => {
        const opened = await table.open();
        rows = opened.rows;
        return opened;
      };
      return {
        batches: batches({ ...table, open }, columns, hash),
        contentHash: () => hash.digest(),
        isCurrent: () => table.stamp() === stamp,
        foretoldRows: () => rows,
      };
    },
  };
}

async function* batches(table: DuckDbTable, columns: readonly string[], hash: ContentHash): AsyncGenerator<Batch> {
  try {
    const { database, from } = await table.open();
    try {
      let rows = 0;
      for (const part of from) {
        for await (const batch of duckDbBatches(database, part, columns, rows)) {
          hash.add(batch);
          yield batch;
          rows += batch.length;
        }
      }
    } finally {
      database.close();
    }
  } catch (error) {
    throw namedError(duckDbError(error), table.name);
  }
}
