import {
  covariance,
  type Observed,
  type Released,
  releasedCount,
  releasedQuotient,
  SIGMAS,
  sumOf,
  type Terms,
} from './observed.ts';
import { middleOf } from './score-layout.ts';
import type { ScoreBlock } from './score-block.ts';

/** A sum of absolute values of normal noise exceeds its mean by so many deviations with probability below 1/320: sqrt(2 ln 320). */
const ADDED_SIGMAS = 3.397;

/** One bin of the calibration curve. */
export interface ReleasedBin {
  /** Scores from this one on ... */
  readonly from: number;
  /** ... up to, not including, this one; 1 belongs to the last bin. */
  readonly to: number;
  readonly patients: Released;
  /** Mean predicted probability; absent where it cannot be told. */
  readonly predicted?: Released;
  /** Frequency of the outcome; absent where it cannot be told. */
  readonly observed?: Released;
}

interface BinTerms {
  readonly all: Terms;
  readonly events: Terms;
  readonly predicted: Terms;
}

function binTerms(count: ScoreBlock, predicted: ScoreBlock, bin: number): BinTerms {
  const bins = predicted.cells;
  const [negative, positive] = [count.offset + bin, count.offset + bins + bin];
  const middle = middleOf((score) => score, bin, count.edges, true);
  return {
    all: [negative, positive].map((at) => ({ at, factor: 1 })),
    events: [{ at: positive, factor: 1 }],
    predicted: [
      { at: negative, factor: middle },
      { at: positive, factor: middle },
      { at: predicted.offset + bin, factor: predicted.half },
    ],
  };
}

/** Predicted and observed frequency by bin. */
export function releasedCalibration(observed: Observed, count: ScoreBlock, predicted: ScoreBlock): readonly ReleasedBin[] {
  return Array.from({ length: predicted.cells }, (_, bin) => {
    const terms = binTerms(count, predicted, bin);
    const mean = releasedQuotient(observed, terms.predicted, terms.all, [0, 1]);
    const frequency = releasedQuotient(observed, terms.events, terms.all, [0, 1]);
    return {
      from: bin === 0 ? 0 : (count.edges[bin - 1] as number),
      to: bin === count.edges.length ? 1 : (count.edges[bin] as number),
      patients: releasedCount(observed, terms.all),
      ...(mean === undefined ? {} : { predicted: mean }),
      ...(frequency === undefined ? {} : { observed: frequency }),
    };
  });
}

/**
 * Expected calibration error over the score bins: the mean over patients of |predicted - observed frequency| of their bin (Naeini et al. 2015, with
 * bins on the scale of log-odds). Noise can only add to a sum of absolute values on average, so that the lower bound takes off all that it may have added.
 *
 * @proof docs/proofs/scores.md#calibration-error
 */
export function releasedCalibrationError(observed: Observed, count: ScoreBlock, predicted: ScoreBlock): Released | undefined {
  const gaps = Array.from({ length: predicted.cells }, (_, bin): Terms => {
    const terms = binTerms(count, predicted, bin);
    const own = new Map(terms.predicted.map(({ at, factor }) => [at, factor]));
    for (const { at, factor } of terms.events) own.set(at, (own.get(at) ?? 0) - factor);
    return [...own].map(([at, factor]) => ({ at, factor }));
  });
  const all = Array.from({ length: count.cells }, (_, cell) => ({ at: count.offset + cell, factor: 1 }));
  const patients = sumOf(observed, all);
  const patientNoise = Math.sqrt(covariance(observed, all, all));
  // The fewest and most patients that there may be.
  const [fewest, most] = [patients - SIGMAS * patientNoise, patients + SIGMAS * patientNoise];
  if (!(fewest > 0)) return undefined;
  const sum = gaps.reduce((total, gap) => total + Math.abs(sumOf(observed, gap)), 0);
  const variances = gaps.map((gap) => covariance(observed, gap, gap));
  const spread = Math.sqrt(variances.reduce((a, b) => a + b, 0));
  // E|noise| = deviation sqrt(2 / pi).
  const added = variances.reduce((total, variance) => total + Math.sqrt((2 * variance) / Math.PI), 0);
  const low = Math.max(0, sum - added - ADDED_SIGMAS * spread) / most;
  const high = Math.min(1, (sum + SIGMAS * spread) / fewest);
  if (low === 0 && high === 1) return undefined;
  return { value: Math.min(high, Math.max(low, Math.max(0, sum - added) / patients)), low, high };
}
