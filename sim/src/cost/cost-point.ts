import { ConsiliumError } from '@consilium/core';
import { type CompiledPlan, parsePlan } from '@consilium/plan';

/** The targets that are compared unless somebody names others: a factor of two to three apart, from strong to weak. */
export const USUAL_EPSILONS: readonly number[] = [0.25, 0.5, 1, 2, 4, 8];

/** Where on the curve a rehearsal is: at which target, or without noise. */
export type CostTarget = { readonly epsilon: number } | 'without noise';

/**
 * The places of a curve: those that were asked for and the plan's own, from strong to weak, then none.
 *
 * @throws ConsiliumError `USAGE` for a plan without privacy, `PLAN_INVALID` for a target that makes none
 */
export function costTargets(plan: CompiledPlan, asked: readonly number[]): readonly CostTarget[] {
  const { privacy } = plan.document;
  if (privacy.mechanism === 'none')
    throw new ConsiliumError({
      code: 'USAGE',
      message: 'a plan without privacy has no epsilon to compare: --compare needs another mechanism than none',
    });
  const epsilons = [...new Set([...asked, privacy.target.epsilon])].sort((a, b) => a - b);
  const targets: readonly CostTarget[] = epsilons.map((epsilon) => ({ epsilon }));
  for (const target of targets) planAt(plan, target);
  return [...targets, 'without noise'];
}

/**
 * The plan at another target. Its noise is not chosen here: agents derive it from the plan, as at hospitals. A multiplier that the plan states
 * belongs to its own target, and is calibrated again for others.
 *
 * @throws ConsiliumError `PLAN_INVALID`
 */
export function planAt(plan: CompiledPlan, target: CostTarget): CompiledPlan {
  const { privacy } = plan.document;
  if (target === 'without noise' || privacy.mechanism === 'none' || privacy.target.epsilon === target.epsilon) return plan;
  const { noiseMultiplier: _, ...rest } = privacy;
  return parsePlan(
    JSON.stringify({ ...plan.document, privacy: { ...rest, target: { ...privacy.target, epsilon: target.epsilon } } }),
  );
}
