import type { Randomness } from '@consilium/core';
import { refuseParameter, requireInteger } from '../noise/checks.ts';
import type { Grid } from './grid.ts';
import { finiteNorm, quantiseInto, refuseNorm, requireDimension } from './quantise.ts';
import { addGridNoise, type NoiseChoice } from './release-noise.ts';

/** How {@link quantiseBatchSum} treats a sum. */
export interface BatchSumOptions {
  /** Patients in the sum, at most the grid's `unitsPerContributor`. */
  readonly batchSize: number;
  /** True to return an `Int32Array` over the sum's own memory. @default false */
  readonly inPlace?: boolean;
  /** `'none'` on a grid without noise, which only a rehearsal uses. @default 'grid' */
  readonly noise?: NoiseChoice;
}

/**
 * Quantises a float32 sum of clipped per-patient vectors toward zero and adds the noise. The grid must have been chosen with
 * `floatSum`: its sensitivity then includes the rounding errors of the sum. One patient's norm cannot be checked any more
 * here; that the whole sum is no longer than `batchSize` clipped vectors can, and is.
 *
 * @proof docs/proofs/encoding-batch-sum.md#sensitivity
 * @throws TRAINING_FAILED when the sum is not finite, NORM_EXCEEDED when it is longer than batchSize clipped vectors can be,
 * PARAMETER_INVALID when the grid was not made for float sums or the batch or dimension does not fit it.
 */
export function quantiseBatchSum(sum: Float32Array, grid: Grid, options: BatchSumOptions, random: Randomness): Int32Array {
  requireDimension(sum.length, grid.dimension);
  if (grid.floatSum === undefined)
    refuseParameter('grid', 'chosen without floatSum', 'chosen with floatSum, whose rounding errors its noise covers');
  if (grid.maxWeight !== 1) refuseParameter('maxWeight', grid.maxWeight, '1 for sums over patients, whose denominator is fixed');
  const batchSize = requireInteger('batchSize', options.batchSize, 0, grid.unitsPerContributor);
  const longest = batchSize * grid.clip * (1 + (grid.floatSum.clipExcess ?? 0)) + grid.floatError;
  if (finiteNorm(sum) > longest * (1 + 2 ** -28)) refuseNorm(Math.floor(longest * grid.scale));
  const words = options.inPlace === true ? new Int32Array(sum.buffer, sum.byteOffset, sum.length) : new Int32Array(sum.length);
  quantiseInto(sum, grid.scale, words);
  addGridNoise(words, grid, options.noise ?? 'grid', random);
  return words;
}
