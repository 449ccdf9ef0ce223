import type { Evaluation } from '@consilium/learning';
import { answersOf } from '../answers.ts';
import { formatAmount, formatPercent, formatScore } from '../report/format.ts';
import type { SiteOutcome } from './outcome.ts';
import type { TargetFacts } from './target-facts.ts';

/** A site at which one answer for everybody does as well as the model. */
export interface BelowBaseline {
  readonly id: string;
  /** What the model reaches there, in words, and what that answer does. */
  readonly model: string;
  readonly baseline: string;
}

/** The scores of a site, as far as they are known. */
interface ScoredSite {
  readonly id: string;
  readonly metrics: Evaluation | null;
  readonly outcome?: SiteOutcome | undefined;
}

interface Shortfall {
  readonly model: string;
  readonly baseline: string;
  /** Above zero by how much the one answer is better, in a unit that all sites share. */
  readonly by: number;
}

/** The answer that a model has to beat, by what it predicts. */
export function baselineWords(target: TargetFacts | undefined): string {
  switch (target?.kind) {
    case 'number':
      return 'always answering the mean';
    case 'category':
      return 'always giving the commonest class';
    case 'time-to-event':
      return 'the Kaplan-Meier curve of everybody';
    default:
      return 'always giving the more common answer';
  }
}

/**
 * Sites where the model is no better than one answer for everybody, worst first: by accuracy of classes, by the root mean squared error of numbers (where
 * R2 is not above zero), by the integrated Brier score of times to an event. Not a site of one class, where every answer is right by giving it.
 */
export function belowBaseline(sites: readonly ScoredSite[], target: TargetFacts | undefined): readonly BelowBaseline[] {
  return sites
    .flatMap((site) => {
      const short = shortfallOf(site, target);
      return short === undefined || short.by < 0 ? [] : [{ id: site.id, ...short }];
    })
    .toSorted((a, b) => b.by - a.by)
    .map(({ id, model, baseline }) => ({ id, model, baseline }));
}

function shortfallOf({ metrics, outcome }: ScoredSite, target: TargetFacts | undefined): Shortfall | undefined {
  if (metrics === null) return undefined;
  switch (outcome?.kind) {
    case 'number': {
      // Of rows that are all alike no model can be better.
      if (outcome.r2 === undefined) return undefined;
      const text = (error: number): string => `root mean squared error ${formatAmount(error, target?.unit)}`;
      return { model: text(outcome.rmse), baseline: text(outcome.baselineRmse), by: outcome.rmse - outcome.baselineRmse };
    }
    case 'category':
      return ofAccuracy(outcome.accuracy, outcome.baseline);
    case 'time-to-event': {
      const { integratedBrier: model, baselineBrier: baseline } = outcome;
      if (model === undefined || baseline === undefined) return undefined;
      const text = (score: number): string => `integrated Brier score ${formatScore(score)}`;
      return { model: text(model), baseline: text(baseline), by: model - baseline };
    }
    default: {
      const { accuracy, confusion } = metrics;
      return ofAccuracy(accuracy, confusion === undefined ? undefined : answersOf(confusion).baseline);
    }
  }
}

function ofAccuracy(accuracy: number | undefined, baseline: number | undefined): Shortfall | undefined {
  if (accuracy === undefined || baseline === undefined || accuracy === 1) return undefined;
  return { model: formatPercent(accuracy), baseline: formatPercent(baseline), by: baseline - accuracy };
}
