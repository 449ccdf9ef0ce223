import { ConsiliumError } from '@consilium/core';
import { splitFingerprint } from '@consilium/learning';
import { MAX_PLAN_BYTES, planFromJson } from '@consilium/plan';
import { admitPatientColumn } from '../gate/index.ts';
import { type PreparedStudy, prepareStudy } from '../datasets/prepared-study.ts';
import { openSource } from '../datasets/sources/source-description.ts';
import { fetchBlob } from './blob-fetch.ts';
import type { SiteContext } from './site-context.ts';

/** Studies held ready at once; another one replaces the one that was used longest ago. */
const MAX_STUDIES = 4;

/** The plans in use at this site, each with its data and model in memory. */
export class PreparedStudies {
  readonly #context: SiteContext;
  readonly #studies: Map<string, PreparedStudy> = new Map();

  constructor(context: SiteContext) {
    this.#context = context;
  }

  /**
   * The prepared study of a plan that is approved; fetches the plan and reads the data set when needed, and reads it again when its source has
   * changed.
   *
   * @throws ConsiliumError `PLAN_HASH_MISMATCH`, `TASK_INVALID`, `STUDY_NOT_ALLOWED`, `PLAN_NOT_APPROVED`, `DATASET_UNKNOWN`, `DATA_INVALID`,
   * `SPLIT_CHANGED`, `SPLIT_SECRET_LOST`
   */
  async get(planHash: string, study: string): Promise<PreparedStudy> {
    const known = this.#studies.get(planHash);
    this.#studies.delete(planHash);
    if (known !== undefined && known.plan.document.study === study && known.dataset.isCurrent()) {
      this.#studies.set(planHash, known);
      return known;
    }
    known?.dispose();
    const { client, catalog, backend, gate, stopping } = this.#context;
    // By the hash alone, before a byte is fetched: a plan that nobody approved costs this site no work.
    gate.admitPlan({ study, planHash });
    const json = Buffer.from(await fetchBlob(client, planHash, MAX_PLAN_BYTES, stopping)).toString('utf8');
    const plan = planFromJson(json, planHash);
    if (plan.document.study !== study) {
      throw new ConsiliumError({
        code: 'TASK_INVALID',
        message: `the task names the study ${study}, its plan ${plan.document.study}`,
      });
    }
    const { source, population, patientColumn } = catalog.forStudy(study);
    admitPatientColumn(plan, patientColumn);
    const split = catalog.splitOf(population);
    // Before a record is read: a patient who is held out now must always have been.
    this.#context.ledger(population).assertSplit(splitFingerprint(split));
    const prepared = await prepareStudy(plan, openSource(source), split, backend);
    this.#warnOfUnreadable(prepared);
    this.#studies.set(planHash, prepared);
    for (const [hash, old] of this.#studies) {
      if (this.#studies.size <= MAX_STUDIES) break;
      this.#studies.delete(hash);
      old.dispose();
    }
    return prepared;
  }

  /** Into this site's log only: how many cells cannot be read depends on records. */
  #warnOfUnreadable({ plan, dataset }: PreparedStudy): void {
    const cells = Object.values(dataset.report.unreadable).reduce((sum, n) => sum + n, 0);
    if (cells === 0) return;
    const { study } = plan.document;
    this.#context.log.warn(
      { study, cells },
      'cells cannot be read as the plan says and count as missing: consilium-site data check lists them',
    );
  }

  /** Frees every study. */
  dispose(): void {
    for (const study of this.#studies.values()) study.dispose();
    this.#studies.clear();
  }
}
