import type { Evaluation } from '@consilium/learning';
import type { ReleasedScores } from '@consilium/privacy';
import type { ReleasedSummary } from '../summary.ts';

/**
 * Scores of one round among many, without what only the final model needs (histograms, curves, groups, intervals): of 54 sites and 40 rounds
 * these would be most of the summary.
 */
export function compactMetrics(evaluation: Evaluation): Evaluation {
  const { scoreHistogram: _h, calibration: _c, intervals: _i, subgroups: _s, cellPatients: _p, others: _o, ...kept } = evaluation;
  return kept;
}

/** Released scores of one round among many, without curve and groups. */
export function compactReleased(released: ReleasedSummary | null): ReleasedSummary | null {
  return released === null ? null : { sites: released.sites, scores: compactScores(released.scores) };
}

/** Released scores of one site among many, without the curve and the groups, which the sum over sites has. */
export function compactScores({ sites, patients, metrics, confusion }: ReleasedScores): ReleasedScores {
  return { sites, patients, metrics, ...(confusion === undefined ? {} : { confusion }) };
}
