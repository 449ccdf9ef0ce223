import type { Randomness } from '@consilium/core';
import { refuseParameter, requireInteger } from '../parameter.ts';
import type { Grid } from './grid.ts';
import { requireDimension, requireNorm } from './quantise.ts';
import { addGridNoise, type NoiseChoice } from './release-noise.ts';

/** What {@link releaseWords} must know about a sum. */
export interface ReleaseWordsOptions {
  /** Patients in the sum. */
  readonly count: number;
  /** `'none'` on a grid without noise, which only a rehearsal uses. @default 'grid' */
  readonly noise?: NoiseChoice;
}

/**
 * Adds the grid's noise to a sum of integer vectors that somebody else added up, of which an empty batch is a valid case. A caller that
 * added them answers for each vector's norm of at most `clipUnits`; here the sum is held to what follows from that.
 *
 * @proof docs/proofs/encoding-patient-sum.md#given-words
 * @param words the sum; its memory is taken over, and wiped when the sum is refused
 * @returns `words`, noised
 * @throws PARAMETER_INVALID when the dimension does not fit the grid, the count is none, or noise is missing; NORM_EXCEEDED when the sum is
 * longer than so many clipped vectors can be.
 */
export function releaseWords(words: Int32Array, grid: Grid, options: ReleaseWordsOptions, random: Randomness): Int32Array {
  const { dimension, maxWeight, clipUnits } = grid;
  requireDimension(words.length, dimension);
  if (maxWeight !== 1) refuseParameter('maxWeight', maxWeight, '1 for sums over patients, whose denominator is fixed');
  // More than the grid has room for wrap, which costs accuracy and no privacy. Refused, the number of patients would show.
  const count = requireInteger('count', options.count, 0);
  requireNorm(words, count * clipUnits);
  addGridNoise(words, grid, options.noise ?? 'grid', random);
  return words;
}
