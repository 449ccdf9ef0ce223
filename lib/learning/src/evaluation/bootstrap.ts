import { ConsiliumError, type Randomness } from '@consilium/core';
import type { Evaluation, BootstrapInterval, MetricName } from './evaluation.ts';
import { type Predictions, evaluateRows, type SummaryOptions } from './evaluate-rows.ts';

/** How to resample. */
export interface BootstrapOptions {
  readonly resamples: number;
  /** Probability that the interval covers. @default 0.95 */
  readonly level?: number;
  readonly randomness: Randomness;
}

const METRICS: readonly MetricName[] = [
  'loss',
  'accuracy',
  'auc',
  'averagePrecision',
  'brier',
  'ece',
  'mae',
  'rmse',
  'concordance',
];

/** A metric gets an interval only when at least this fraction of resamples had it: else the interval would hide why it is missing. */
const NEEDED = 0.9;

/**
 * Percentile bootstrap intervals (Efron 1979), resampling *patients*, since the rows of one patient are not independent.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` for fewer than 20 resamples or a level outside (0, 1).
 */
export function bootstrapIntervals(
  predictions: Predictions,
  chosen: Uint32Array,
  summary: SummaryOptions,
  { resamples, level = 0.95, randomness }: BootstrapOptions,
): Partial<Record<MetricName, BootstrapInterval>> {
  if (!(resamples >= 20)) throw invalid('bootstrap.resamples', 'must be at least 20');
  if (!(level > 0 && level < 1)) throw invalid('bootstrap.level', 'must lie between 0 and 1');
  const rowsOf = new Map<number, number[]>();
  for (const i of chosen) {
    const patient = predictions.patients[i] as number;
    const rows = rowsOf.get(patient);
    if (rows === undefined) rowsOf.set(patient, [i]);
    else rows.push(i);
  }
  const patients = [...rowsOf.values()];
  const found = new Map<MetricName, number[]>(METRICS.map((metric) => [metric, []]));
  const bytes = new Uint8Array(4 * patients.length);
  const view = new DataView(bytes.buffer);
  for (let r = 0; r < resamples; r++) {
    randomness.fill(bytes);
    const drawn = patients.flatMap(
      (_, k) => patients[Math.floor((view.getUint32(4 * k, true) / 2 ** 32) * patients.length)] ?? [],
    );
    const result: Evaluation = evaluateRows(predictions, Uint32Array.from(drawn), summary);
    for (const metric of METRICS) {
      const value = result[metric];
      if (value !== undefined) found.get(metric)?.push(value);
    }
  }
  const intervals: Partial<Record<MetricName, BootstrapInterval>> = {};
  for (const [metric, values] of found) {
    if (values.length < NEEDED * resamples) continue;
    values.sort((a, b) => a - b);
    const at = (q: number): number =>
      values[Math.min(values.length - 1, Math.max(0, Math.round(q * (values.length - 1))))] as number;
    intervals[metric] = { low: at((1 - level) / 2), high: at((1 + level) / 2) };
  }
  return intervals;
}

function invalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message: `${field} ${message}`, details: { field } });
}
