import type { Randomness } from '@consilium/core';
import { refuseParameter } from '../parameter.ts';
import { createDiscreteGaussian, type DiscreteGaussianSampler } from '../noise/discrete-gaussian.ts';
import type { Grid } from './grid.ts';

/** How a release treats noise: `'grid'` adds the grid's noise; `'none'` confirms that a grid without noise is meant. */
export type NoiseChoice = 'grid' | 'none';

/** One sampler for each grid: its tables take longer to build than a small model's noise takes to draw. */
const samplers = new WeakMap<Grid, DiscreteGaussianSampler>();

/**
 * Adds the grid's discrete Gaussian noise to `words`, modulo 2^32.
 *
 * @throws PARAMETER_INVALID when the grid has no noise and `'none'` was not asked for, or the other way round: noise is
 * never left out by accident.
 */
export function addGridNoise(words: Int32Array, grid: Grid, choice: NoiseChoice, random: Randomness): void {
  if ((grid.noiseStd === 0) !== (choice === 'none')) {
    refuseParameter(
      'noise',
      choice,
      grid.noiseStd === 0 ? "'none' on a grid of noise multiplier 0" : "'grid' on a grid with noise",
    );
  }
  if (choice === 'none') return;
  let sampler = samplers.get(grid);
  if (sampler === undefined) {
    sampler = createDiscreteGaussian(grid.noiseStd);
    samplers.set(grid, sampler);
  }
  sampler.addTo(words, random);
}
