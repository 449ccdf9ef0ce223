import type { CompiledPlan } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import type { ReleasedSummary } from '../summary.ts';
import { releasedScores } from '../watch-run.ts';
import { releasedThresholds } from './released-thresholds.ts';

/** What was released of a model, over all sites that sent scores; null where nothing was. */
export function releasedSummary(
  plan: CompiledPlan,
  released: consilium.v1.ReleasedScores.$Properties | null | undefined,
): ReleasedSummary | null {
  const scores = releasedScores(plan, released);
  if (scores === undefined) return null;
  const thresholds = releasedThresholds(plan, released);
  return { sites: released?.sites ?? [], scores, ...(thresholds === undefined ? {} : { thresholds }) };
}
