import { median } from '../report/statistics.ts';

/** Errors of predicted numbers, in the units of the plan, each beside that of the best answer that is the same for everybody. */
export interface NumberErrors {
  readonly kind: 'number';
  readonly rows: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Of always answering the median of these rows, than which no constant has a smaller one. */
  readonly baselineMae: number;
  /** Root of the mean squared error. */
  readonly rmse: number;
  /** Of always answering the mean of these rows, than which no constant has a smaller one. */
  readonly baselineRmse: number;
  /** Coefficient of determination; absent where all rows have the same number. */
  readonly r2?: number;
  /** Mean Poisson deviance, of counts. */
  readonly deviance?: number;
  /** Of always answering the mean. */
  readonly baselineDeviance?: number;
}

/** Rows with neighbouring predictions. */
export interface PredictionBand {
  readonly rows: number;
  /** Mean prediction. */
  readonly predicted: number;
  /** Mean of what was found. */
  readonly observed: number;
  /** Sample standard deviation of what was found; absent for a single row. */
  readonly spread?: number;
}

/** Numbers found and predicted, row by row, in the units of the plan. */
export interface NumberRows {
  readonly observed: Float64Array;
  readonly predicted: Float64Array;
}

/** A predicted mean below this counts as this one: training adds it too, so that a mean of zero has a finite loss. */
const LEAST_MEAN = 1e-7;

/**
 * Errors of predictions; undefined without rows, and where a number is not finite.
 *
 * R2 = 1 - sum (y - p)^2 / sum (y - mean y)^2 (Draper and Smith 1998, "Applied regression analysis", section 1.3). Mean Poisson deviance =
 * 2/n sum (y ln(y / p) - y + p), the first term being 0 for y = 0 (McCullagh and Nelder 1989, "Generalized linear models", section 2.3).
 *
 * @param counts whether to give the deviance, for which no number may be negative
 */
export function numberErrors({ observed, predicted }: NumberRows, counts: boolean): NumberErrors | undefined {
  const rows = observed.length;
  if (rows === 0 || !observed.every(Number.isFinite) || !predicted.every(Number.isFinite)) return undefined;
  const middle = median(Array.from(observed)) as number;
  const mean = average(observed);
  const squares = average(observed.map((y, i) => (y - (predicted[i] as number)) ** 2));
  const variance = average(observed.map((y) => (y - mean) ** 2));
  const counted = counts && observed.every((y) => y >= 0);
  return {
    kind: 'number',
    rows,
    mae: average(observed.map((y, i) => Math.abs(y - (predicted[i] as number)))),
    baselineMae: average(observed.map((y) => Math.abs(y - middle))),
    rmse: Math.sqrt(squares),
    baselineRmse: Math.sqrt(variance),
    ...(observed.some((y) => y !== observed[0]) ? { r2: 1 - squares / variance } : {}),
    ...(counted
      ? {
          deviance: poissonDeviance(observed, (i) => predicted[i] as number),
          baselineDeviance: poissonDeviance(observed, () => mean),
        }
      : {}),
  };
}

function poissonDeviance(observed: Float64Array, predictionOf: (row: number) => number): number {
  return average(
    observed.map((y, i) => {
      const mean = Math.max(LEAST_MEAN, predictionOf(i));
      return 2 * ((y === 0 ? 0 : y * Math.log(y / mean)) - y + mean);
    }),
  );
}

const BANDS = 10;
/** Fewest rows of a band: a mean of fewer says nothing. */
const FEWEST = 5;

/** Rows in the order of their predictions, cut into ten bands of about as many rows each; fewer bands of few rows. */
export function predictionBands({ observed, predicted }: NumberRows): readonly PredictionBand[] {
  const rows = observed.length;
  const order = Array.from({ length: rows }, (_, i) => i).sort((a, b) => (predicted[a] as number) - (predicted[b] as number));
  const bands = Math.min(BANDS, Math.max(1, Math.floor(rows / FEWEST)), rows);
  return Array.from({ length: bands }, (_, band) => {
    const own = order.slice(Math.round((band * rows) / bands), Math.round(((band + 1) * rows) / bands));
    const found = Float64Array.from(own, (i) => observed[i] as number);
    const mean = average(found);
    const squares = found.reduce((sum, y) => sum + (y - mean) ** 2, 0);
    return {
      rows: own.length,
      predicted: average(Float64Array.from(own, (i) => predicted[i] as number)),
      observed: mean,
      ...(own.length > 1 ? { spread: Math.sqrt(squares / (own.length - 1)) } : {}),
    };
  });
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
