import { ConsiliumError } from '@consilium/core';
import { planFromJson } from '@consilium/plan';
import { openStudyRoom, type StudyRoom } from '../training/study-room.ts';
import { fetchBlob } from './blob-fetch.ts';
import type { SiteContext } from './site-context.ts';

/** Largest plan accepted, in bytes: far above any real one, far below what would hurt. */
const MAX_PLAN_BYTES = 1024 * 1024;

/** Studies held ready at once; another one replaces the one that was used longest ago. */
const MAX_ROOMS = 4;

/** The plans in use at this site, each with its data and model in memory. */
export class StudyRooms {
  readonly #context: SiteContext;
  readonly #rooms: Map<string, StudyRoom> = new Map();

  constructor(context: SiteContext) {
    this.#context = context;
  }

  /**
   * The room of a plan; fetches the plan and reads the data set when needed, and reads it again when the file has changed.
   *
   * @throws ConsiliumError `PLAN_HASH_MISMATCH`, `TASK_INVALID`, `STUDY_NOT_ALLOWED`, `PLAN_NOT_APPROVED`, `DATASET_UNKNOWN`, `DATA_INVALID`
   */
  async get(planHash: string, study: string): Promise<StudyRoom> {
    const known = this.#rooms.get(planHash);
    this.#rooms.delete(planHash);
    if (known !== undefined && known.plan.document.study === study && known.isCurrent()) {
      this.#rooms.set(planHash, known);
      return known;
    }
    known?.dispose();
    const { client, catalog, backend, stopping } = this.#context;
    const json = Buffer.from(await fetchBlob(client, planHash, MAX_PLAN_BYTES, stopping)).toString('utf8');
    const plan = planFromJson(json, planHash);
    if (plan.document.study !== study) {
      throw new ConsiliumError({
        code: 'TASK_INVALID',
        message: `the task names the study ${study}, its plan ${plan.document.study}`,
      });
    }
    this.#context.gate.admitPlan({ study, planHash });
    const room = await openStudyRoom(plan, catalog.forStudy(study).path, backend);
    this.#rooms.set(planHash, room);
    for (const [hash, old] of this.#rooms) {
      if (this.#rooms.size <= MAX_ROOMS) break;
      this.#rooms.delete(hash);
      old.dispose();
    }
    return room;
  }

  /** Frees every room. */
  dispose(): void {
    for (const room of this.#rooms.values()) room.dispose();
    this.#rooms.clear();
  }
}
