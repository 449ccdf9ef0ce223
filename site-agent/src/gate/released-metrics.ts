import type { Evaluation, MetricName, SubgroupCell } from '@consilium/learning';
import type { PlanMetric } from '@consilium/plan';
import type { MetricsRules } from './policy-rules.ts';

/** The single figures behind each metric of a plan. */
const FIGURES: Readonly<Record<PlanMetric, readonly (MetricName | 'aucUndefined')[]>> = {
  loss: ['loss'],
  accuracy: ['accuracy'],
  auc: ['auc', 'aucUndefined'],
  'average-precision': ['averagePrecision'],
  brier: ['brier'],
  calibration: ['ece'],
  'mean-absolute-error': ['mae'],
  'root-mean-squared-error': ['rmse'],
  concordance: ['concordance'],
  // Counts by interval leave with noise only.
  'survival-curve': [],
};

const HISTOGRAM_WITHHELD =
  'This hospital does not let out histograms of scores; without those of all sites there is no pooled AUC. Suppressed is not zero.';

/** An answer without a figure: not even the number of patients. */
export interface WithheldMetrics {
  readonly suppressed: { readonly metrics: string };
}

/**
 * What exact metrics a site answers with. Whether there is an answer must not depend on a record, so that one without figures takes the way, the
 * charge and the time of every other: too few patients, too few who do not have the commonest outcome, and a model that cannot be run on
 * somebody are the same words.
 *
 * @param scores `undefined` where the model could not be run on everybody
 */
export function leavingMetrics(
  metrics: readonly PlanMetric[],
  scores: Evaluation | undefined,
  rules: MetricsRules,
): Evaluation | WithheldMetrics {
  const { minimumCohort, minimumOthers } = rules;
  const enough =
    scores !== undefined &&
    scores.patients >= minimumCohort &&
    // Targets that are numbers have no commonest outcome.
    (scores.others === undefined || scores.others >= minimumOthers);
  if (enough) return releasedMetrics(metrics, scores, rules);
  return {
    suppressed: {
      metrics: `This hospital shares exact metrics of models that can be run on everybody, where at least ${minimumCohort} patients are held out and at least ${minimumOthers} of them do not have the commonest outcome; here it is not so. Suppressed is not zero.`,
    },
  };
}

/**
 * What of an evaluation may be read: only what the plan asks for, and of that only what the policy lets out. Counts that are withheld
 * say so in `suppressed`, by the name of the field.
 *
 * Counts are withheld whole: single hidden cells could be computed from the others and the totals. Subgroups carry figures and no
 * counts, since the counts of one group less than all would be those of the rest.
 */
export function releasedMetrics(metrics: readonly PlanMetric[], scores: Evaluation, rules: MetricsRules): Evaluation {
  const asks = (...names: PlanMetric[]): boolean => names.some((name) => metrics.includes(name));
  const { confusion, calibration, scoreHistogram, cellPatients, subgroups, intervals } = scores;
  const asked = new Set<string>(metrics.flatMap((metric) => FIGURES[metric]));
  const counts: Record<string, unknown> = {};
  const suppressed: Record<string, string> = {};
  const decide = (field: string, value: unknown, refusal: string | undefined): void => {
    if (value === undefined) return;
    if (refusal === undefined) counts[field] = value;
    else suppressed[field] = refusal;
  };
  const small = (what: string, cells: readonly number[] | undefined): string | undefined =>
    // Counts whose patients are not known are small: what decides may not be missing.
    cells?.every((patients) => patients === 0 || patients >= rules.minimumCohort) === true
      ? undefined
      : `This hospital lets out ${what} only where each of its counts is zero or stands for at least ${rules.minimumCohort} patients. Suppressed is not zero.`;
  if (asks('accuracy'))
    decide('confusion', confusion, small('a confusion matrix', cellPatients && Object.values(cellPatients.confusion)));
  if (asks('auc', 'average-precision'))
    decide('scoreHistogram', scoreHistogram, rules.scoreHistogram ? undefined : HISTOGRAM_WITHHELD);
  if (asks('calibration')) {
    const cells = cellPatients && [...cellPatients.calibration.positive, ...cellPatients.calibration.negative];
    decide('calibration', calibration, small('a calibration curve', cells));
  }
  return {
    ...figures(metrics, scores),
    ...counts,
    ...(intervals === undefined
      ? {}
      : { intervals: Object.fromEntries(Object.entries(intervals).filter(([name]) => asked.has(name))) }),
    ...(subgroups === undefined ? {} : { subgroups: tables(metrics, subgroups) }),
    ...(Object.keys(suppressed).length === 0 ? {} : { suppressed }),
  };
}

function figures(metrics: readonly PlanMetric[], scores: Evaluation): Evaluation {
  const { patients, rows, lossFinite } = scores;
  const asked = metrics.flatMap((metric) => FIGURES[metric]);
  const known = asked.flatMap((name) => (scores[name] === undefined ? [] : [[name, scores[name]] as const]));
  return { patients, rows, lossFinite, ...Object.fromEntries(known) };
}

function tables(
  metrics: readonly PlanMetric[],
  subgroups: NonNullable<Evaluation['subgroups']>,
): NonNullable<Evaluation['subgroups']> {
  const asked = new Set<string>(metrics.flatMap((metric) => FIGURES[metric]));
  const cell = (of: SubgroupCell): SubgroupCell => {
    if (of.state !== 'shown') return of;
    const words = Object.entries(of.evaluation.suppressed ?? {}).filter(([name]) => asked.has(name));
    const suppressed = words.length === 0 ? {} : { suppressed: Object.fromEntries(words) };
    return { state: 'shown', evaluation: { ...figures(metrics, of.evaluation), ...suppressed } };
  };
  return Object.fromEntries(
    Object.entries(subgroups).map(([attribute, table]) => [
      attribute,
      Object.fromEntries(Object.entries(table).map(([label, of]) => [label, cell(of)])),
    ]),
  );
}
