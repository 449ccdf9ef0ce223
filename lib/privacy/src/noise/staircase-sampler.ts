import type { Randomness } from '@consilium/core';
import { requireInteger } from '../parameter.ts';
import { expNegative, expNegativeBounds } from './exponential.ts';
import { COLUMN_BITS, type Staircase } from './staircase.ts';
import { WordReader } from './word-reader.ts';

/** Exact integer noise from a stream of random bytes: the same bytes give the same samples on every machine. */
export interface IntegerSampler {
  /** Overwrites `out` with independent samples; an `Int32Array` receives them modulo 2^32. */
  fill(out: Float64Array | Int32Array, random: Randomness): void;
  /** Adds independent samples, modulo 2^32, to `words[start]` .. `words[end - 1]` (default: all). Throws `PARAMETER_INVALID` on a bad range. */
  addTo(words: Int32Array, random: Randomness, start?: number, end?: number): void;
}

/** Twice the error of the double comparison: 2^-39 unread bits of U, 2^-47 relative in the probability, 2^-53 in U. */
const DOUBT = 2 ** -37;

/**
 * Rejection sampling under a staircase (see {@link Staircase}); exact by `docs/proofs/noise-staircase.md`.
 *
 * A sample takes two words: column, sign and alias threshold from the first, offset and leading comparison bits from the
 * second. About 99 in 100 are accepted by one integer comparison; the others compare in doubles with an error bound, and one
 * in 2^36 of those in integers with as many further bits as it takes. Every draw, accepted or not, comes from the stream in order.
 */
export class StaircaseSampler implements IntegerSampler {
  readonly #table: Staircase;
  readonly #reader: WordReader = new WordReader();

  constructor(table: Staircase) {
    this.#table = table;
  }

  fill(out: Float64Array | Int32Array, random: Randomness): void {
    if (out instanceof Int32Array) {
      out.fill(0);
      this.addTo(out, random);
      return;
    }
    this.#reader.open(random);
    for (let i = 0; i < out.length; i++) {
      if (this.#reader.limit - this.#reader.position < 2) this.#reader.refill(2 * (out.length - i));
      out[i] = this.#draw();
    }
    this.#reader.close();
  }

  addTo(words: Int32Array, random: Randomness, start: number = 0, end: number = words.length): void {
    requireInteger('end', end, 0, words.length);
    requireInteger('start', start, 0, end);
    const { threshold, flip, quick, widthBits, width, shift, signMask, bias } = this.#table;
    const reader = this.#reader;
    const source = reader.words;
    const offsetMask = width - 1;
    const columnMask = (1 << COLUMN_BITS) - 1;
    reader.open(random);
    let i = start;
    while (i < end) {
      reader.refill(2 * (end - i));
      let at = 0;
      while (i < end && at + 2 <= reader.limit) {
        const first = source[at] as number;
        const second = source[at + 1] as number;
        at += 2;
        const column = first & columnMask;
        // Without a branch, which would be mispredicted half of the time: all ones when the threshold is reached.
        const other = ((threshold[column] as number) - 1 - (first >>> (COLUMN_BITS + 1))) >> 31;
        const block = column ^ ((flip[column] as number) & other);
        if (second >>> shift < (quick[block] as number)) {
          const sign = -((first >>> COLUMN_BITS) & 1) & signMask;
          words[i] = ((words[i] as number) + ((((block << widthBits) | (second & offsetMask)) ^ sign) - bias)) | 0;
        } else {
          reader.position = at;
          words[i] = ((words[i] as number) + this.#settle(first, second)) | 0;
          at = reader.position;
        }
        i++;
      }
    }
    reader.close();
  }

  /** One sample from the next words. */
  #draw(): number {
    return this.#settle(this.#reader.next() | 0, this.#reader.next() | 0);
  }

  /** The sample that two words lead to, drawing again until one is accepted. */
  #settle(firstWord: number, secondWord: number): number {
    const table = this.#table;
    const reader = this.#reader;
    let first = firstWord;
    let second = secondWord;
    for (;;) {
      const column = first & ((1 << COLUMN_BITS) - 1);
      const block =
        first >>> (COLUMN_BITS + 1) < (table.threshold[column] as number) ? column : column ^ (table.flip[column] as number);
      const negative = ((first >>> COLUMN_BITS) & 1) === 1;
      if (block === table.blocks) {
        const value = this.#tail(negative);
        if (value !== undefined) return value;
      } else {
        const magnitude = block * table.width + (second & (table.width - 1));
        const value = table.signMask === 0 ? magnitude - table.bias : negative ? -magnitude - 1 : magnitude;
        const leading = second >>> table.shift;
        if (leading < (table.quick[block] as number) || this.#accept(Math.abs(value), block, 0, leading, 32 - table.shift))
          return value;
      }
      first = reader.next() | 0;
      second = reader.next() | 0;
    }
  }

  /** One proposal beyond the blocks: step g of width `tailWidth` with probability 2^-(g+1); undefined when rejected. */
  #tail(negative: boolean): number | undefined {
    const { shape, tailStart, tailGain, blocks } = this.#table;
    let step = 0;
    let word = this.#reader.next();
    while (word === 0) {
      step += 32;
      word = this.#reader.next();
    }
    step += Math.clz32(word);
    const offset = this.#reader.next() & (shape.tailWidth - 1);
    const magnitude = tailStart + step * shape.tailWidth + offset;
    const value = negative ? -magnitude - 1 : magnitude;
    const accepted = this.#accept(Math.abs(value), blocks, tailGain + step, this.#reader.next() >>> 1, 31);
    return accepted ? value : undefined;
  }

  /** Whether U < gamma * 2^gain * exp(-e(m)) / weight, where `leading` is the first `bits` bits of U and the stream has the rest. */
  #accept(magnitude: number, block: number, gain: number, leading: number, bits: number): boolean {
    const { shape, gamma, weight } = this.#table;
    const divisor = weight[block] as number;
    const next = this.#reader.next();
    const probability = ((gamma * 2 ** gain) / divisor) * expNegative(shape.exponent(magnitude));
    const uniform = (leading * 2 ** 32 + next) * 2 ** -(bits + 32);
    if (Math.abs(uniform - probability) > DOUBT) return uniform < probability;

    let drawn = (BigInt(leading) << 32n) | BigInt(next);
    let count = bits + 32;
    const exponent = shape.exactExponent(BigInt(magnitude));
    for (;;) {
      const precision = count + 32;
      const { low, high } = expNegativeBounds(exponent, precision);
      // drawn / 2^count against gamma * 2^gain * v / (divisor * 2^precision), both sides times divisor * 2^precision.
      const scale = BigInt(gamma) << BigInt(gain);
      const unit = BigInt(divisor) << 32n;
      if ((drawn + 1n) * unit <= scale * low) return true;
      if (drawn * unit >= scale * high) return false;
      drawn = (drawn << 32n) | BigInt(this.#reader.next());
      count += 32;
    }
  }
}
