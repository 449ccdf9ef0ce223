import { ConsiliumError } from '@consilium/core';
import { decodeSum, type Grid, longestHonestSum } from '@consilium/privacy';
import { type Mask, MaskStream } from '@consilium/secure-sum';
import type { Pause } from '../rounds/turns.ts';
import { assertFinite, sumOfSquares } from './vectors.ts';

/** The sum of the updates of one attempt. It grows update by update and never holds more than one vector's worth of them. */
export interface Accumulator {
  /** Adds `words` (a view of 32-bit words of an update) to the coordinates from `start` on. */
  add(bytes: Uint8Array, start: number): void;
  /** Begins again at nothing. */
  clear(): void;
  /** The sum as numbers, from the parameter `start` to before `end`. */
  part(start: number, end: number): Float64Array;
}

/** Words of masks that are made in one go: some milliseconds. */
const WORDS_A_TURN = 1 << 20;

/** What lies on a sum of masked vectors. */
export interface MaskedSum {
  /** What is to be added to it. */
  readonly masks: readonly Mask[];
  /** How many vectors were added up. */
  readonly sites: number;
}

/** Sum of grid integers modulo 2^32: exact, and the same in whatever order updates arrive. */
export class GridAccumulator implements Accumulator {
  readonly #words: Int32Array;
  readonly #grid: Grid;

  constructor(parameters: number, grid: Grid) {
    this.#words = new Int32Array(parameters);
    this.#grid = grid;
  }

  add(bytes: Uint8Array, start: number): void {
    const update = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const words = this.#words.subarray(start, start + update.length);
    for (let i = 0; i < update.length; i++) words[i] = ((words[i] as number) + (update[i] as number)) | 0;
  }

  clear(): void {
    this.#words.fill(0);
  }

  part(start: number, end: number): Float64Array {
    return this.decoded(this.#words, start, end);
  }

  /**
   * The words of the sum of vectors that came under masks, without them; what was added up stays as it is.
   *
   * @param pause between pieces of the vector
   * @throws ConsiliumError `UPDATE_TOO_LONG` when so many honest vectors have no such sum
   */
  async unmasked({ masks, sites }: MaskedSum, pause: Pause): Promise<Int32Array> {
    const words = this.#words.slice();
    const under = new MaskStream(masks);
    const piece = Math.ceil(WORDS_A_TURN / Math.max(1, masks.length));
    for (let start = 0; start < words.length; start += piece) {
      under.apply(new Uint32Array(words.buffer, 4 * start, Math.min(piece, words.length - start)));
      await pause();
    }
    const norm = Math.sqrt(sumOfSquares(words));
    const longest = longestHonestSum(this.#grid, sites);
    if (norm > longest)
      throw new ConsiliumError({
        code: 'UPDATE_TOO_LONG',
        message: `the sum of ${sites} masked updates has a norm of ${norm.toPrecision(6)} grid units, one of honest updates at most ${longest.toPrecision(6)}: some site has sent more than its clip`,
      });
    return words;
  }

  /** Words as numbers, from `start` to before `end`. */
  decoded(words: Int32Array, start: number, end: number): Float64Array {
    const out = new Float64Array(end - start);
    decodeSum(words.subarray(start, end), { ...this.#grid, dimension: out.length }, out);
    return out;
  }
}

/**
 * Sum of floats with Neumaier's compensation (ZAMM 54, 1974): after rounding to float32 it does not depend on the order of
 * arrival, so that a rehearsal is repeatable.
 */
export class FloatAccumulator implements Accumulator {
  readonly #sum: Float64Array;
  readonly #compensation: Float64Array;

  constructor(parameters: number) {
    this.#sum = new Float64Array(parameters);
    this.#compensation = new Float64Array(parameters);
  }

  add(bytes: Uint8Array, start: number): void {
    const update = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    assertFinite(update, 'the update', start);
    for (let i = 0; i < update.length; i++) {
      const x = update[i] as number;
      const s = this.#sum[start + i] as number;
      const t = s + x;
      const lost = Math.abs(s) >= Math.abs(x) ? s - t + x : x - t + s;
      this.#compensation[start + i] = (this.#compensation[start + i] as number) + lost;
      this.#sum[start + i] = t;
    }
  }

  clear(): void {
    this.#sum.fill(0);
    this.#compensation.fill(0);
  }

  part(start: number, end: number): Float64Array {
    const out = this.#sum.slice(start, end);
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + (this.#compensation[start + i] as number);
    return out;
  }
}
