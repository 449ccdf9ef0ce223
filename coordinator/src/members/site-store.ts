import { ConsiliumError } from '@consilium/core';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import type { ReceiptRow, SiteRow } from '../store/tables.ts';
import { type AdmissionRequest, type AdmittedKey, requireAdmissible, type SiteStanding } from './admission.ts';

/** A key that asks to speak for a site, and the end of the certificate that it gets for it, in milliseconds since the epoch. */
export interface Admission extends AdmissionRequest {
  readonly expiresMs: number;
}

/** A key that was admitted once, as it is stored. */
interface StoredKey extends AdmittedKey {
  readonly expiresMs: number;
}

/** A site in memory. */
interface KnownSite {
  readonly active: boolean;
  /** Keys that speak for it, in the order in which they were admitted. */
  readonly keys: readonly string[];
  /** Keys that did once. */
  readonly retired: ReadonlySet<string>;
  /** When the newest certificate of the oldest key that speaks for it ends; 0 for one that was not issued here. */
  readonly expiresMs: number;
}

/** Sites of the consortium, the keys that speak for them, and the ledger heads they have shown. */
export class SiteStore {
  readonly #database: Database;
  /** What the database says of sites and keys: asked before every call. The folder is ours alone, so nobody else changes it. */
  readonly #known: Map<string, KnownSite> = new Map();
  readonly #revoked: (site: string, reason: ConsiliumError) => void;

  /** @param revoked told as soon as a revocation is durable, so that an open session ends at once */
  constructor(database: Database, revoked: (site: string, reason: ConsiliumError) => void) {
    this.#database = database;
    this.#revoked = revoked;
  }

  /** Reads which sites there are: before it nobody is active. */
  async load(): Promise<void> {
    const keys = new Map<string, StoredKey[]>();
    for (const row of await keysOf(this.#database.query)) keys.set(row.site, [...(keys.get(row.site) ?? []), row]);
    for (const row of await this.sites()) this.#known.set(row.site, knownSite(row, keys.get(row.site) ?? []));
  }

  /** Lets a key speak for a site and asks nothing: for a consortium whose members are all made in one piece, as in rehearsals. */
  async register(site: string, key: string): Promise<void> {
    await this.#database.transaction('register site', async (tx) => await putKey(tx, { site, key, expiresMs: 0 }, 0));
    await this.#refresh(site);
  }

  /**
   * Lets a key speak for a site: a new site, a revoked one that it replaces, or one that renews, whose older key goes on until the
   * new one is used.
   *
   * @param alongside written in the same transaction
   * @throws ConsiliumError `ADMISSION_REFUSED`
   */
  async admit(request: Admission, nowMs: number, alongside?: (tx: Tx) => Promise<void>): Promise<void> {
    const { site } = request;
    await this.#database.transaction('admit site', async (tx) => {
      await alongside?.(tx);
      requireAdmissible(request, await standingOf(tx, request));
      await putKey(tx, request, nowMs);
    });
    await this.#refresh(site);
  }

  /**
   * Shuts a site out: its session ends, its next call is refused, and none of its keys ever comes back.
   *
   * @throws ConsiliumError `SITE_UNKNOWN` when there is no such site
   */
  async revoke(site: string): Promise<void> {
    await this.#database.transaction('revoke site', async (tx) => {
      const result = await tx.updateTable('sites').set({ revoked: 1 }).where('site', '=', site).executeTakeFirst();
      if (result.numUpdatedRows === 0n)
        throw new ConsiliumError({ code: 'SITE_UNKNOWN', message: `there is no site ${site} at this coordinator` });
      await tx.updateTable('site_keys').set({ retired: 1 }).where('site', '=', site).execute();
      await tx.updateTable('invitations').set({ withdrawn: 1 }).where('site', '=', site).where('key', '=', '').execute();
    });
    await this.#refresh(site);
    this.#revoked(site, revocation(site));
  }

  async sites(): Promise<readonly SiteRow[]> {
    return await this.#database.query.selectFrom('sites').selectAll().orderBy('site').execute();
  }

  /** Keys that speak for a site, newest first. */
  keysOf(site: string): readonly string[] {
    return [...(this.#known.get(site)?.keys ?? [])].reverse();
  }

  /** When the certificate of the key in use ends, in milliseconds since the epoch; 0 for one that was not issued here. */
  expiryOf(site: string): number {
    return this.#known.get(site)?.expiresMs ?? 0;
  }

  /** How a site stands, for one that is to be invited. */
  standing(site: string): SiteStanding['site'] {
    const known = this.#known.get(site);
    if (known === undefined) return 'unknown';
    return known.active ? 'active' : 'revoked';
  }

  /**
   * Whether a key speaks for a site.
   *
   * @throws ConsiliumError `CERTIFICATE_UNKNOWN` when the site is not registered or was revoked, `ADMISSION_REFUSED` when it is, and
   * the key is not its own: the authority has certified it, and nobody has admitted it, or not any more
   */
  requireActive(site: string, key: string): void {
    const known = this.#known.get(site);
    if (known === undefined) throw unknown(site);
    if (!known.active) throw revocation(site);
    if (known.keys.includes(key)) return;
    const why = known.retired.has(key) ? 'was retired' : 'was never admitted';
    throw new ConsiliumError({ code: 'ADMISSION_REFUSED', message: `this key ${why}: ${site} speaks with another one` });
  }

  /** Notes that the agent of a site was here. The key that it used retires those that were admitted before it. */
  async seen(site: string, key: string, agentVersion: string, nowMs: number): Promise<void> {
    const keys = this.#known.get(site)?.keys ?? [];
    const older = keys.slice(0, Math.max(0, keys.indexOf(key)));
    await this.#database.transaction('site seen', async (tx) => {
      await tx.updateTable('sites').set({ agent_version: agentVersion, last_seen_ms: nowMs }).where('site', '=', site).execute();
      if (older.length > 0)
        await tx.updateTable('site_keys').set({ retired: 1 }).where('site', '=', site).where('key', 'in', older).execute();
    });
    if (older.length > 0) await this.#refresh(site);
  }

  async ledgerHeads(site: string): Promise<readonly ReceiptRow[]> {
    return await this.#database.query.selectFrom('receipts').selectAll().where('site', '=', site).execute();
  }

  async #refresh(site: string): Promise<void> {
    const { query } = this.#database;
    const row = await query.selectFrom('sites').selectAll().where('site', '=', site).executeTakeFirstOrThrow();
    this.#known.set(site, knownSite(row, await keysOf(query, { site })));
  }
}

function knownSite({ revoked }: SiteRow, keys: readonly StoredKey[]): KnownSite {
  const of = (retired: boolean): string[] => keys.filter((row) => row.retired === retired).map(({ key }) => key);
  const { expiresMs = 0 } = keys.find(({ retired }) => !retired) ?? {};
  return { active: revoked === 0, keys: of(false), retired: new Set(of(true)), expiresMs };
}

async function putKey(
  tx: Tx,
  { site, key, expiresMs }: Pick<Admission, 'site' | 'key' | 'expiresMs'>,
  nowMs: number,
): Promise<void> {
  await tx
    .insertInto('sites')
    .values({ site, agent_version: '', last_seen_ms: 0, revoked: 0 })
    .onConflict((c) => c.column('site').doUpdateSet({ revoked: 0 }))
    .execute();
  const newest = await tx
    .selectFrom('site_keys')
    .select('turn')
    .where('site', '=', site)
    .orderBy('turn', 'desc')
    .executeTakeFirst();
  await tx
    .insertInto('site_keys')
    .values({ site, key, turn: (newest?.turn ?? 0) + 1, admitted_ms: nowMs, expires_ms: expiresMs, retired: 0 })
    .onConflict((c) => c.columns(['site', 'key']).doUpdateSet({ expires_ms: expiresMs }))
    .execute();
}

/** Keys that were ever admitted, oldest first: all of them, or those that have to do with a site or a key. */
async function keysOf(
  query: Database['query'] | Tx,
  of?: { readonly site: string; readonly key?: string },
): Promise<readonly StoredKey[]> {
  let wanted = query.selectFrom('site_keys').selectAll().orderBy('turn');
  if (of !== undefined) wanted = wanted.where((row) => row.or([row('site', '=', of.site), row('key', '=', of.key ?? '')]));
  return (await wanted.execute()).map(({ site, key, retired, expires_ms: expiresMs }) => ({
    site,
    key,
    retired: retired !== 0,
    expiresMs,
  }));
}

async function standingOf(tx: Tx, { site, key }: AdmissionRequest): Promise<SiteStanding> {
  const row = await tx.selectFrom('sites').select('revoked').where('site', '=', site).executeTakeFirst();
  const keys = await keysOf(tx, { site, key });
  if (row === undefined) return { site: 'unknown', keys };
  return { site: row.revoked === 0 ? 'active' : 'revoked', keys };
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
