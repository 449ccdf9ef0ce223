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
  /** A database, which is closed after each reading, and what follows `from` in its queries. */
  open(): Promise<{ readonly database: LockedDuckDb; readonly from: string }>;
}

/** A source that DuckDB reads. */
export function duckDbSource(table: DuckDbTable): Source {
  return {
    name: table.name,
    async columns() {
      try {
        const { database, from } = await table.open();
        try {
          return [...(await columnsOf(database, from)).keys()];
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
      return {
        batches: batches(table, columns, hash),
        contentHash: () => hash.digest(),
        isCurrent: () => table.stamp() === stamp,
      };
    },
  };
}

async function* batches(table: DuckDbTable, columns: readonly string[], hash: ContentHash): AsyncGenerator<Batch> {
  try {
    const { database, from } = await table.open();
    try {
      for await (const batch of duckDbBatches(database, from, columns)) {
        hash.add(batch);
        yield batch;
      }
    } finally {
      database.close();
    }
  } catch (error) {
    throw namedError(duckDbError(error), table.name);
  }
}
