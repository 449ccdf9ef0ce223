import { type Clock, ConsiliumError } from '@consilium/core';
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

  /** @param context.rehearsal whether plans without privacy are welcome */
  constructor(context: {
    readonly store: RunStore;
    readonly blobs: BlobStore;
    readonly clock: Clock;
    readonly work: PlanWork;
    readonly rehearsal: boolean;
  }) {
    this.#store = context.store;
    this.#blobs = context.blobs;
    this.#clock = context.clock;
    this.#work = context.work;
    this.#rehearsal = context.rehearsal;
  }

  /**
   * Stores a plan as the newest version of its study; a plan that is stored already becomes the newest again.
   *
   * @param planJson the plan's canonical JSON
   * @throws ConsiliumError `PLAN_INVALID`, `PLAN_HASH_MISMATCH`, `CALIBRATION_FAILED`, `REHEARSAL_ONLY`
   */
  async submit(planJson: string): Promise<StudyVersion> {
    const { hash, study, mechanism } = await this.#work.check(planJson);
    if (mechanism === 'none' && !this.#rehearsal) {
      throw new ConsiliumError({ code: 'REHEARSAL_ONLY', message: 'a plan with mechanism none runs in simulation only' });
    }
    await this.#blobs.put(Buffer.from(planJson, 'utf8'));
    const row = { plan_hash: hash, study, plan_json: planJson };
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
