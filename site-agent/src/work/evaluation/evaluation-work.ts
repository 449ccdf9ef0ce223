import { canonicalJson, ConsiliumError, type Json, seededRandom } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import { attemptOf } from '../../attempt/attempt.ts';
import { releasedMetrics, toldError } from '../../gate/index.ts';
import type { SessionWork, WorkTools } from '../work.ts';

/**
 * Fewest patients of a subgroup that is shown, even where the hospital's policy asks for fewer behind metrics as a whole: figures of
 * three people are nearly those of each.
 */
const SMALLEST_CELL = 5;

/** Resamples behind an interval: its ends move by a few thousandths from one seed to another, and a round waits some milliseconds. */
const RESAMPLES = 400;

/**
 * Scores of a model on the held-out patients: admitted by plan and policy, not charged, since what leaves is exact and under the
 * policy only, answered by a report; whatever the policy does not let out is suppressed and says so.
 *
 * @throws ConsiliumError `MESSAGE_INVALID` for a request that names no attempt
 */
export function evaluationWork(
  { context, studies, models }: WorkTools,
  request: consilium.v1.EvaluationRequest.$Properties,
): SessionWork {
  const attempt = attemptOf(request.key);
  const key = { ...attempt };
  const start = context.clock.monotonic();
  const observe = (): void => context.observe(attempt, 'evaluate', context.clock.monotonic() - start);
  return {
    attempt,
    leaves: 'session',
    async admit() {
      const { plan, dataset, evaluator } = await studies.get(request.planHash ?? '', request.study ?? '');
      const rules = context.gate.admitMetrics({
        study: plan.document.study,
        planHash: plan.hash,
        patients: dataset.heldOut.patients,
      });
      const { modelHash, modelBytes } = request;
      if (modelBytes !== plan.manifest.parameters * 4) {
        throw new ConsiliumError({
          code: 'TASK_INVALID',
          message: 'the model to score does not have the size that the plan says',
        });
      }
      return {
        charge: undefined,
        async run() {
          const weights = await models.get(modelHash ?? '', modelBytes);
          const { metrics, threshold, scoreBins, subgroups, intervals } = plan.document.evaluation;
          const scores = evaluator.evaluate({
            weights,
            threshold,
            bins: scoreBins,
            minimumOthers: rules.minimumOthers,
            ...(subgroups === undefined
              ? {}
              : { subgroups: dataset.subgroups, minimumCell: Math.max(SMALLEST_CELL, rules.minimumCohort) }),
            // Resampling protects nobody, so that its draws need no secrecy; from the plan, they are the same in every round.
            ...(intervals === true
              ? { bootstrap: { resamples: RESAMPLES, randomness: seededRandom(`consilium/bootstrap/${plan.hash}`) } }
              : {}),
          });
          const released = releasedMetrics(metrics, scores, rules);
          for (const [field, words] of Object.entries(released.suppressed ?? {}))
            context.log.info({ field }, `suppressed: ${words}`);
          const metricsJson = canonicalJson(released as Json);
          observe();
          return { leaves: 'session', message: { evaluationReport: { key, metricsJson } } };
        },
      };
    },
    accepted: () => undefined,
    declined(_as, error) {
      context.log.warn(
        { code: error.code, err: error.code === 'INTERNAL' ? error : undefined },
        `metrics suppressed: ${error.message}`,
      );
      observe();
      return { evaluationReport: { key, suppressed: toldError(error) } };
    },
  };
}
