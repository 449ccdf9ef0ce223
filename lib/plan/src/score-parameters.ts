import type { CompiledPlan } from './compile.ts';
import type { PlanMetric } from './evaluation-section.ts';
import { honestSites } from './masked-plan.ts';
import { scaleNumber } from './scale-number.ts';
import { subgroupLabels } from './subgroup-labels.ts';
import type { PlanDocument } from './schema.ts';

/** What a model of a plan predicts, as far as its scores are concerned. */
export type PlanScoreTarget =
  | { readonly kind: 'binary'; readonly threshold: number }
  | { readonly kind: 'category'; readonly classes: number }
  /** `range` is that of the network's output. */
  | {
      readonly kind: 'number';
      readonly range: readonly [low: number, high: number];
      /** Present where the loss is that of counts. */
      readonly counts?: true;
    }
  | { readonly kind: 'time-to-event'; readonly intervals: number };

/** The numbers from which the form, the noise and the cost of released scores follow (`deriveScores` of the privacy library takes them). */
export interface PlanScoreParameters {
  readonly facts: {
    readonly target: PlanScoreTarget;
    readonly metrics: readonly PlanMetric[];
    readonly bins: number;
    readonly subgroups: Readonly<Record<string, readonly string[]>>;
  };
  /** What all evaluations of a run may cost a held-out patient together. */
  readonly target: { readonly epsilon: number; readonly delta: number };
  readonly evaluations: number;
  readonly sites: number;
  /** As of updates: scores of a plan with masks leave under masks as well, each with its share of the noise. */
  readonly honestContributors: number;
  readonly largestSite: number;
}

/** How often a run of so many rounds is scored: after every n-th round and after the last. */
export function evaluationsOf({ evaluation, rounds }: Pick<PlanDocument, 'evaluation' | 'rounds'>): number {
  return Math.ceil(rounds / (evaluation.every ?? rounds));
}

/** The score parameters of a plan, or `undefined` for a plan without privacy, whose rehearsals score exactly. */
export function scoreParameters(plan: CompiledPlan): PlanScoreParameters | undefined {
  const { document, siteIds } = plan;
  const { privacy, evaluation, sites } = document;
  if (privacy.mechanism === 'none') return undefined;
  return {
    facts: {
      target: targetOf(document),
      metrics: evaluation.metrics,
      bins: evaluation.bins,
      subgroups: subgroupLabels(document),
    },
    target: privacy.target,
    evaluations: evaluationsOf(document),
    sites: siteIds.length,
    honestContributors: honestSites(plan),
    largestSite: Math.max(...siteIds.map((id) => sites[id]?.patients ?? 1)),
  };
}

function targetOf({ data: { target }, training, evaluation }: PlanDocument): PlanScoreTarget {
  switch (target.kind) {
    case 'binary':
      return { kind: 'binary', threshold: evaluation.threshold };
    case 'category':
      return { kind: 'category', classes: target.codes.length };
    case 'number':
      return {
        kind: 'number',
        range: [scaleNumber(target.range[0], target), scaleNumber(target.range[1], target)],
        ...(training.loss === 'poisson' ? { counts: true } : {}),
      };
    case 'time-to-event':
      return { kind: 'time-to-event', intervals: target.intervals.length };
  }
}
