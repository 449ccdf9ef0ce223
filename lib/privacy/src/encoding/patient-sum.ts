import type { Randomness } from '@consilium/core';
import { refuseParameter } from '../noise/checks.ts';
import { clipFactor } from './encode-update.ts';
import type { Grid } from './grid.ts';
import { quantiseInto, requireDimension, requireNorm } from './quantise.ts';
import { addGridNoise, type NoiseChoice } from './release-noise.ts';

/** A sum of clipped per-patient vectors in exact integers. */
export interface PatientSum {
  /** Patients added since the last release. */
  readonly count: number;
  /**
   * Clips, quantises toward zero and adds one patient's vector, after checking its integer norm exactly.
   *
   * @throws TRAINING_FAILED when it is not finite, NORM_EXCEEDED when `alreadyClipped` is not true of it, PARAMETER_INVALID when its
   * dimension is wrong or the grid allows no further patient. The sum is unchanged then.
   */
  add(gradient: Float32Array, options?: { readonly alreadyClipped?: boolean }): void;
  /** Adds the grid's noise and returns the result, of which an empty batch is a valid case; the sum starts again at zero. */
  release(random: Randomness, options?: { readonly noise?: NoiseChoice }): Int32Array;
}

class IntegerPatientSum implements PatientSum {
  readonly #grid: Grid;
  #sum: Int32Array;
  readonly #scratch: Int32Array;
  #count = 0;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.#sum = new Int32Array(grid.dimension);
    this.#scratch = new Int32Array(grid.dimension);
  }

  get count(): number {
    return this.#count;
  }

  add(gradient: Float32Array, options: { readonly alreadyClipped?: boolean } = {}): void {
    const { scale, clipUnits, dimension, unitsPerContributor } = this.#grid;
    requireDimension(gradient.length, dimension);
    if (this.#count === unitsPerContributor) {
      refuseParameter('unitsPerContributor', unitsPerContributor, 'at least the number of patients in the largest batch');
    }
    quantiseInto(gradient, clipFactor(gradient, scale, clipUnits, options.alreadyClipped === true), this.#scratch);
    requireNorm(this.#scratch, clipUnits);
    const sum = this.#sum;
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (this.#scratch[i] as number);
    this.#count++;
  }

  release(random: Randomness, options: { readonly noise?: NoiseChoice } = {}): Int32Array {
    const words = this.#sum;
    addGridNoise(words, this.#grid, options.noise ?? 'grid', random);
    this.#sum = new Int32Array(this.#grid.dimension);
    this.#scratch.fill(0);
    this.#count = 0;
    return words;
  }
}

/**
 * An accumulator for per-patient vectors whose guarantee owes nothing to floating point: each vector becomes integers of
 * checked norm before anything is added, and integer sums are exact in every order. Holds two vectors of the dimension.
 *
 * @proof docs/proofs/encoding-patient-sum.md#sensitivity
 * @throws PARAMETER_INVALID when dimension is not the grid's, or the grid has a `maxWeight` other than 1.
 */
export function createPatientSum(dimension: number, grid: Grid): PatientSum {
  requireDimension(dimension, grid.dimension);
  if (grid.maxWeight !== 1) refuseParameter('maxWeight', grid.maxWeight, '1 for sums over patients, whose denominator is fixed');
  return new IntegerPatientSum(grid);
}
