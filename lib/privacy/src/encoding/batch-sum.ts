import type { Randomness } from '@consilium/core';
import { refuseParameter, requireInteger } from '../noise/checks.ts';
import { chunkOf, type FloatSum } from './float-sum.ts';
import type { Grid } from './grid.ts';
import { finiteNorm, quantiseInto, refuseNorm, requireDimension } from './quantise.ts';
import { addGridNoise, type NoiseChoice } from './release-noise.ts';

/** How {@link quantiseBatchSum} treats a sum. */
export interface BatchSumOptions {
  /** Patients in the sum, at most the grid's chunk. */
  readonly batchSize: number;
  /** True to return an `Int32Array` over the sum's own memory. @default false */
  readonly inPlace?: boolean;
  /** `'none'` on a grid without noise, which only a rehearsal uses. @default 'grid' */
  readonly noise?: NoiseChoice;
}

/** A batch made of several float32 sums, which are added in integers. */
export interface BatchSum {
  /** Patients added since the last release. */
  readonly count: number;
  /**
   * Quantises one float sum of `patients` clipped vectors toward zero and adds it.
   *
   * @throws TRAINING_FAILED when it is not finite, NORM_EXCEEDED when it is longer than so many clipped vectors can be,
   * PARAMETER_INVALID when the dimension, the chunk or the batch does not fit the grid. The sum is unchanged then.
   */
  add(partial: Float32Array, patients: number): void;
  /** Adds the grid's noise and returns the result, of which an empty batch is a valid case; the sum starts again at zero. */
  release(random: Randomness, options?: { readonly noise?: NoiseChoice }): Int32Array;
}

/** The declared float sum of a grid that allows one. */
function requireFloatSum(grid: Grid): FloatSum {
  if (grid.floatSum === undefined) {
    refuseParameter('grid', 'chosen without floatSum', 'chosen with floatSum, whose rounding errors its noise covers');
  }
  if (grid.maxWeight !== 1) {
    refuseParameter('maxWeight', grid.maxWeight, '1 for sums over patients, whose denominator is fixed');
  }
  return grid.floatSum;
}

/** Checks a float sum as far as that is still possible: shape, finite numbers, and no longer than `patients` clipped vectors. */
function requirePlausible(sum: Float32Array, grid: Grid, floatSum: FloatSum, patients: number): void {
  requireDimension(sum.length, grid.dimension);
  requireInteger('batchSize', patients, 0, chunkOf(grid.unitsPerContributor, floatSum));
  const longest = patients * grid.clip * (1 + (floatSum.clipExcess ?? 0)) + grid.floatError;
  if (finiteNorm(sum) > longest * (1 + 2 ** -28)) refuseNorm(Math.floor(longest * grid.scale));
}

class IntegerBatchSum implements BatchSum {
  readonly #grid: Grid;
  readonly #floatSum: FloatSum;
  readonly #maxChunks: number;
  #words: Int32Array;
  #count = 0;
  #chunks = 0;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.#floatSum = requireFloatSum(grid);
    this.#maxChunks = Math.ceil(grid.unitsPerContributor / chunkOf(grid.unitsPerContributor, this.#floatSum));
    this.#words = new Int32Array(grid.dimension);
  }

  get count(): number {
    return this.#count;
  }

  add(partial: Float32Array, patients: number): void {
    const { scale, unitsPerContributor } = this.#grid;
    requirePlausible(partial, this.#grid, this.#floatSum, patients);
    if (this.#count + patients > unitsPerContributor || this.#chunks === this.#maxChunks) {
      refuseParameter(
        'unitsPerContributor',
        unitsPerContributor,
        'at least the number of patients in the largest batch, in full chunks',
      );
    }
    const words = this.#words;
    for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) + (((partial[i] as number) * scale) | 0);
    this.#count += patients;
    this.#chunks++;
  }

  release(random: Randomness, options: { readonly noise?: NoiseChoice } = {}): Int32Array {
    const words = this.#words;
    addGridNoise(words, this.#grid, options.noise ?? 'grid', random);
    this.#words = new Int32Array(this.#grid.dimension);
    this.#count = 0;
    this.#chunks = 0;
    return words;
  }
}

/**
 * An accumulator for float32 sums over chunks of a batch. A patient is in one chunk, chunks are added exactly, and so the
 * rounding error that one patient can influence is that of a chunk, however large the batch.
 *
 * @proof docs/proofs/encoding-batch-sum.md#sensitivity
 * @throws PARAMETER_INVALID when the grid was not made for float sums.
 */
export function createBatchSum(grid: Grid): BatchSum {
  return new IntegerBatchSum(grid);
}

/**
 * Quantises the float32 sum of a batch that fits one chunk toward zero and adds the noise, in place if asked. The grid must
 * have been chosen with `floatSum`: its sensitivity then includes the rounding errors of the sum. One patient's norm cannot be
 * checked any more here; that the whole sum is no longer than `batchSize` clipped vectors can, and is.
 *
 * @proof docs/proofs/encoding-batch-sum.md#sensitivity
 * @throws TRAINING_FAILED when the sum is not finite, NORM_EXCEEDED when it is longer than batchSize clipped vectors can be,
 * PARAMETER_INVALID when the grid was not made for float sums or the batch or dimension does not fit it.
 */
export function quantiseBatchSum(sum: Float32Array, grid: Grid, options: BatchSumOptions, random: Randomness): Int32Array {
  requirePlausible(sum, grid, requireFloatSum(grid), options.batchSize);
  const words = options.inPlace === true ? new Int32Array(sum.buffer, sum.byteOffset, sum.length) : new Int32Array(sum.length);
  quantiseInto(sum, grid.scale, words);
  addGridNoise(words, grid, options.noise ?? 'grid', random);
  return words;
}
