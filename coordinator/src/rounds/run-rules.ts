import { type CompiledPlan, scoreParameters } from '@consilium/plan';
import { deriveScores, type Scores } from '@consilium/privacy';
import type { Roster } from '@consilium/secure-sum';
import { maskRules } from '../masks/masked-run.ts';
import type { RunRules } from './run-state.ts';

/**
 * How long a site that is gone is waited for, in milliseconds, unless the coordinator is started with another grace: an agent whose
 * connection broke is back within its longest wait between two tries, which is as long.
 */
export const GRACE_MS = 30_000;

/**
 * The rules of a run, from its plan.
 *
 * @param roster of the consortium, which masked plans need
 * @param graceMs how long sites that are not connected are waited for
 * @throws ConsiliumError `ROSTER_INVALID` for a masked plan that the roster does not fit, or without one
 */
export function runRules(plan: CompiledPlan, rounds: number, roster?: Roster, graceMs = GRACE_MS): RunRules {
  const { quorum, evaluation } = plan.document;
  const masks = maskRules(plan, roster);
  return {
    sites: plan.siteIds,
    rounds,
    quorum: quorum.sites,
    attempts: quorum.attempts,
    deadlineMs: quorum.deadlineSeconds * 1000,
    graceMs,
    evaluateEvery: evaluation.every ?? rounds,
    ...(masks === undefined ? {} : { masks }),
  };
}

/** Form and noise of the scores of a plan; `undefined` for a plan without privacy. */
export function scoresOfPlan(plan: CompiledPlan): Scores | undefined {
  const parameters = scoreParameters(plan);
  return parameters === undefined ? undefined : deriveScores(parameters);
}
