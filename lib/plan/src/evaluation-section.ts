import { z } from 'zod';
import type { Target } from './data-dictionary.ts';
import { MAX_SCORE_BINS } from './limits.ts';

/** Metrics of a model on held-out patients, and the kinds of target each fits. */
const METRIC_TARGETS = {
  loss: ['binary', 'category', 'number', 'time-to-event'],
  accuracy: ['binary', 'category'],
  auc: ['binary'],
  'average-precision': ['binary'],
  brier: ['binary'],
  calibration: ['binary'],
  'mean-absolute-error': ['number'],
  'root-mean-squared-error': ['number'],
  concordance: ['time-to-event'],
  'survival-curve': ['time-to-event'],
} as const satisfies Record<string, readonly Target['kind'][]>;

/** Name of a metric in a plan. */
export type PlanMetric = keyof typeof METRIC_TARGETS;

/** All metrics that a plan may ask for. */
export const METRICS = Object.keys(METRIC_TARGETS) as [PlanMetric, ...PlanMetric[]];

/** Whether a metric means something for a target. */
export function metricFits(metric: PlanMetric, target: Target): boolean {
  const kinds: readonly Target['kind'][] = METRIC_TARGETS[metric];
  return kinds.includes(target.kind);
}

const subgroup = z.strictObject({
  bands: z
    .array(z.number())
    .min(1)
    .refine((bands) => bands.every((edge, i) => i === 0 || edge > (bands[i - 1] as number)), 'edges of bands ascend')
    .optional()
    .describe('numbers: where one band ends and the next begins, such as [50, 65] for three age bands; categories have none'),
});

/** How and how often the model is scored. */
export const evaluationSchema = z.strictObject({
  every: z
    .number()
    .int()
    .positive()
    .optional()
    .describe(
      'score the model after every n-th round, and always after the last; left out, after the last alone: all evaluations of a run share one epsilon',
    ),
  metrics: z
    .array(z.enum(METRICS))
    .min(1)
    .default(['loss'])
    .describe(
      'what is asked of the scores; fits the kind of the target, and what is not asked leaves more of epsilon to the rest',
    ),
  threshold: z.number().gt(0).lt(1).default(0.5).describe('predicted probability from which a patient counts as positive'),
  bins: z
    .number()
    .int()
    .min(2)
    .max(MAX_SCORE_BINS)
    .multipleOf(2)
    .default(10)
    .describe(
      'bins of predicted probability (of a time to an event: that it happens within the intervals) in which patients are counted, evenly spaced in log-odds; more bins tell the AUC of many patients better, and that of few worse',
    ),
  subgroups: z
    .record(z.string(), subgroup)
    .optional()
    .describe(
      'features by which the metrics are given apart, such as sex or age, to see whom the model serves worse; they make the noise of everything larger',
    ),
  intervals: z
    .boolean()
    .optional()
    .describe(
      'whether exact metrics come with 95 % bootstrap intervals over the patients of a site; the resamples are drawn from the plan hash',
    ),
});
