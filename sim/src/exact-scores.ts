import { isConsiliumError } from '@consilium/core';
import type { Backend, Evaluation } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import { exactEvaluation, type PreparedStudy, planStudy, prepareStudy, type Source } from '@consilium/site-agent';
import { evaluationInUnits } from './outcomes/plan-units.ts';
import type { OutcomeRows } from './outcomes/outcome.ts';
import { unitsOfOutput } from './outcomes/target-facts.ts';
import type { VirtualSplit } from './virtual-split.ts';

/** Exact scores of one model on the held-out patients of one site. */
export interface ExactScores {
  readonly site: string;
  /** Errors are in the units of the plan. */
  readonly scores: Evaluation;
  /** Row by row, of the final model. */
  readonly rows?: OutcomeRows;
}

/** Models of about so many rounds are scored on the way: a curve needs no more points. */
const POINTS = 8;

/** In a rehearsal no figure is too small to be shown, but that of a group of fewer says nothing. */
const RULES = { minimumCohort: 1, minimumOthers: 0, scoreHistogram: true } as const;

/**
 * Scores models exactly, from the files of all virtual sites: nothing of it leaves a site, and no hospital would give it away.
 * They are for the owner of the rehearsal, who has the files anyway.
 */
export class ExactScorer {
  readonly #studies: ReadonlyMap<string, PreparedStudy>;

  readonly #failures: ReadonlyMap<string, string>;

  readonly #units: number;

  private constructor(studies: ReadonlyMap<string, PreparedStudy>, failures: ReadonlyMap<string, string>, units: number) {
    this.#units = units;
    this.#studies = studies;
    this.#failures = failures;
  }

  /**
   * Reads the data of all sites. A site whose data do not fit the plan has no scores, as it takes part in no round.
   *
   * @param unreadable sites that are not even tried, and why
   */
  static async open(
    plan: CompiledPlan,
    sources: ReadonlyMap<string, Source>,
    split: VirtualSplit,
    backend: Backend,
    unreadable: ReadonlyMap<string, string> = new Map(),
  ): Promise<ExactScorer> {
    const studies = new Map<string, PreparedStudy>();
    const failures = new Map(unreadable);
    const planned = planStudy(plan);
    for (const [site, source] of sources) {
      if (unreadable.has(site)) continue;
      try {
        studies.set(site, await prepareStudy(planned, source, split.of(site), backend));
      } catch (error) {
        // A model that cannot be made is no matter of a site.
        if (!isConsiliumError(error) || error.code === 'MODEL_INVALID' || error.code === 'INTERNAL') throw error;
        failures.set(site, error.message);
      }
    }
    return new ExactScorer(studies, failures, unitsOfOutput(plan));
  }

  /** Whether the model of a round is scored. */
  static scores(round: number, rounds: number): boolean {
    return round === rounds || round % Math.ceil(rounds / POINTS) === 0;
  }

  /** The scores of a model, site by site. @param withRows adds what it says of each row */
  score(weights: Float32Array, withRows: boolean): readonly ExactScores[] {
    return [...this.#studies].map(([site, study]) => ({
      site,
      scores: evaluationInUnits(exactEvaluation(study, weights, RULES), this.#units),
      ...(withRows ? { rows: rowsOf(study, weights) } : {}),
    }));
  }

  /** All sites whose data can be read. */
  get readable(): readonly { readonly site: string; readonly study: PreparedStudy }[] {
    return [...this.#studies].map(([site, study]) => ({ site, study }));
  }

  /** The data of a site as the plan sees them; `undefined` where they cannot be read. */
  datasetOf(site: string): PreparedStudy['dataset'] | undefined {
    return this.#studies.get(site)?.dataset;
  }

  /** Why the data of a site cannot be read; `undefined` where they can. */
  failureOf(site: string): string | undefined {
    return this.#failures.get(site);
  }

  /** Patients in the training part of a site; 0 where its file does not fit the plan. */
  trainingPatients(site: string): number {
    return this.#studies.get(site)?.dataset.training.patients ?? 0;
  }

  /** Patients of a site in both parts, at least 1; `undefined` where its file does not fit the plan. */
  patients(site: string): number | undefined {
    const dataset = this.#studies.get(site)?.dataset;
    return dataset === undefined ? undefined : Math.max(1, dataset.training.patients + dataset.heldOut.patients);
  }

  /** Frees what is native. */
  dispose(): void {
    for (const study of this.#studies.values()) study.dispose();
  }
}

function rowsOf({ evaluator }: PreparedStudy, weights: Float32Array): OutcomeRows {
  const { rows, outputs, targets } = evaluator.predictTogether(weights);
  return { rows, outputs, targets };
}
