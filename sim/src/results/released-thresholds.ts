import { type CompiledPlan, scoreParameters } from '@consilium/plan';
import { decodeThresholds, deriveScores, type ReleasedThresholds, type Scores } from '@consilium/privacy';
import type { consilium } from '@consilium/proto';

type Released = consilium.v1.ReleasedScores.$Properties;

/** By plan: otherwise the noise would be calibrated for every site again. */
const derived = new WeakMap<CompiledPlan, Scores | null>();

/**
 * What the noised counts of one site, or of their sum, tell about every threshold; `undefined` where there are none, where the plan asks for no scores but those at its threshold, and
 * where the noise hides them. Nothing more leaves a hospital for it: the counts are those behind the AUC.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for counts that are not those of the plan
 */
export function releasedThresholds(plan: CompiledPlan, released: Released | null | undefined): ReleasedThresholds | undefined {
  const { words, sites } = released ?? {};
  const scores = scoresOf(plan);
  if (!words?.length || scores === null) return undefined;
  return decodeThresholds(Int32Array.from(words), scores.layout, scores.release, sites?.length ?? 0);
}

function scoresOf(plan: CompiledPlan): Scores | null {
  const known = derived.get(plan);
  if (known !== undefined) return known;
  const parameters = scoreParameters(plan);
  const found = parameters === undefined ? null : deriveScores(parameters);
  derived.set(plan, found);
  return found;
}
