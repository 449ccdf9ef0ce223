import type { Evaluation } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import type { ReleasedScores } from '@consilium/privacy';
import type { ReleasedSummary } from '../summary.ts';
import { releasedScores, type RoundInfo } from '../watch-run.ts';

/**
 * Scores of one round among many, without what only the final model needs (histograms, curves, groups, intervals): of 54 sites and 40 rounds
 * these would be most of the summary.
 */
export function compactMetrics(evaluation: Evaluation): Evaluation {
  const { scoreHistogram: _h, calibration: _c, intervals: _i, subgroups: _s, cellPatients: _p, others: _o, ...kept } = evaluation;
  return kept;
}

/** Released scores of one round among many, without curves and groups. */
export function compactReleased(plan: Pick<CompiledPlan, 'document'>, released: RoundInfo['released']): ReleasedSummary | null {
  const scores = releasedScores(plan, released);
  return scores === undefined ? null : { sites: released?.sites ?? [], scores: compactScores(scores) };
}

/** Released scores of one site among many, without the curve and the groups, which the sum over sites has. */
export function compactScores({ sites, patients, metrics, confusion }: ReleasedScores): ReleasedScores {
  return { sites, patients, metrics, ...(confusion === undefined ? {} : { confusion }) };
}
