import { canonicalJson, ConsiliumError, fromUnknown, type Json, seededRandom } from '@consilium/core';
import type { consilium } from '@consilium/proto';
import { releasedMetrics, toldError } from '../gate/index.ts';
import type { SiteContext } from './site-context.ts';
import type { PreparedStudies } from './prepared-studies.ts';

/**
 * Fewest patients of a subgroup that is shown, even where the hospital's policy asks for fewer behind metrics as a whole: figures of
 * three people are nearly those of each.
 */
const SMALLEST_CELL = 5;

/** Resamples behind an interval: its ends move by a few thousandths from one seed to another, and a round waits some milliseconds. */
const RESAMPLES = 400;

/** What a site answers: metrics, or why there are none. */
export type ReportBody = Pick<consilium.v1.EvaluationReport.$Properties, 'metricsJson' | 'suppressed'>;

/** Scores a model on the held-out patients; whatever the policy does not let out is suppressed and says so. */
export async function evaluationReport(
  context: SiteContext,
  studies: PreparedStudies,
  request: consilium.v1.EvaluationRequest.$Properties,
  fetchModel: (hash: string, bytes: number) => Promise<Float32Array>,
): Promise<ReportBody> {
  try {
    const prepared = await studies.get(request.planHash ?? '', request.study ?? '');
    const { plan, dataset } = prepared;
    const rules = context.gate.admitMetrics({
      study: plan.document.study,
      planHash: plan.hash,
      patients: dataset.heldOut.patients,
    });
    if (request.modelBytes !== plan.manifest.parameters * 4) {
      throw new ConsiliumError({ code: 'TASK_INVALID', message: 'the model to score does not have the size that the plan says' });
    }
    const weights = await fetchModel(request.modelHash ?? '', request.modelBytes);
    const { metrics, threshold, scoreBins, subgroups, intervals } = plan.document.evaluation;
    const scores = prepared.evaluator.evaluate({
      weights,
      threshold,
      bins: scoreBins,
      ...(subgroups === undefined
        ? {}
        : { subgroups: dataset.subgroups, minimumCell: Math.max(SMALLEST_CELL, rules.minimumCohort) }),
      // Resampling protects nobody, so that its draws need no secrecy; from the plan, they are the same in every round.
      ...(intervals === true
        ? { bootstrap: { resamples: RESAMPLES, randomness: seededRandom(`consilium/bootstrap/${plan.hash}`) } }
        : {}),
    });
    const released = releasedMetrics(metrics, scores, rules);
    for (const [field, words] of Object.entries(released.suppressed ?? {})) context.log.info({ field }, `suppressed: ${words}`);
    return { metricsJson: canonicalJson(released as Json) };
  } catch (error) {
    const known = fromUnknown(error);
    if (known.code === 'UNREACHABLE') throw known;
    context.log.warn(
      { code: known.code, err: known.code === 'INTERNAL' ? error : undefined },
      `metrics suppressed: ${known.message}`,
    );
    return { suppressed: toldError(known) };
  }
}
