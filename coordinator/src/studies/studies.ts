import { type Clock, ConsiliumError } from '@consilium/core';
import type { Actor } from '@consilium/transparency';
import type { AuditTrail, Deed } from '../audit/audit-trail.ts';
import type { PlanWork } from '../rounds/plan-work.ts';
import type { BlobStore } from '../store/blob-store.ts';
import type { RunStore } from '../store/run-store.ts';
import type { StudyRow } from '../store/tables.ts';

/** One version of a study: a plan that was submitted. */
export interface StudyVersion {
  readonly study: string;
  readonly planHash: string;
  /** Milliseconds since the epoch. */
  readonly submittedMs: number;
}

/** What researchers decide about studies. */
export class Studies {
  readonly #store: RunStore;
  readonly #blobs: BlobStore;
  readonly #clock: Clock;
  readonly #work: PlanWork;
  readonly #rehearsal: boolean;
  readonly #audit: AuditTrail;
  /** Sites that a plan names, by its hash; what a plan says never changes. Of those that were asked for last. */
  readonly #sitesOf: Map<string, ReadonlySet<string>> = new Map();

  /** @param context.rehearsal whether plans without privacy are welcome */
  constructor(context: {
    readonly store: RunStore;
    readonly blobs: BlobStore;
    readonly clock: Clock;
    readonly work: PlanWork;
    readonly rehearsal: boolean;
    readonly audit: AuditTrail;
  }) {
    this.#store = context.store;
    this.#blobs = context.blobs;
    this.#clock = context.clock;
    this.#work = context.work;
    this.#rehearsal = context.rehearsal;
    this.#audit = context.audit;
  }

  /**
   * Stores a plan as the newest version of its study; a plan that is stored already becomes the newest again.
   *
   * @param planJson the plan's canonical JSON
   * @param by who submits it
   * @param requireAccess asked within the write: checking a plan takes its time, in which somebody may have been revoked
   * @throws ConsiliumError `PLAN_INVALID`, `PLAN_HASH_MISMATCH`, `CALIBRATION_FAILED`, `REHEARSAL_ONLY`; what `requireAccess` throws
   */
  async submit(planJson: string, by: Actor, requireAccess: () => void): Promise<StudyVersion> {
    const { hash, study, mechanism } = await this.#work.check(planJson);
    if (mechanism === 'none' && !this.#rehearsal) {
      throw new ConsiliumError({ code: 'REHEARSAL_ONLY', message: 'a plan with mechanism none runs in simulation only' });
    }
    await this.#blobs.put(Buffer.from(planJson, 'utf8'));
    const row = { plan_hash: hash, study, plan_json: planJson };
    const deed: Deed = { by, event: { event: 'study.submitted', study, plan: hash } };
    const stored = this.#store.putStudy(row, this.#clock.now(), async (tx) => {
      requireAccess();
      await this.#audit.record(tx, [deed]);
    });
    return versionOf(await stored);
  }

  /** Every version of every study, newest first. */
  async list(): Promise<readonly StudyVersion[]> {
    return (await this.#store.studies()).map(versionOf);
  }

  /** The newest version of each study that names this site, newest first. */
  async offeredTo(site: string): Promise<readonly StudyVersion[]> {
    const newest = new Map<string, StudyVersion>();
    for (const version of await this.list()) {
      if (!newest.has(version.study)) newest.set(version.study, version);
    }
    const offered: StudyVersion[] = [];
    for (const version of newest.values()) {
      if (offered.length === MOST_OFFERED) break;
      if (await this.isOfferedTo(site, version.planHash)) offered.push(version);
    }
    return offered;
  }

  /** Whether this is the hash of a plan that names the site. */
  async isOfferedTo(site: string, planHash: string): Promise<boolean> {
    const known = this.#sitesOf.get(planHash);
    if (known !== undefined) return known.has(site);
    const row = await this.#store.findStudy(planHash);
    if (row === undefined) return false;
    const sites = sitesOf(row.plan_json);
    for (const oldest of this.#sitesOf.keys()) {
      if (this.#sitesOf.size < REMEMBERED_PLANS) break;
      this.#sitesOf.delete(oldest);
    }
    this.#sitesOf.set(planHash, sites);
    return sites.has(site);
  }
}

/** Sites that stored plans name are remembered for so many. */
const REMEMBERED_PLANS = 1000;
/** Most plans that one answer to a site names, the newest: it fits a message many times over. */
const MOST_OFFERED = 500;

/** Of a stored plan, which was checked when it was submitted. */
function sitesOf(planJson: string): ReadonlySet<string> {
  const { sites } = JSON.parse(planJson) as { readonly sites: Readonly<Record<string, unknown>> };
  return new Set(Object.keys(sites));
}

function versionOf(row: StudyRow): StudyVersion {
  return { study: row.study, planHash: row.plan_hash, submittedMs: row.submitted_ms };
}
