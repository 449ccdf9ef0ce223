import { type Clock, ConsiliumError, sha256Hex } from '@consilium/core';
import { planFromJson, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
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
  readonly #rehearsal: boolean;

  /** @param context.rehearsal whether plans without privacy are welcome */
  constructor(context: {
    readonly store: RunStore;
    readonly blobs: BlobStore;
    readonly clock: Clock;
    readonly rehearsal: boolean;
  }) {
    this.#store = context.store;
    this.#blobs = context.blobs;
    this.#clock = context.clock;
    this.#rehearsal = context.rehearsal;
  }

  /**
   * Stores a plan as the newest version of its study; a plan that is stored already becomes the newest again.
   *
   * @param planJson the plan's canonical JSON
   * @throws ConsiliumError `PLAN_INVALID`, `PLAN_HASH_MISMATCH`, `CALIBRATION_FAILED`, `REHEARSAL_ONLY`
   */
  async submit(planJson: string): Promise<StudyVersion> {
    const plan = planFromJson(planJson, sha256Hex(planJson));
    if (plan.document.privacy.mechanism === 'none' && !this.#rehearsal) {
      throw new ConsiliumError({ code: 'REHEARSAL_ONLY', message: 'a plan with mechanism none runs in simulation only' });
    }
    // A plan whose privacy cannot be reached is refused now and not when the hospitals are waiting.
    const parameters = releaseParameters(plan);
    if (parameters !== undefined) deriveRelease(parameters);
    await this.#blobs.put(Buffer.from(plan.json, 'utf8'));
    const row = { plan_hash: plan.hash, study: plan.document.study, plan_json: plan.json };
    return versionOf(await this.#store.putStudy(row, this.#clock.now()));
  }

  /** Every version of every study, newest first. */
  async list(): Promise<readonly StudyVersion[]> {
    return (await this.#store.studies()).map(versionOf);
  }
}

function versionOf(row: StudyRow): StudyVersion {
  return { study: row.study, planHash: row.plan_hash, submittedMs: row.submitted_ms };
}
