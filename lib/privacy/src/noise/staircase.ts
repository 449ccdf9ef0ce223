import { aliasTable } from './alias-table.ts';
import { expNegative, type Rational } from './exponential.ts';

/** A symmetric distribution on the integers, p(x) proportional to exp(-e(|x|)) with e increasing and e(0) = 0. */
export interface Shape {
  /** e(m) in doubles for an integer m >= 0, with relative error below 2^-50. */
  exponent(magnitude: number): number;
  /** e(m) exactly. */
  exactExponent(magnitude: bigint): Rational;
  /** The blocks reach at least to this magnitude; what lies beyond is left to the tail. */
  readonly reach: number;
  /** A power of two such that p(m + tailWidth) <= p(m) / 2 for every m >= reach. */
  readonly tailWidth: number;
}

/** Columns of the alias table, and so the number of low bits that select one. */
export const COLUMN_BITS = 10;
/** Random bits compared with the alias threshold: all that a word has left beside the column and the sign. */
const CAPACITY = 2 ** (31 - COLUMN_BITS);
const COLUMNS = 2 ** COLUMN_BITS;
const TOTAL_WEIGHT = COLUMNS * CAPACITY;
/** Two columns fewer than there are, for the tail and for an even count. */
const MAX_BLOCKS = COLUMNS - 2;
/** Covers the rounding of `gamma * exp(-e)` (relative 2^-45) many times over. */
const SAFE = 2 ** -30;

/**
 * The proposal of the staircase sampler, with integer weights that sum to 2^31: `docs/proofs/noise-staircase.md`.
 *
 * Block b proposes one of `width` values uniformly; a value x of it is accepted with probability gamma * p(x) / weight[b],
 * which is at most 1, so that accepted values have exactly the distribution p.
 */
export interface Staircase {
  readonly shape: Shape;
  readonly threshold: Int32Array;
  readonly flip: Int32Array;
  /** Accept at once when the leading `32 - shift` bits of the comparison are below this. 0 for the tail and unused columns. */
  readonly quick: Int32Array;
  readonly weight: Float64Array;
  readonly gamma: number;
  /** log2 of the block width; the low bits of a sample's second word are the offset in the block. */
  readonly widthBits: number;
  readonly width: number;
  /** The second word shifted right by this is the leading part of the comparison. */
  readonly shift: number;
  /** -1 if a sign bit turns magnitude m into -m-1; 0 if the blocks cover both sides of zero and `bias` is subtracted. */
  readonly signMask: number;
  readonly bias: number;
  /** Number of blocks; the column of this index is the tail. */
  readonly blocks: number;
  /** First magnitude of the tail (values m and -m-1). */
  readonly tailStart: number;
  /** 2^tailGain * gamma * p / weight is the acceptance of the tail's first step. */
  readonly tailGain: number;
}

/** Builds the tables for a shape; takes about a millisecond. */
export function buildStaircase(shape: Shape): Staircase {
  const bothSides = 2 * Math.ceil(shape.reach) <= MAX_BLOCKS;
  let widthBits = 0;
  while (!bothSides && Math.ceil(shape.reach / 2 ** widthBits) > MAX_BLOCKS) widthBits++;
  const width = 2 ** widthBits;
  const blocks = bothSides ? 2 * Math.ceil(shape.reach) : Math.ceil(shape.reach / width);
  const bias = bothSides ? blocks / 2 : 0;
  const tailStart = bothSides ? bias : blocks * width;
  // Smallest and largest magnitude in block b; with a sign bit the value -m-1 is one further out than m.
  const nearest = (b: number): number => (bothSides ? Math.abs(b - bias) : b * width);
  const farthest = (b: number): number => (bothSides ? Math.abs(b - bias) : (b + 1) * width);
  // A value of a block has 1/kappa of the block's weight; a value of the tail's first step has 1/(4 * tailWidth).
  const kappa = bothSides ? 1 : 2 * width;
  let tailGain = 0;
  while (2 ** tailGain * kappa < 4 * shape.tailWidth) tailGain++;

  const top = new Float64Array(blocks + 1);
  let mass = 0;
  for (let b = 0; b < blocks; b++) mass += top[b] = expNegative(shape.exponent(nearest(b)));
  mass += top[blocks] = 2 ** tailGain * expNegative(shape.exponent(tailStart));
  // Every weight is rounded up by less than 2 in all, so that this leaves the sum below the total.
  const gamma = Math.floor((TOTAL_WEIGHT - 2 * COLUMNS) / (mass * (1 + 2 * SAFE)));

  const weight = new Float64Array(COLUMNS);
  let left = TOTAL_WEIGHT;
  for (let b = 0; b <= blocks; b++) left -= weight[b] = Math.ceil(gamma * (top[b] as number) * (1 + SAFE)) + 1;
  // What rounding left over goes to the most probable block, whose acceptance it lowers by a millionth.
  const peak = bothSides ? bias : 0;
  weight[peak] = (weight[peak] as number) + left;

  const shift = Math.max(widthBits, 1);
  const quick = new Int32Array(COLUMNS);
  for (let b = 0; b < blocks; b++) {
    const certain = (gamma * expNegative(shape.exponent(farthest(b)))) / (weight[b] as number);
    quick[b] = Math.floor(2 ** (32 - shift) * certain * (1 - SAFE));
  }
  return {
    shape,
    ...aliasTable(weight, CAPACITY),
    quick,
    weight,
    gamma,
    widthBits,
    width,
    shift,
    signMask: bothSides ? 0 : -1,
    bias,
    blocks,
    tailStart,
    tailGain,
  };
}
