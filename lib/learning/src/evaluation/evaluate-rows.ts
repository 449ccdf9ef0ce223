import type { LossName } from '@consilium/plan';
import { calibrationOf, expectedCalibrationError } from './calibration.ts';
import { type Confusion, type Evaluation, type Metrics, optional } from './evaluation.ts';
import { averagePrecision, concordanceIndex, exactAuc, scoreHistogram } from './ranking.ts';

/** Outputs of a model on rows, with what is needed to judge them; a few numbers a row, however many features it has. */
export interface Predictions {
  readonly loss: LossName;
  readonly rows: number;
  readonly outputWidth: number;
  readonly targetWidth: number;
  /** `rows x outputWidth`. */
  readonly outputs: Float32Array;
  /** `rows x targetWidth`. */
  readonly targets: Float32Array;
  /** `rows`; empty for the Cox loss, which is no sum over rows. */
  readonly losses: Float32Array;
  /** Patient of each row. */
  readonly patients: Int32Array;
  /** Row of the data set of each row. */
  readonly sourceRows: Int32Array;
}

/** Choices that change what a summary says. */
export interface SummaryOptions {
  readonly threshold: number;
  readonly bins: number;
  readonly calibrationBins: number;
}

const ONE_CLASS = 'only one class is present, so that the AUC is not defined';
const NOT_FINITE = 'the model gives scores that are not finite numbers';

/**
 * The numbers of an evaluation for the chosen rows (positions in `predictions`; a position may come several times). Scores and targets are
 * looked at once, before any metric: where one of them is no finite number, as a diverged model gives them, there is no metric at all.
 */
export function evaluateRows(predictions: Predictions, chosen: Uint32Array, options: SummaryOptions): Evaluation {
  const { loss, targetWidth } = predictions;
  const patients = new Set(Array.from(chosen, (i) => predictions.patients[i])).size;
  const counts = { patients, rows: chosen.length };
  if (!areFinite(predictions, chosen)) {
    const ranked = loss === 'binary-crossentropy' && targetWidth === 1;
    return { ...counts, lossFinite: false, ...(ranked ? { aucUndefined: NOT_FINITE } : {}) };
  }
  const base = { ...counts, ...lossOf(predictions, chosen) };
  if (loss === 'binary-crossentropy' && targetWidth === 1) return { ...base, ...binary(predictions, chosen, options) };
  if (loss === 'categorical-crossentropy') return { ...base, ...optional('accuracy', categorical(predictions, chosen)) };
  if (loss === 'cox') return { ...base, ...survival(predictions, chosen) };
  if (loss === 'discrete-hazards') return { ...base, ...optional('concordance', hazardConcordance(predictions, chosen)) };
  return loss === 'binary-crossentropy' ? base : { ...base, ...regression(predictions, chosen) };
}

function areFinite({ outputs, targets, outputWidth, targetWidth }: Predictions, chosen: Uint32Array): boolean {
  const finite = (values: Float32Array, width: number, i: number): boolean =>
    values.subarray(i * width, (i + 1) * width).every(Number.isFinite);
  return chosen.every((i) => finite(outputs, outputWidth, i) && finite(targets, targetWidth, i));
}

function lossOf(
  { loss, losses, outputs, targets }: Predictions,
  chosen: Uint32Array,
): { readonly lossFinite: boolean } & Metrics {
  const sum = loss === 'cox' ? coxLoss(outputs, targets, chosen) : chosen.reduce((total, i) => total + (losses[i] as number), 0);
  if (!Number.isFinite(sum)) return { lossFinite: false };
  return { lossFinite: true, ...optional('loss', chosen.length === 0 ? undefined : sum / chosen.length) };
}

/** Negative log partial likelihood (Cox 1972; Breslow's rule for ties), times the number of rows over the number of events. */
function coxLoss(outputs: Float32Array, targets: Float32Array, chosen: Uint32Array): number {
  const order = Array.from(chosen).sort((a, b) => (targets[2 * b] as number) - (targets[2 * a] as number));
  let peak = Number.NEGATIVE_INFINITY;
  for (const i of order) peak = Math.max(peak, outputs[i] as number);
  let atRisk = 0;
  let sum = 0;
  let events = 0;
  for (let start = 0; start < order.length; ) {
    const time = targets[2 * (order[start] as number)];
    let end = start;
    for (; end < order.length && targets[2 * (order[end] as number)] === time; end++)
      atRisk += Math.exp((outputs[order[end] as number] as number) - peak);
    for (; start < end; start++) {
      const i = order[start] as number;
      if ((targets[2 * i + 1] as number) === 0) continue;
      events += 1;
      sum += Math.log(atRisk) + peak - (outputs[i] as number);
    }
  }
  return events === 0 ? 0 : (sum * chosen.length) / events;
}

function binary(
  { outputs, targets }: Predictions,
  chosen: Uint32Array,
  { threshold, bins, calibrationBins }: SummaryOptions,
): Partial<Evaluation> {
  const scores = Float32Array.from(chosen, (i) => outputs[i] as number);
  const outcomes = Float32Array.from(chosen, (i) => targets[i] as number);
  const positive = scores.filter((_score, i) => (outcomes[i] as number) >= 0.5);
  const negative = scores.filter((_score, i) => (outcomes[i] as number) < 0.5);
  const reached = (values: Float32Array): number => values.reduce((count, score) => count + Number(score >= threshold), 0);
  const truePositives = reached(positive);
  const falsePositives = reached(negative);
  const confusion: Confusion = {
    truePositives,
    falsePositives,
    trueNegatives: negative.length - falsePositives,
    falseNegatives: positive.length - truePositives,
  };
  const n = chosen.length;
  const auc = exactAuc(positive, negative);
  const calibration = calibrationOf(scores, outcomes, calibrationBins);
  const squares = scores.reduce((sum, score, i) => sum + (score - (outcomes[i] as number)) ** 2, 0);
  return {
    ...optional('accuracy', n === 0 ? undefined : (truePositives + confusion.trueNegatives) / n),
    ...(auc === undefined ? { aucUndefined: ONE_CLASS } : { auc }),
    ...optional('averagePrecision', averagePrecision(positive, negative)),
    ...optional('brier', n === 0 ? undefined : squares / n),
    ...optional('ece', expectedCalibrationError(calibration)),
    confusion,
    scoreHistogram: scoreHistogram(positive, negative, bins),
    calibration,
  };
}

function categorical({ outputs, targets, outputWidth }: Predictions, chosen: Uint32Array): number | undefined {
  if (chosen.length === 0) return undefined;
  const row = (values: Float32Array, i: number): Float32Array => values.subarray(i * outputWidth, (i + 1) * outputWidth);
  return chosen.reduce((count, i) => count + Number(largest(row(outputs, i)) === largest(row(targets, i))), 0) / chosen.length;
}

function largest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

function survival({ outputs, targets }: Predictions, chosen: Uint32Array): Partial<Evaluation> {
  const risk = Float32Array.from(chosen, (i) => outputs[i] as number);
  const time = Float32Array.from(chosen, (i) => targets[2 * i] as number);
  const event = Float32Array.from(chosen, (i) => targets[2 * i + 1] as number);
  return optional('concordance', concordanceIndex(risk, time, event));
}

/** Harrell's C of the cumulative hazard over all intervals, up to the end of the last one. Targets are those of the loss: the second is the event, the third the time. */
function hazardConcordance({ outputs, targets, outputWidth }: Predictions, chosen: Uint32Array): number | undefined {
  const risk = Float32Array.from(chosen, (i) => cumulativeHazard(outputs.subarray(i * outputWidth, (i + 1) * outputWidth)));
  const time = Float32Array.from(chosen, (i) => targets[3 * i + 2] as number);
  const event = Float32Array.from(chosen, (i) => targets[3 * i + 1] as number);
  return concordanceIndex(risk, time, event);
}

/** Minus the logarithm of the probability of no event in any interval: in the order of the probability of one, and without its ties near 1. */
function cumulativeHazard(hazards: Float32Array): number {
  return hazards.reduce((sum, hazard) => sum - Math.log1p(-hazard), 0);
}

function regression({ outputs, targets, outputWidth }: Predictions, chosen: Uint32Array): Partial<Evaluation> {
  if (chosen.length === 0) return {};
  let absolute = 0;
  let squares = 0;
  for (const i of chosen) {
    for (let j = i * outputWidth; j < (i + 1) * outputWidth; j++) {
      const error = (outputs[j] as number) - (targets[j] as number);
      absolute += Math.abs(error);
      squares += error * error;
    }
  }
  const n = chosen.length * outputWidth;
  return { mae: absolute / n, rmse: Math.sqrt(squares / n) };
}
