import { ConsiliumError } from '@consilium/core';
import { refuseParameter } from '../parameter.ts';

/** Elements summed in one run of doubles: squares of 16-bit halves stay below 2^52 in all, so every addition is exact. */
const BLOCK = 2 ** 20;
/** Elements of one partial sum of squares; keeps the relative error of a norm of 2^32 numbers below 2^-30. */
const NORM_BLOCK = 4096;
/** A scaled vector is aimed this much below its bound, more than all rounding of the norm and the factor. */
export const CLIP_SHRINK: number = 1 - 2 ** -28;

/** Throws `PARAMETER_INVALID` when a vector has not the dimension of its grid. */
export function requireDimension(length: number, dimension: number): void {
  if (length !== dimension) refuseParameter('vector', length, `of the grid's dimension ${dimension}`);
}

/** The sum of squares in doubles; not finite exactly when a number is not (squares of finite float32 numbers are far from overflow). */
function sumOfSquares(vector: Float32Array): number {
  let total = 0;
  for (let start = 0; start < vector.length; start += NORM_BLOCK) {
    const end = Math.min(start + NORM_BLOCK, vector.length);
    let partial = 0;
    for (let i = start; i < end; i++) partial += (vector[i] as number) * (vector[i] as number);
    total += partial;
  }
  return total;
}

/**
 * Euclidean norm in doubles, relative error below 2^-30 up to 2^32 numbers (squares of float32 are exact in doubles).
 *
 * @throws TRAINING_FAILED when a number is NaN or infinite.
 */
export function finiteNorm(vector: Float32Array): number {
  const total = sumOfSquares(vector);
  if (!Number.isFinite(total)) {
    throw new ConsiliumError({
      code: 'TRAINING_FAILED',
      message: 'the vector to encode contains NaN or infinity; nothing was released',
    });
  }
  return Math.sqrt(total);
}

/**
 * Writes trunc(vector * factor), toward zero, into `target` (which may be a view of the vector's own memory).
 * The caller has made sure that no product reaches 2^31.
 */
export function quantiseInto(vector: Float32Array, factor: number, target: Int32Array): void {
  for (let i = 0; i < vector.length; i++) target[i] = ((vector[i] as number) * factor) | 0;
}

/** The exact sum of squares of integers. */
export function squaredNorm(words: Int32Array): bigint {
  let total = 0n;
  for (let start = 0; start < words.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, words.length);
    let highHigh = 0;
    let highLow = 0;
    let lowLow = 0;
    for (let i = start; i < end; i++) {
      const word = words[i] as number;
      const high = word >> 16;
      const low = word & 0xffff;
      highHigh += high * high;
      highLow += high * low;
      lowLow += low * low;
    }
    total += (BigInt(highHigh) << 32n) + (BigInt(highLow) << 17n) + BigInt(lowLow);
  }
  return total;
}

/**
 * Checks in exact integers that the norm of `words` is at most `bound`. On failure the words are wiped.
 *
 * @throws NORM_EXCEEDED when it is not.
 */
export function requireNorm(words: Int32Array, bound: number): void {
  if (squaredNorm(words) <= BigInt(bound) * BigInt(bound)) return;
  words.fill(0);
  refuseNorm(bound);
}

/** Throws `NORM_EXCEEDED`. */
export function refuseNorm(bound: number): never {
  throw new ConsiliumError({
    code: 'NORM_EXCEEDED',
    message: `a vector is longer than its bound of ${bound} grid units; nothing was released`,
    details: { bound },
  });
}
