import { z } from 'zod';
import type { Target } from './data-dictionary.ts';

/** Metrics that sites compute on their own held-out patients, and the kinds of target each fits. */
const METRIC_TARGETS = {
  loss: ['binary', 'category', 'number'],
  accuracy: ['binary', 'category'],
  auc: ['binary'],
  'average-precision': ['binary'],
  brier: ['binary'],
  calibration: ['binary'],
  'mean-absolute-error': ['number'],
  'root-mean-squared-error': ['number'],
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
  every: z.number().int().positive().default(1).describe('evaluate after every n-th round; the last round is always evaluated'),
  metrics: z
    .array(z.enum(METRICS))
    .min(1)
    .default(['loss'])
    .describe('what leaves the site; needs the permission of its policy, and fits the kind of the target'),
  threshold: z.number().gt(0).lt(1).default(0.5).describe('predicted probability from which a patient counts as positive'),
  scoreBins: z
    .number()
    .int()
    .min(2)
    .max(1000)
    .default(50)
    .describe('bins of the score histogram from which the pooled AUC is computed'),
  subgroups: z
    .record(z.string(), subgroup)
    .optional()
    .describe(
      'features by which the metrics are given apart, such as sex or age, to see whom the model serves worse; small groups are suppressed',
    ),
  intervals: z
    .boolean()
    .optional()
    .describe(
      'whether each site adds 95 % bootstrap intervals over its patients to its metrics; the resamples are drawn from the plan hash',
    ),
});
