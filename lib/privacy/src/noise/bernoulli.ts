import type { Randomness } from '@consilium/core';
import { requireBetween, requireInteger } from '../parameter.ts';
import { exactRational } from './exponential.ts';

const BLOCK_BYTES = 65_536;

/** The binary expansion of a probability below 1 as bytes, most significant first, without trailing zeros. */
function expansion(rate: number): Uint8Array {
  const { numerator, denominator } = exactRational(rate);
  const digits: number[] = [];
  let rest = numerator;
  while (rest > 0n) {
    const shifted = rest << 8n;
    digits.push(Number(shifted / denominator));
    rest = shifted % denominator;
  }
  return Uint8Array.from(digits);
}

/**
 * True Poisson sampling: each index of `0 .. populationSize - 1` is in the result with probability exactly `rate`,
 * independently of all others. Returned in increasing order; may be empty.
 *
 * Each index compares a lazily drawn uniform number, byte by byte, with the binary expansion of `rate`, which is finite, so
 * that the comparison is exact. One byte decides 255 indices in 256.
 *
 * @proof docs/proofs/noise-sampling.md#poisson
 * @throws PARAMETER_INVALID when populationSize is not an integer from 0 to 2^32 - 1 or rate is not in (0, 1].
 */
export function poissonSample(populationSize: number, rate: number, random: Randomness): Uint32Array {
  requireInteger('populationSize', populationSize, 0, 2 ** 32 - 1);
  requireBetween('rate', rate, Number.MIN_VALUE, 1);
  if (rate === 1) return Uint32Array.from({ length: populationSize }, (_, i) => i);
  const digits = expansion(rate);
  const first = digits[0] as number;
  const chosen: number[] = [];
  const block = new Uint8Array(Math.min(BLOCK_BYTES, populationSize));
  for (let base = 0; base < populationSize; base += block.length) {
    const count = Math.min(block.length, populationSize - base);
    random.fill(block.subarray(0, count));
    for (let i = 0; i < count; i++) {
      const byte = block[i] as number;
      if (byte < first || (byte === first && continueBelow(digits, random))) chosen.push(base + i);
    }
  }
  block.fill(0);
  return Uint32Array.from(chosen);
}

/** Whether the rest of a uniform number, whose first byte equalled that of the expansion, is below the rest of the expansion. */
function continueBelow(digits: Uint8Array, random: Randomness): boolean {
  const byte = new Uint8Array(1);
  for (let k = 1; k < digits.length; k++) {
    random.fill(byte);
    if (byte[0] !== digits[k]) return (byte[0] as number) < (digits[k] as number);
  }
  return false;
}
