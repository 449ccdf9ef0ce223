import { ConsiliumError, fromUnknown } from '@consilium/core';
import { splitFingerprint } from '@consilium/learning';
import { type CompiledPlan, MAX_PLAN_BYTES, planFromJson } from '@consilium/plan';
import { type Judgement, judgeDataset, verdictOf } from '../determinations/judge-dataset.ts';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import { admitPatientColumn, basisOf, unavailable } from '../gate/index.ts';
import { type PlannedStudy, planStudy } from '../datasets/planned-study.ts';
import { type PreparedStudy, prepareStudy } from '../border/prepared-study.ts';
import { fetchBlob } from './blob-fetch.ts';
import type { SiteContext } from './site-context.ts';

/** Plans, and studies with their data, held ready at once; another one replaces the one that was used longest ago. */
const MAX_STUDIES = 4;
/** Hex digits of a file's SHA-256 that the log shows. */
const SHOWN_DIGITS = 12;

/**
 * The plans in use at this site, and those of them that have their data and model in memory. Two steps, since the coordinator sees when it
 * is asked for something: all of that happens in {@link plan}, which knows no record, and {@link get} asks nobody.
 */
export class PreparedStudies {
  readonly #context: SiteContext;
  readonly #plans: Map<string, PlannedStudy> = new Map();
  readonly #studies: Map<string, PreparedStudy> = new Map();
  /** SHA-256 of what each source held when it was read last, by data set. */
  readonly #contents: Map<string, string> = new Map();

  constructor(context: SiteContext) {
    this.#context = context;
  }

  /**
   * A plan that is approved, fetched when needed, with what follows from it. Touches no record, and what is kept depends on what the
   * coordinator asked for, never on the data: so neither does whether it is fetched.
   *
   * @throws ConsiliumError `PLAN_HASH_MISMATCH`, `TASK_INVALID`, `STUDY_NOT_ALLOWED`, `PLAN_NOT_APPROVED`, `DATASET_UNKNOWN`,
   * `ATTESTATION_MISSING`, `BASIS_REFUSED`, `DETERMINATION_INVALID`, `DETERMINATION_EXPIRED`, `SPLIT_CHANGED`, `SPLIT_SECRET_LOST`;
   * what fetching throws
   */
  async plan(planHash: string, study: string): Promise<PlannedStudy> {
    const { catalog, gate } = this.#context;
    // By the hash alone, before a byte is fetched: a plan that nobody approved costs this site no work.
    gate.admitPlan({ study, planHash });
    const planned = this.#plans.get(planHash) ?? planStudy(await this.#fetch(planHash));
    const { plan } = planned;
    // Before anything is kept or replaced: a wrong name must not cost another study its place.
    if (plan.document.study !== study) {
      throw new ConsiliumError({
        code: 'TASK_INVALID',
        message: `the task names the study ${study}, its plan ${plan.document.study}`,
      });
    }
    const entry = catalog.forStudy(study);
    const { population, patientColumn } = entry;
    admitPatientColumn(plan, patientColumn);
    gate.admitAttested(entry);
    gate.admitBasis({ plan, entry, determination: () => catalog.determinationOf(entry) });
    // A patient who is held out now must always have been.
    this.#context.ledger(population).assertSplit(splitFingerprint(catalog.splitOf(population)));
    keepNewest(this.#plans, planHash, planned);
    return planned;
  }

  /**
   * The study of a plan with its data; reads the data set when needed, and again when its source has changed. Asks the coordinator for
   * nothing: how long it takes must not show.
   *
   * @param planned what {@link plan} has admitted
   * @throws ConsiliumError `SITE_UNAVAILABLE` whatever is wrong with the data; the cause goes to this site's log
   */
  async get(planned: PlannedStudy): Promise<PreparedStudy> {
    const { hash } = planned.plan;
    try {
      const known = this.#studies.get(hash);
      const prepared = known?.dataset.isCurrent() === true ? known : await this.#prepare(planned);
      for (const old of keepNewest(this.#studies, hash, prepared)) old.dispose();
      return prepared;
    } catch (error) {
      const cause = fromUnknown(error);
      const { study } = planned.plan.document;
      const err = cause.code === 'INTERNAL' ? cause : undefined;
      this.#context.log.warn({ study, code: cause.code, err }, `the data cannot be prepared: ${cause.message}`);
      throw unavailable(cause);
    }
  }

  async #fetch(planHash: string): Promise<CompiledPlan> {
    const json = Buffer.from(await fetchBlob(this.#context, planHash, MAX_PLAN_BYTES)).toString('utf8');
    return planFromJson(json, planHash);
  }

  async #prepare(planned: PlannedStudy): Promise<PreparedStudy> {
    const { catalog, backend } = this.#context;
    const { hash, document } = planned.plan;
    // First what is out of date, so that both never are in memory together.
    this.#studies.get(hash)?.dispose();
    this.#studies.delete(hash);
    const entry = catalog.forStudy(document.study);
    const { dataset, population } = entry;
    const prepared = await prepareStudy(planned, catalog.sourceOf(entry), catalog.splitOf(population), backend);
    const { contentHash: content, report } = prepared.dataset;
    let judgement: Judgement | undefined;
    try {
      judgement = this.#judge(entry, prepared);
      const cells = report.identifiers.reduce((sum, found) => sum + (found.cells ?? 0), 0);
      const identifiers = cells === 0 ? {} : { identifiers: cells };
      // One entry whatever it says: how many there are must not depend on a record.
      const determination = judgement === undefined ? {} : { determination: verdictOf(judgement) };
      const read = { dataset, plan: hash, rows: report.rowsRead, content, ...identifiers, ...determination };
      this.#context.audit.record({ event: 'data.read', ...read });
    } catch (error) {
      // Nobody else knows of it yet, and its tensors are not collected by themselves.
      prepared.dispose();
      throw error;
    }
    this.#warnOfChange(dataset, prepared.dataset.contentHash);
    this.#warnOfUnreadable(prepared);
    this.#warnOfIdentifiers(prepared);
    if (judgement !== undefined) this.#warnOfDetermination(dataset, judgement);
    return prepared;
  }

  /** How the data stand beside the determination on which their use is based, if it is. Decides about nothing: see `docs/decisions/0024-determinations-refuse-people-only.md`. */
  #judge(entry: DatasetEntry, { plan, dataset }: PreparedStudy): Judgement | undefined {
    if (basisOf(entry) !== 'expert-determination') return undefined;
    const determination = this.#context.catalog.determinationOf(entry);
    return determination === undefined ? undefined : judgeDataset(dataset, plan, determination);
  }

  /** Into this site's log only: who sees that a round is refused would learn of the patient who makes a class too small. */
  #warnOfDetermination(dataset: string, { breaches }: Judgement): void {
    for (const { measure, measured, limit } of breaches) {
      this.#context.log.warn(
        { dataset, measure, measured, limit },
        'people are found in the data more easily than the expert determination allows: rounds go on until a person decides (consilium-site determination measure; plan refuse ends them)',
      );
    }
  }

  /** Into this site's log only: what a file holds is nobody else's business, and a round on other data must leave a trace here. */
  #warnOfChange(dataset: string, after: string): void {
    const before = this.#contents.get(dataset);
    this.#contents.set(dataset, after);
    if (before === undefined || before === after) return;
    const digits = { before: before.slice(0, SHOWN_DIGITS), after: after.slice(0, SHOWN_DIGITS) };
    this.#context.log.warn({ dataset, ...digits }, 'the file changed: from now on rounds use the new one');
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

  /** Into this site's log only: a refusal would tell the coordinator of the record that brought it about. */
  #warnOfIdentifiers({ plan, dataset }: PreparedStudy): void {
    const { study } = plan.document;
    for (const { column, letter, rule, cells, rows } of dataset.report.identifiers) {
      this.#context.log.warn(
        { study, column, letter, rule, cells, rows },
        'cells identify people: they count as missing, or are cut to the range of the plan; mend the file (consilium-site data check says how)',
      );
    }
  }

  /** Frees every study. */
  dispose(): void {
    for (const study of this.#studies.values()) study.dispose();
    this.#studies.clear();
  }
}

/** Puts a value in the last place, where the newest stand. @returns those that had to go for it */
function keepNewest<T>(map: Map<string, T>, key: string, value: T): readonly T[] {
  map.delete(key);
  map.set(key, value);
  const gone = [...map].slice(0, Math.max(0, map.size - MAX_STUDIES));
  for (const [old] of gone) map.delete(old);
  return gone.map(([, old]) => old);
}
