import { ConsiliumError } from '@consilium/core';
import { expectedCalibrationError } from './calibration.ts';
import { type Confusion, type Evaluation, optional } from './evaluation.ts';
import { histogramAuc, histogramAveragePrecision, ifFinite } from './ranking.ts';

/**
 * Pools evaluations of several sites: means by rows, counts by addition, AUC and average precision from the added histograms (so
 * that they compare patients across sites, as an average over sites would not). Where a site withholds its histogram, confusion
 * matrix or calibration, the pooled figures that need it are absent. The concordance index and intervals need pairs and patients
 * of all sites, so that they are absent.
 *
 * @throws ConsiliumError `PARAMETER_INVALID` when histograms or calibrations have different numbers of bins.
 */
export function poolEvaluations(evaluations: readonly Evaluation[]): Evaluation {
  const withRows = evaluations.filter((e) => e.rows > 0);
  const rows = withRows.reduce((sum, e) => sum + e.rows, 0);
  const mean = (pick: (e: Evaluation) => number | undefined): number | undefined => {
    const known = withRows.map((e) => [pick(e), e.rows] as const);
    if (known.length === 0 || known.some(([value]) => value === undefined)) return undefined;
    return ifFinite(known.reduce((sum, [value = 0, n]) => sum + value * n, 0) / rows);
  };
  const meanSquare = mean((e) => (e.rmse === undefined ? undefined : e.rmse ** 2));
  return {
    patients: evaluations.reduce((sum, e) => sum + e.patients, 0),
    rows,
    lossFinite: withRows.every((e) => e.lossFinite),
    ...optional(
      'loss',
      mean((e) => e.loss),
    ),
    ...optional(
      'accuracy',
      mean((e) => e.accuracy),
    ),
    ...optional(
      'brier',
      mean((e) => e.brier),
    ),
    ...optional(
      'mae',
      mean((e) => e.mae),
    ),
    ...optional('rmse', meanSquare === undefined ? undefined : Math.sqrt(meanSquare)),
    ...pooledHistogram(withRows),
    ...pooledCalibration(withRows),
    ...pooledConfusion(withRows),
  };
}

function all<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 && known.length === values.length ? known : undefined;
}

/** Adds arrays of one length element by element. */
function added(field: string, arrays: readonly (readonly number[])[]): number[] {
  const bins = arrays[0]?.length ?? 0;
  if (arrays.some((array) => array.length !== bins)) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: `${field} must have the same number of bins at every site`,
      details: { field },
    });
  }
  return Array.from({ length: bins }, (_, bin) => arrays.reduce((sum, array) => sum + (array[bin] ?? 0), 0));
}

function pooledHistogram(evaluations: readonly Evaluation[]): Partial<Evaluation> {
  const histograms = all(evaluations.map((e) => e.scoreHistogram));
  if (histograms === undefined) return {};
  const scoreHistogram = {
    positive: added(
      'scoreHistogram',
      histograms.map((h) => h.positive),
    ),
    negative: added(
      'scoreHistogram',
      histograms.map((h) => h.negative),
    ),
  };
  const auc = histogramAuc(scoreHistogram);
  return {
    scoreHistogram,
    ...(auc === undefined ? { aucUndefined: 'only one class is present at all sites, so that the AUC is not defined' } : { auc }),
    ...optional('averagePrecision', histogramAveragePrecision(scoreHistogram)),
  };
}

function pooledCalibration(evaluations: readonly Evaluation[]): Partial<Evaluation> {
  const calibrations = all(evaluations.map((e) => e.calibration));
  if (calibrations === undefined) return {};
  const calibration = {
    rows: added(
      'calibration',
      calibrations.map((c) => c.rows),
    ),
    predicted: added(
      'calibration',
      calibrations.map((c) => c.predicted),
    ),
    observed: added(
      'calibration',
      calibrations.map((c) => c.observed),
    ),
  };
  return { calibration, ...optional('ece', expectedCalibrationError(calibration)) };
}

function pooledConfusion(evaluations: readonly Evaluation[]): Partial<Evaluation> {
  const confusions = all(evaluations.map((e) => e.confusion));
  if (confusions === undefined) return {};
  const add = (key: keyof Confusion): number => confusions.reduce((sum, c) => sum + c[key], 0);
  return {
    confusion: {
      truePositives: add('truePositives'),
      falsePositives: add('falsePositives'),
      trueNegatives: add('trueNegatives'),
      falseNegatives: add('falseNegatives'),
    },
  };
}
