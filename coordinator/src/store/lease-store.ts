import type { Database } from './database.ts';
import type { Tx } from './dialect.ts';

/** The right of one process to drive a run. Each time that it changes hands its fence is raised, so that the one before cannot write. */
export interface Lease {
  readonly holder: string;
  readonly fence: number;
  readonly expiresMs: number;
}

/** A run that is driven under a lease. */
export interface LeasedRun {
  readonly run: string;
  readonly fence: number;
}

/** Who drives which run, by row. That nobody else writes the steps of a run does not rest on clocks: {@link RunStore.change} checks the fence. */
export class LeaseStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Takes those of the runs that are free: held by nobody, by this holder, or by one that did not renew in time. */
  async acquire(
    runs: readonly string[],
    { holder, expiresMs }: Omit<Lease, 'fence'>,
    nowMs: number,
  ): Promise<readonly LeasedRun[]> {
    return await this.#database.transaction('acquire leases', async (tx) => {
      const taken: LeasedRun[] = [];
      for (const run of runs) {
        const take = tx
          .updateTable('runs')
          .set((row) => ({ lease_holder: holder, lease_fence: row('lease_fence', '+', 1), lease_expires_ms: expiresMs }))
          .where('run', '=', run);
        // Where this process has the database alone, any other holder of a lease is gone, however long it had left.
        const free = this.#database.sole
          ? take
          : take.where((row) =>
              row.or([row('lease_holder', 'is', null), row('lease_holder', '=', holder), row('lease_expires_ms', '<=', nowMs)]),
            );
        const row = await free.returning('lease_fence').executeTakeFirst();
        if (row !== undefined) taken.push({ run, fence: row.lease_fence });
      }
      return taken;
    });
  }

  /** Holds on to leases until `expiresMs`; returns the runs that another process has taken. Need not survive a power cut. */
  async renew(held: readonly LeasedRun[], expiresMs: number): Promise<readonly string[]> {
    const renew = async (tx: Tx): Promise<readonly string[]> => {
      const lost: string[] = [];
      for (const { run, fence } of held) {
        const update = tx.updateTable('runs').set({ lease_expires_ms: expiresMs });
        const { numUpdatedRows } = await update.where('run', '=', run).where('lease_fence', '=', fence).executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) lost.push(run);
      }
      return lost;
    };
    return await this.#database.transaction('renew leases', renew, true);
  }
}
