import { ifFinite, scoreBin } from './ranking.ts';

/** Predicted and observed frequency in equal bins of the predicted probability; bins of several sites add up. */
export interface Calibration {
  /** Rows in each bin. */
  readonly rows: readonly number[];
  /** Sum of predicted probabilities in each bin. */
  readonly predicted: readonly number[];
  /** Events in each bin. */
  readonly observed: readonly number[];
}

/** Bins probabilities against outcomes. */
export function calibrationOf(scores: Float32Array, outcomes: Float32Array, bins: number): Calibration {
  const rows = new Array<number>(bins).fill(0);
  const predicted = new Array<number>(bins).fill(0);
  const observed = new Array<number>(bins).fill(0);
  scores.forEach((score, i) => {
    const bin = scoreBin(score, bins);
    rows[bin] = (rows[bin] as number) + 1;
    predicted[bin] = (predicted[bin] as number) + score;
    observed[bin] = (observed[bin] as number) + (outcomes[i] as number);
  });
  return { rows, predicted, observed };
}

/**
 * Expected calibration error: the mean over rows of |predicted - observed frequency| of their bin (Naeini et al. 2015, equal-width
 * bins); undefined without rows.
 */
export function expectedCalibrationError({ rows, predicted, observed }: Calibration): number | undefined {
  const total = rows.reduce((a, b) => a + b, 0);
  if (total === 0) return undefined;
  const gaps = rows.reduce((sum, _count, bin) => sum + Math.abs((predicted[bin] as number) - (observed[bin] as number)), 0);
  return ifFinite(gaps / total);
}
