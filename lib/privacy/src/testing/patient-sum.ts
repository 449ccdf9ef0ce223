import type { Randomness } from '@consilium/core';
import { refuseParameter } from '../parameter.ts';
import { clipFactor } from '../encoding/encode-update.ts';
import type { Grid } from '../encoding/grid.ts';
import { quantiseInto, requireDimension, requireNorm } from '../encoding/quantise.ts';
import { addGridNoise, type NoiseChoice } from '../encoding/release-noise.ts';

/** How {@link PatientSum.add} treats a vector. */
export interface AddOptions {
  /** True when the caller has clipped: the vector is then not scaled but only verified. @default false */
  readonly alreadyClipped?: boolean;
  /**
   * What a vector with NaN or infinity does: `'refuse'` throws, which stops a round visibly; `'zero'` counts the patient with
   * the zero vector, so that not even the failure depends on one record. @default 'refuse'
   */
  readonly nonFinite?: 'refuse' | 'zero';
}

/** A sum of clipped per-patient vectors in exact integers. */
export interface PatientSum {
  /** Patients added since the last release. Not protected by noise: it must not leave the site. */
  readonly count: number;
  /** Those of them whose vector was not finite and counted as zero. It must not leave the site either. */
  readonly zeroed: number;
  /**
   * Clips, quantises toward zero and adds one patient's vector, after checking its integer norm exactly.
   *
   * @throws TRAINING_FAILED when it is not finite, NORM_EXCEEDED when `alreadyClipped` is not true of it, PARAMETER_INVALID when its
   * dimension is wrong or the grid allows no further patient. The sum is unchanged then.
   */
  add(gradient: Float32Array, options?: AddOptions): void;
  /** Adds the grid's noise and returns the result, of which an empty batch is a valid case; the sum starts again at zero. */
  release(random: Randomness, options?: { readonly noise?: NoiseChoice }): Int32Array;
}

class IntegerPatientSum implements PatientSum {
  readonly #grid: Grid;
  readonly #scratch: Int32Array;
  #sum: Int32Array;
  #count = 0;
  #zeroed = 0;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.#sum = new Int32Array(grid.dimension);
    this.#scratch = new Int32Array(grid.dimension);
  }

  get count(): number {
    return this.#count;
  }

  get zeroed(): number {
    return this.#zeroed;
  }

  add(gradient: Float32Array, { alreadyClipped = false, nonFinite = 'refuse' }: AddOptions = {}): void {
    const { scale, clipUnits, dimension, unitsPerContributor } = this.#grid;
    requireDimension(gradient.length, dimension);
    if (this.#count === unitsPerContributor) {
      refuseParameter('unitsPerContributor', unitsPerContributor, 'at least the number of patients in the largest batch');
    }
    if (nonFinite === 'zero' && !gradient.every(Number.isFinite)) {
      this.#count++;
      this.#zeroed++;
      return;
    }
    quantiseInto(gradient, clipFactor(gradient, scale, clipUnits, alreadyClipped), this.#scratch);
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
    this.#zeroed = 0;
    return words;
  }
}

/**
 * The oracle of sums over patients: an accumulator for per-patient vectors whose guarantee owes nothing to floating point: each vector becomes integers of
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
