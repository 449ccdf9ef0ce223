import { ConsiliumError } from '@consilium/core';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import type { ReceiptRow, SiteRow } from '../store/tables.ts';
import { type MemberStanding, requireAdmissible } from './admission.ts';
import {
  type Admission,
  type KnownMember,
  keysOf,
  knownMember,
  putKey,
  quarantineRefusal,
  requireOwnKey,
  retireMember,
  revocation,
  type StoredKey,
} from './member-keys.ts';

/** A key that asks to speak for a site, and the end of its certificate. */
export type SiteAdmission = Omit<Admission, 'kind' | 'id'> & { readonly site: string };

const KIND = 'site';

/** Sites of the consortium, the keys that speak for them, and the ledger heads they have shown. */
export class SiteStore {
  readonly #database: Database;
  /** What the database says of sites and keys: asked before every call. The folder is ours alone, so nobody else changes it. */
  readonly #known: Map<string, KnownMember> = new Map();
  /** How often each was shut out, and why the last time. */
  readonly #shutOut: Map<string, { readonly times: number; readonly reason: ConsiliumError }> = new Map();
  readonly #revoked: (site: string, reason: ConsiliumError) => void;

  /** @param revoked told as soon as a revocation is durable, so that an open session ends at once */
  constructor(database: Database, revoked: (site: string, reason: ConsiliumError) => void) {
    this.#database = database;
    this.#revoked = revoked;
  }

  /** Reads which sites there are: before it nobody is active. */
  async load(): Promise<void> {
    const keys = new Map<string, StoredKey[]>();
    for (const row of await keysOf(this.#database.query, { kind: KIND })) keys.set(row.id, [...(keys.get(row.id) ?? []), row]);
    for (const row of await this.sites()) this.#known.set(row.site, knownMember(row, keys.get(row.site) ?? []));
  }

  /** Lets a key speak for a site and asks nothing: for a consortium whose members are all made in one piece, as in rehearsals. */
  async register(site: string, key: string): Promise<void> {
    await this.#database.transaction('register site', async (tx) => await putSite(tx, { site, key, expiresMs: 0 }, 0));
    await this.#refresh(site);
  }

  /**
   * Lets a key speak for a site: a new site, a revoked one that it replaces, or one that renews, whose older key goes on until the
   * new one is used.
   *
   * @param alongside written in the same transaction, once the key is known to be admissible: what is said of an admission is said of one
   * @throws ConsiliumError `ADMISSION_REFUSED`
   */
  async admit(request: SiteAdmission, nowMs: number, alongside?: (tx: Tx) => Promise<void>): Promise<void> {
    const { site } = request;
    await this.#database.transaction('admit site', async (tx) => {
      requireAdmissible({ ...request, kind: KIND, id: site }, await standingOf(tx, request));
      await alongside?.(tx);
      await putSite(tx, request, nowMs);
    });
    await this.#refresh(site);
  }

  /**
   * Shuts a site out: its session ends, its next call is refused, and none of its keys ever comes back.
   *
   * @param alongside written in the same transaction
   * @throws ConsiliumError `SITE_UNKNOWN` when there is no such site
   */
  async revoke(site: string, alongside?: (tx: Tx) => Promise<void>): Promise<void> {
    await this.#database.transaction('revoke site', async (tx) => {
      const result = await tx
        .updateTable('sites')
        .set({ revoked: 1, quarantine: '' })
        .where('site', '=', site)
        .executeTakeFirst();
      if (result.numUpdatedRows === 0n)
        throw new ConsiliumError({ code: 'SITE_UNKNOWN', message: `there is no site ${site} at this coordinator` });
      await retireMember(tx, { kind: KIND, id: site });
      await alongside?.(tx);
    });
    await this.#refresh(site);
    this.#end(site, revocation({ kind: KIND, id: site }));
  }

  /**
   * Shuts a site out until it is released: its session ends, its next call is refused; its keys stay.
   *
   * @param alongside written in the same transaction
   * @throws ConsiliumError `SITE_UNKNOWN` when there is no such site, or it was revoked
   */
  async quarantine(site: string, reason: string, alongside: (tx: Tx) => Promise<void>): Promise<void> {
    await this.#setQuarantine(site, reason, alongside);
    this.#end(site, quarantineRefusal({ kind: KIND, id: site }));
  }

  /** Ends the quarantine of a site. @throws ConsiliumError `SITE_UNKNOWN` when there is no such site, or none under quarantine */
  async release(site: string, alongside: (tx: Tx) => Promise<void>): Promise<void> {
    if (this.#known.get(site)?.quarantined !== true)
      throw new ConsiliumError({ code: 'SITE_UNKNOWN', message: `no site ${site} is under quarantine at this coordinator` });
    await this.#setQuarantine(site, '', alongside);
  }

  /** Stands for all times that a site was shut out since this process began: what began under another one is not of a site that is admitted. */
  admissionOf(site: string): number {
    return this.#shutOut.get(site)?.times ?? 0;
  }

  /** @throws ConsiliumError with which the site was shut out last, if it was since the {@link admissionOf} */
  requireStill(site: string, admission: number): void {
    const last = this.#shutOut.get(site);
    if (last !== undefined && last.times !== admission) throw last.reason;
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
  standing(site: string): MemberStanding['member'] {
    const known = this.#known.get(site);
    if (known === undefined) return 'unknown';
    return known.active ? 'active' : 'revoked';
  }

  /** Whether a site may connect now. */
  isWelcome(site: string): boolean {
    return this.standing(site) === 'active' && this.#known.get(site)?.quarantined !== true;
  }

  /**
   * Whether a key speaks for a site.
   *
   * @throws ConsiliumError `CERTIFICATE_UNKNOWN` when the site is not registered or was revoked, `ADMISSION_REFUSED` when it is, and
   * the key is not its own: the authority has certified it, and nobody has admitted it, or not any more
   */
  requireActive(site: string, key: string): void {
    requireOwnKey({ kind: KIND, id: site }, this.#known.get(site), key);
  }

  /**
   * Notes which of its audit logs a site shows.
   *
   * @param alongside written in the same transaction, where it is another one than before
   */
  async sawLog(site: string, log: number, alongside: (tx: Tx) => Promise<void>): Promise<void> {
    const row = await this.#database.query.selectFrom('sites').select('audit_log').where('site', '=', site).executeTakeFirst();
    if (row === undefined || row.audit_log === log) return;
    await this.#database.transaction('another audit log of a site', async (tx) => {
      await tx.updateTable('sites').set({ audit_log: log }).where('site', '=', site).execute();
      await alongside(tx);
    });
  }

  /** Notes that the agent of a site was here. The key that it used retires those that were admitted before it. */
  async seen(site: string, key: string, agentVersion: string, nowMs: number): Promise<void> {
    const keys = this.#known.get(site)?.keys ?? [];
    const older = keys.slice(0, Math.max(0, keys.indexOf(key)));
    const note = async (tx: Tx): Promise<void> => {
      await tx.updateTable('sites').set({ agent_version: agentVersion, last_seen_ms: nowMs }).where('site', '=', site).execute();
      if (older.length > 0)
        await tx
          .updateTable('member_keys')
          .set({ retired: 1 })
          .where('kind', '=', KIND)
          .where('member', '=', site)
          .where('key', 'in', older)
          .execute();
    };
    // That keys are retired must be on the disk. When somebody was here last need not: after a restart a thousand sites come at once.
    await this.#database.transaction('site seen', note, older.length === 0);
    if (older.length > 0) await this.#refresh(site);
  }

  async ledgerHeads(site: string): Promise<readonly ReceiptRow[]> {
    return await receiptsOf(this.#database.query, site);
  }

  /**
   * Forgets how far ledgers of a site had come.
   *
   * @param dataset one of them; all of the site where it is undefined
   * @param alongside written in the same transaction, with what was forgotten; not asked where there was nothing
   * @throws ConsiliumError `SITE_UNKNOWN`
   */
  async clearReceipts(
    site: string,
    dataset: string | undefined,
    alongside: (tx: Tx, cleared: readonly ReceiptRow[]) => Promise<void>,
  ): Promise<readonly ReceiptRow[]> {
    this.requireKnown(site);
    return await this.#database.transaction('clear receipts', async (tx) => {
      const cleared = (await receiptsOf(tx, site)).filter((row) => dataset === undefined || row.dataset === dataset);
      if (cleared.length === 0) return [];
      for (const { dataset: one } of cleared)
        await tx.deleteFrom('receipts').where('site', '=', site).where('dataset', '=', one).execute();
      await alongside(tx, cleared);
      return cleared;
    });
  }

  /** @throws ConsiliumError `SITE_UNKNOWN` for a site that was never admitted */
  requireKnown(site: string): void {
    if (!this.#known.has(site))
      throw new ConsiliumError({ code: 'SITE_UNKNOWN', message: `there is no site ${site} at this coordinator` });
  }

  /**
   * Refuses a ledger head that falls, or that names another entry than before: what a site has charged does not become less.
   *
   * @throws ConsiliumError `LEDGER_ROLLED_BACK`
   */
  async requireNotBehind({ site, dataset, sequence, hash }: ReceiptRow): Promise<void> {
    const known = await this.#database.query
      .selectFrom('receipts')
      .selectAll()
      .where((row) => row.and({ site, dataset }))
      .executeTakeFirst();
    if (known === undefined || sequence > known.sequence || (sequence === known.sequence && hash === known.hash)) return;
    const what = sequence < known.sequence ? 'has come further' : 'has another entry there';
    throw new ConsiliumError({
      code: 'LEDGER_ROLLED_BACK',
      message: `the ledger of ${dataset} ${what}: ${site} has shown entry ${known.sequence}, and now shows entry ${sequence}; a head never falls`,
    });
  }

  async #setQuarantine(site: string, reason: string, alongside: (tx: Tx) => Promise<void>): Promise<void> {
    await this.#database.transaction('quarantine site', async (tx) => {
      const sites = tx.updateTable('sites').set({ quarantine: reason }).where('site', '=', site).where('revoked', '=', 0);
      if ((await sites.executeTakeFirst()).numUpdatedRows === 0n)
        throw new ConsiliumError({
          code: 'SITE_UNKNOWN',
          message: `there is no site ${site} at this coordinator that may connect`,
        });
      await alongside(tx);
    });
    await this.#refresh(site);
  }

  /** Ends what goes on with a site that was shut out. */
  #end(site: string, reason: ConsiliumError): void {
    this.#shutOut.set(site, { times: this.admissionOf(site) + 1, reason });
    this.#revoked(site, reason);
  }

  async #refresh(site: string): Promise<void> {
    const { query } = this.#database;
    const row = await query.selectFrom('sites').selectAll().where('site', '=', site).executeTakeFirstOrThrow();
    this.#known.set(site, knownMember(row, await keysOf(query, { kind: KIND, id: site })));
  }
}

async function putSite(
  tx: Tx,
  { site, key, expiresMs }: Pick<SiteAdmission, 'site' | 'key' | 'expiresMs'>,
  nowMs: number,
): Promise<void> {
  await tx
    .insertInto('sites')
    .values({ site, agent_version: '', last_seen_ms: 0, revoked: 0 })
    .onConflict((c) => c.column('site').doUpdateSet({ revoked: 0 }))
    .execute();
  await putKey(tx, { kind: KIND, id: site, key, expiresMs }, nowMs);
}

async function standingOf(tx: Tx, { site, key }: SiteAdmission): Promise<MemberStanding> {
  const row = await tx.selectFrom('sites').select('revoked').where('site', '=', site).executeTakeFirst();
  const keys = await keysOf(tx, { kind: KIND, id: site, key });
  if (row === undefined) return { member: 'unknown', keys };
  return { member: row.revoked === 0 ? 'active' : 'revoked', keys };
}

async function receiptsOf(query: Database['query'] | Tx, site: string): Promise<readonly ReceiptRow[]> {
  return await query.selectFrom('receipts').selectAll().where('site', '=', site).orderBy('dataset').execute();
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
