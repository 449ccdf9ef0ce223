import { canonicalJson, ConsiliumError, fromUnknown, type Json } from '@consilium/core';
import type { Evaluation } from '@consilium/learning';
import type { CompiledPlan } from '@consilium/plan';
import type { consilium } from '@consilium/proto';
import { problemOf } from './problem.ts';
import type { SiteContext } from './site-context.ts';
import type { StudyRooms } from './study-rooms.ts';

/** What a site answers: metrics, or why there are none. */
export type ReportBody = Pick<consilium.v1.EvaluationReport.$Properties, 'metricsJson' | 'suppressed'>;

/** Scores a model on the held-out patients; whatever the policy does not let out is suppressed and says so. */
export async function evaluationReport(
  context: SiteContext,
  rooms: StudyRooms,
  request: consilium.v1.EvaluationRequest.$Properties,
  fetchModel: (hash: string, bytes: number) => Promise<Float32Array>,
): Promise<ReportBody> {
  try {
    const room = await rooms.get(request.planHash ?? '', request.study ?? '');
    const { plan, dataset } = room;
    context.policy.admitMetrics({
      study: plan.document.study,
      planHash: plan.hash,
      patients: dataset.heldOut.patients,
    });
    if (request.modelBytes !== plan.manifest.parameters * 4) {
      throw new ConsiliumError({ code: 'TASK_INVALID', message: 'the model to score does not have the size that the plan says' });
    }
    const weights = await fetchModel(request.modelHash ?? '', request.modelBytes);
    const { threshold, scoreBins } = plan.document.evaluation;
    const scores = room.evaluator.evaluate({ weights, threshold, bins: scoreBins });
    return { metricsJson: canonicalJson(requested(plan, scores) as Json) };
  } catch (error) {
    const known = fromUnknown(error);
    if (known.code === 'UNREACHABLE') throw known;
    context.log.warn(
      { code: known.code, err: known.code === 'INTERNAL' ? error : undefined },
      `metrics suppressed: ${known.message}`,
    );
    return { suppressed: problemOf(known) };
  }
}

/** Only what the plan asks for leaves. */
function requested(plan: CompiledPlan, scores: Evaluation): Partial<Evaluation> {
  const { metrics } = plan.document.evaluation;
  const { patients, rows, lossFinite } = scores;
  return {
    patients,
    rows,
    lossFinite,
    ...(metrics.includes('loss') && scores.loss !== undefined ? { loss: scores.loss } : {}),
    ...(metrics.includes('accuracy') && scores.accuracy !== undefined ? { accuracy: scores.accuracy } : {}),
    ...(metrics.includes('accuracy') && scores.confusion !== undefined ? { confusion: scores.confusion } : {}),
    ...(metrics.includes('auc') && scores.auc !== undefined ? { auc: scores.auc } : {}),
    ...(metrics.includes('auc') && scores.aucUndefined !== undefined ? { aucUndefined: scores.aucUndefined } : {}),
    ...(metrics.includes('auc') && scores.scoreHistogram !== undefined ? { scoreHistogram: scores.scoreHistogram } : {}),
  };
}
