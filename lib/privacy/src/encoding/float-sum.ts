import { requireBetween, requireInteger } from '../noise/checks.ts';

/** Unit roundoff of float32, round to nearest. */
export const FLOAT32_UNIT: number = 2 ** -24;
/** The smallest normal float32: what one operation can lose where the hardware flushes subnormal numbers to zero. */
const FLOAT32_SMALLEST_NORMAL = 2 ** -126;

/** How float32 sums of clipped per-patient vectors are computed; see `docs/proofs/encoding-batch-sum.md`. */
export interface FloatSum {
  /**
   * Largest number of float32 roundings (products and additions together) between the factors of any summand and the
   * finished coordinate of one float sum, in any order: for a dense layer over B rows at most B + 2.
   */
  readonly roundings: number;
  /**
   * Most patients whose vectors one float sum adds up. A larger batch is cut into chunks by position, and the chunks are
   * added in integers; one patient then disturbs the rounding of one chunk only. @default unitsPerContributor
   */
  readonly chunk?: number;
  /**
   * Bound, in multiples of the clip, on the norm of the coordinate-wise sum of absolute values of everything that one float
   * sum adds up. For one product per patient and coordinate (dense layers) this is the chunk. @default chunk
   */
  readonly mass?: number;
  /** Relative excess that the true norm of one patient's vector may have over the clip, since the clip factor was a float too. @default 0 */
  readonly clipExcess?: number;
}

/**
 * gamma_n = n u / (1 - n u): the relative error of n float32 roundings (Higham 2002, Accuracy and Stability of Numerical
 * Algorithms, Lemma 3.1), any order, with or without fused operations.
 *
 * @throws PARAMETER_INVALID when n is not an integer from 0 to 2^22.
 */
export function roundingGamma(roundings: number): number {
  requireInteger('roundings', roundings, 0, 2 ** 22);
  return (roundings * FLOAT32_UNIT) / (1 - roundings * FLOAT32_UNIT);
}

/**
 * The factor in (0, 1) by which a float32 implementation lowers its clip so that the true norm cannot exceed the clip: the
 * computed norm is off by at most gamma_{terms/2 + 2} (all summands are squares, so nothing cancels), the factor and its
 * use by two roundings each. `terms` is the number of roundings in the computed squared norm.
 *
 * @proof docs/proofs/encoding-batch-sum.md#clip-margin
 * @throws PARAMETER_INVALID when terms is not an integer from 1 to 2^20.
 */
export function floatClipMargin(terms: number): number {
  requireInteger('terms', terms, 1, 2 ** 20);
  return 1 - roundingGamma(terms + 6);
}

/** Most patients in one float sum; see {@link FloatSum}. */
export function chunkOf(units: number, sum: FloatSum): number {
  return sum.chunk === undefined ? units : requireInteger('floatSum.chunk', sum.chunk, 1, units);
}

/**
 * Bound on the Euclidean norm of (computed sum - exact sum) for one float sum of vectors of norm `clip`, in the unit of
 * `clip`; `units` is the most patients in a whole batch.
 *
 * @proof docs/proofs/encoding-batch-sum.md#error
 * @throws PARAMETER_INVALID when a field of `sum` is out of range.
 */
export function floatSumError(clip: number, dimension: number, units: number, sum: FloatSum): number {
  const chunk = chunkOf(units, sum);
  const mass = requireBetween('floatSum.mass', sum.mass ?? chunk, 0, 2 ** 40);
  const excess = requireBetween('floatSum.clipExcess', sum.clipExcess ?? 0, 0, 1);
  const relative = roundingGamma(sum.roundings) * mass * (1 + excess) * clip;
  const flushed = Math.sqrt(dimension) * (1 + chunk) * (1 + sum.roundings) * FLOAT32_SMALLEST_NORMAL;
  return (relative + flushed) * (1 + 2 ** -40);
}
