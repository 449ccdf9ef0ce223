import { encodeMessage, type SiteMessage } from '@consilium/secure-sum';
import type { SumNumber } from '../rounds/batch-steps.ts';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';

/** What sites have said in the sums of open attempts and evaluations: from it a restarted coordinator builds each sum again. */
export class SumMessages {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps a message, in the write of the step that takes it. */
  async put(tx: Tx, run: string, { round, attempt, kind }: SumNumber, message: SiteMessage): Promise<void> {
    const { t: phase, site } = message;
    await tx
      .insertInto('sum_messages')
      .values({ run, round, attempt, kind, phase, site, message: encodeMessage(message) })
      .execute();
  }

  /** All that was said in a sum, as bytes. */
  async of(run: string, { round, attempt, kind }: SumNumber): Promise<readonly Uint8Array[]> {
    const rows = await this.#database.query
      .selectFrom('sum_messages')
      .select('message')
      .where((where) => where.and({ run, round, attempt, kind }))
      .execute();
    return rows.map(({ message }) => Uint8Array.from(message));
  }

  /** Forgets the messages of a sum, in the write that ends it. */
  async forget(tx: Tx, run: string, { round, attempt, kind }: SumNumber): Promise<void> {
    await tx
      .deleteFrom('sum_messages')
      .where((where) => where.and({ run, round, attempt, kind }))
      .execute();
  }

  /** Forgets the messages of all sums of a run, in the write that ends it. */
  async forgetOfRun(tx: Tx, run: string): Promise<void> {
    await tx.deleteFrom('sum_messages').where('run', '=', run).execute();
  }
}
