import type { Randomness } from '@consilium/core';
import { refuseParameter, requirePositive } from '../parameter.ts';
import type { Grid } from './grid.ts';
import { CLIP_SHRINK, finiteNorm, quantiseInto, refuseNorm, requireDimension, requireNorm } from './quantise.ts';
import { addGridNoise, type NoiseChoice } from './release-noise.ts';

/** How {@link encodeUpdate} treats a vector. */
export interface EncodeOptions {
  /** Public weight of this contributor, at most the grid's `maxWeight`; fixed by the plan. @default 1 */
  readonly weight?: number;
  /** True when the caller has clipped: the vector is then not scaled but only verified. @default false */
  readonly alreadyClipped?: boolean;
  /** True to return an `Int32Array` over the vector's own memory, which destroys the vector, instead of a copy. @default false */
  readonly inPlace?: boolean;
  /** `'none'` on a grid without noise, which only a rehearsal uses. @default 'grid' */
  readonly noise?: NoiseChoice;
}

/**
 * Clips a whole vector to the grid's norm, multiplies it with its public weight, quantises it toward zero, checks its norm in
 * exact integers and adds the noise: the only way in which an update becomes something that may leave a site.
 *
 * Needs no memory beyond the result (and none at all in place). Any two vectors become integer vectors at most twice `clipUnits`
 * apart: a vector and its absence are no two data sets that both exist.
 *
 * @proof docs/proofs/encoding-update.md#sensitivity
 * @throws TRAINING_FAILED when the vector is not finite, NORM_EXCEEDED when an already clipped vector is too long,
 * PARAMETER_INVALID when the weight or the dimension does not fit the grid, or noise is missing.
 */
export function encodeUpdate(vector: Float32Array, grid: Grid, options: EncodeOptions, random: Randomness): Int32Array {
  requireDimension(vector.length, grid.dimension);
  const weight = requirePositive('weight', options.weight ?? 1);
  if (weight > grid.maxWeight) refuseParameter('weight', weight, `at most the grid's maxWeight ${grid.maxWeight}`);
  const bound = Math.floor(grid.clip * weight * grid.scale);
  const factor = clipFactor(vector, weight * grid.scale, bound, options.alreadyClipped === true);
  const words =
    options.inPlace === true ? new Int32Array(vector.buffer, vector.byteOffset, vector.length) : new Int32Array(vector.length);
  quantiseInto(vector, factor, words);
  requireNorm(words, bound);
  addGridNoise(words, grid, options.noise ?? 'grid', random);
  return words;
}

/**
 * What a vector is multiplied with before truncation: `scale`, or less where its norm would exceed `bound` grid units.
 *
 * @throws TRAINING_FAILED when the vector is not finite, NORM_EXCEEDED when it is too long though already clipped.
 */
export function clipFactor(vector: Float32Array, scale: number, bound: number, alreadyClipped: boolean): number {
  const norm = finiteNorm(vector);
  if (alreadyClipped) {
    // Within a unit of the bound the integer check decides; beyond, a product might not fit 32 bits.
    if (norm * scale > bound + 2) refuseNorm(bound);
    return scale;
  }
  return norm * scale <= bound * CLIP_SHRINK ? scale : (bound / norm) * CLIP_SHRINK;
}
