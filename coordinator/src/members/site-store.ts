import { ConsiliumError } from '@consilium/core';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import type { ReceiptRow, SiteRow } from '../store/tables.ts';

/** Sites of the consortium and the ledger heads they have shown. */
export class SiteStore {
  readonly #database: Database;
  /** Which sites there are, and whether they are active: asked before every call. The folder is ours alone, so nobody else changes it. */
  readonly #active: Map<string, boolean> = new Map();
  readonly #revoked: (site: string, reason: ConsiliumError) => void;

  /** @param revoked told as soon as a revocation is durable, so that an open session ends at once */
  constructor(database: Database, revoked: (site: string, reason: ConsiliumError) => void) {
    this.#database = database;
    this.#revoked = revoked;
  }

  /** Reads which sites there are: before it nobody is active. */
  async load(): Promise<void> {
    for (const { site, revoked } of await this.sites()) this.#active.set(site, revoked === 0);
  }

  /** Lets a site connect. Doing so again changes nothing but lifts a revocation. */
  async register(site: string): Promise<void> {
    await this.#database.transaction('register site', async (tx) => {
      const row = { site, agent_version: '', last_seen_ms: 0, revoked: 0 };
      await tx
        .insertInto('sites')
        .values(row)
        .onConflict((c) => c.column('site').doUpdateSet({ revoked: 0 }))
        .execute();
    });
    this.#active.set(site, true);
  }

  /** Shuts a site out: its session ends, its next call is refused. @throws ConsiliumError `SITE_UNKNOWN` when there is no such site */
  async revoke(site: string): Promise<void> {
    await this.#database.transaction('revoke site', async (tx) => {
      const result = await tx.updateTable('sites').set({ revoked: 1 }).where('site', '=', site).executeTakeFirst();
      if (result.numUpdatedRows === 0n)
        throw new ConsiliumError({ code: 'SITE_UNKNOWN', message: `there is no site ${site} at this coordinator` });
    });
    this.#active.set(site, false);
    this.#revoked(site, revocation(site));
  }

  async sites(): Promise<readonly SiteRow[]> {
    return await this.#database.query.selectFrom('sites').selectAll().orderBy('site').execute();
  }

  /** @throws ConsiliumError `CERTIFICATE_UNKNOWN` when the site is not registered or was revoked */
  requireActive(site: string): void {
    const active = this.#active.get(site);
    if (active === undefined) throw unknown(site);
    if (!active) throw revocation(site);
  }

  async seen(site: string, agentVersion: string, nowMs: number): Promise<void> {
    await this.#database.transaction('site seen', async (tx) => {
      await tx.updateTable('sites').set({ agent_version: agentVersion, last_seen_ms: nowMs }).where('site', '=', site).execute();
    });
  }

  async ledgerHeads(site: string): Promise<readonly ReceiptRow[]> {
    return await this.#database.query.selectFrom('receipts').selectAll().where('site', '=', site).execute();
  }
}

/** Remembers the newest ledger head of a site, as part of the write that counts its update. */
export async function putReceipt(tx: Tx, receipt: ReceiptRow): Promise<void> {
  const { sequence, hash, mac } = receipt;
  await tx
    .insertInto('receipts')
    .values(receipt)
    // Never backwards: a late re-send of an old update must not lower what a rolled-back ledger is compared with.
    .onConflict((c) =>
      c.columns(['site', 'dataset']).doUpdateSet({ sequence, hash, mac }).where('receipts.sequence', '<', sequence),
    )
    .execute();
}

function revocation(site: string): ConsiliumError<'CERTIFICATE_UNKNOWN'> {
  return new ConsiliumError({ code: 'CERTIFICATE_UNKNOWN', message: `the site ${site} was revoked` });
}

function unknown(site: string): ConsiliumError<'CERTIFICATE_UNKNOWN'> {
  return new ConsiliumError({ code: 'CERTIFICATE_UNKNOWN', message: `the site ${site} is not registered at this coordinator` });
}
