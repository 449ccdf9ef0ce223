import { describe, expect, test } from 'vitest';
import { createDiscreteGaussian, gaussianShape } from './discrete-gaussian.ts';
import { expNegative, expNegativeBounds } from './exponential.ts';
import { buildStaircase, type Staircase } from './staircase.ts';
import { StaircaseSampler } from './staircase-sampler.ts';
import { scriptedRandom } from '../testing/ideal-noise.ts';

const SIGMAS = [0.5, 1, 7.3, 72, 74, 1e3, 1e5, 2 ** 30];

/** gamma * p(x) / weight, the acceptance of the block's value at this magnitude, as a fraction of 2^bits rounded down; and whether it is exact. */
function acceptance(table: Staircase, block: number, magnitude: number, gain: number, bits: number): bigint {
  const { low } = expNegativeBounds(table.shape.exactExponent(BigInt(magnitude)), bits + 64);
  return ((low * (BigInt(table.gamma) << BigInt(gain))) / BigInt(table.weight[block] as number)) >> 64n;
}

/** A first word that selects `block` in its own column, with the given sign bit. */
function firstWord(block: number, negative: boolean): number {
  return block | (negative ? 1 << 10 : 0);
}

describe('buildStaircase', () => {
  test.each(SIGMAS)('sigma %d: the integer weights sum to 2^31 and come out of the alias table exactly', (sigma) => {
    const table = buildStaircase(gaussianShape(sigma));
    const outcome = new Float64Array(1024);
    for (let k = 0; k < 1024; k++) {
      const below = table.threshold[k] as number;
      expect(below).toBeGreaterThanOrEqual(0);
      expect(below).toBeLessThanOrEqual(2 ** 21);
      const other = k ^ (table.flip[k] as number);
      outcome[k] = (outcome[k] as number) + below;
      outcome[other] = (outcome[other] as number) + 2 ** 21 - below;
    }
    expect(outcome).toEqual(table.weight);
    expect(outcome.reduce((a, b) => a + b, 0)).toBe(2 ** 31);
    for (let k = table.blocks + 1; k < 1024; k++) expect(outcome[k]).toBe(0);
  });

  test.each(SIGMAS)(
    'sigma %d: every acceptance is at most 1 and quick acceptance never exceeds it, in exact integers',
    (sigma) => {
      const table = buildStaircase(gaussianShape(sigma));
      const bothSides = table.signMask === 0;
      for (let b = 0; b < table.blocks; b++) {
        const nearest = bothSides ? Math.abs(b - table.bias) : b * table.width;
        const farthest = bothSides ? nearest : (b + 1) * table.width;
        const { high } = expNegativeBounds(table.shape.exactExponent(BigInt(nearest)), 80);
        expect(BigInt(table.gamma) * high).toBeLessThanOrEqual(BigInt(table.weight[b] as number) << 80n);
        const bits = 32 - table.shift;
        const least = acceptance(table, b, farthest, 0, bits);
        expect(BigInt(table.quick[b] as number)).toBeLessThanOrEqual(least);
        // And close enough to it that the fast path is the usual one.
        expect(Number(least) - (table.quick[b] as number)).toBeLessThanOrEqual(1 + Number(least) * 2 ** -29);
      }
      expect(table.quick[table.blocks]).toBe(0);
      // The tail's first step, and that the mass at least halves with each step.
      const { shape, tailStart, tailGain } = table;
      const first = expNegativeBounds(shape.exactExponent(BigInt(tailStart)), 90);
      expect((BigInt(table.gamma) << BigInt(tailGain)) * first.high).toBeLessThanOrEqual(
        BigInt(table.weight[table.blocks] as number) << 90n,
      );
      for (let step = 0; step < 20; step++) {
        const at = shape.exponent(tailStart + step * shape.tailWidth);
        const next = shape.exponent(tailStart + (step + 1) * shape.tailWidth);
        expect(2 * expNegative(next)).toBeLessThanOrEqual(expNegative(at));
      }
    },
  );

  test('most proposals are accepted at once', () => {
    for (const sigma of [1, 1e3, 1e5, 1e6]) {
      const table = buildStaircase(gaussianShape(sigma));
      let quick = 0;
      for (let b = 0; b < table.blocks; b++)
        quick += ((table.weight[b] as number) / 2 ** 31) * ((table.quick[b] as number) / 2 ** (32 - table.shift));
      expect(quick).toBeGreaterThan(0.985);
    }
  });
});

describe('exact probabilities at small sigma, by enumeration', () => {
  test.each([0.5, 1, 7.3])('sigma %d: proposal times acceptance is gamma * p(x) for every value', (sigma) => {
    const table = buildStaircase(gaussianShape(sigma));
    // Here each block is one value x = b - bias, proposed with probability weight / 2^31 exactly, so that accepting with
    // gamma p / weight gives gamma p / 2^31. What is left to show is that the code accepts with exactly that probability:
    // the comparison must switch between the two 95-bit numbers around it.
    const sampler = new StaircaseSampler(table);
    for (let b = 0; b < table.blocks; b++) {
      if (table.threshold[b] === 0) continue;
      const x = b - table.bias;
      const edge = acceptance(table, b, Math.abs(x), 0, 95);
      for (const [drawn, accepted] of [
        [edge - 1n, true],
        [edge + 2n, false],
      ] as const) {
        if (drawn < 0n) continue;
        const words = [Number(drawn >> 64n) << 1, Number((drawn >> 32n) & 0xffffffffn), Number(drawn & 0xffffffffn)];
        // After a rejection: block of zero, all comparison bits 0, which is accepted at once.
        const out = new Float64Array(1);
        sampler.fill(out, scriptedRandom([firstWord(b, false), ...words, firstWord(table.bias, false), 0]));
        const spent = accepted ? x : 0;
        expect(out[0]).toBe(spent);
      }
    }
  });

  test('a decision that 64 bits leave open reads on, as far as it must', () => {
    const table = buildStaircase(gaussianShape(1));
    const b = table.bias + 1;
    const bits = 31 + 32 * 5;
    const edge = acceptance(table, b, 1, 0, bits);
    for (const [drawn, expected] of [
      [edge - 1n, 1],
      [edge + 2n, 0],
    ] as const) {
      const words = [Number(drawn >> 160n) << 1];
      for (let k = 4; k >= 0; k--) words.push(Number((drawn >> BigInt(32 * k)) & 0xffffffffn));
      const out = new Int32Array(1);
      createDiscreteGaussian(1).fill(out, scriptedRandom([firstWord(b, false), ...words, firstWord(table.bias, false), 0]));
      expect(out[0]).toBe(expected);
    }
  });

  test('wide blocks compare at the value itself, not at the block', () => {
    const sigma = 1e5;
    const table = buildStaircase(gaussianShape(sigma));
    const sampler = new StaircaseSampler(table);
    const bits = 32 - table.shift;
    for (const [b, offset, negative] of [
      [3, 17, false],
      [3, 17, true],
      [500, table.width - 1, true],
    ] as const) {
      const magnitude = b * table.width + offset + (negative ? 1 : 0);
      const edge = acceptance(table, b, magnitude, 0, bits + 64);
      for (const [drawn, accepted] of [
        [edge - 1n, true],
        [edge + 2n, false],
      ] as const) {
        const second = Number(drawn >> 64n) * 2 ** table.shift + offset;
        const words = [second, Number((drawn >> 32n) & 0xffffffffn), Number(drawn & 0xffffffffn)];
        const out = new Float64Array(1);
        sampler.fill(out, scriptedRandom([firstWord(b, negative), ...words, firstWord(0, false), 5]));
        expect(out[0]).toBe(accepted ? (negative ? -magnitude : magnitude) : 5);
      }
    }
  });
});

describe('the tail', () => {
  const table = buildStaircase(gaussianShape(1e3));
  const { tailStart, shape, tailGain } = table;
  const sampler = new StaircaseSampler(table);
  const column = firstWord(table.blocks, false);

  test('proposes beyond the blocks on both sides, with the step and offset that the words say', () => {
    const out = new Float64Array(1);
    // Step 3 (three leading zero bits), offset 9, U = 0: accepted.
    sampler.fill(out, scriptedRandom([column, 0, 1 << 28, 9, 0, 0]));
    expect(out[0]).toBe(tailStart + 3 * shape.tailWidth + 9);
    sampler.fill(out, scriptedRandom([firstWord(table.blocks, true), 0, -(2 ** 31), 9, 0, 0]));
    expect(out[0]).toBe(-(tailStart + 9) - 1);
  });

  test('accepts with exactly its probability', () => {
    for (const step of [0, 1, 5]) {
      const magnitude = tailStart + step * shape.tailWidth + 4;
      const edge = acceptance(table, table.blocks, magnitude, tailGain + step, 95);
      for (const [drawn, accepted] of [
        [edge - 1n, true],
        [edge + 2n, false],
      ] as const) {
        const words = [Number(drawn >> 64n) * 2, Number((drawn >> 32n) & 0xffffffffn), Number(drawn & 0xffffffffn)];
        const out = new Float64Array(1);
        sampler.fill(out, scriptedRandom([column, 0, 2 ** (31 - step), 4, ...words, firstWord(0, false), 5]));
        expect(out[0]).toBe(accepted ? magnitude : 5);
      }
    }
  });

  test('goes on past a word of zeros, where acceptance is hopeless, and draws again', () => {
    const out = new Float64Array(1);
    const random = scriptedRandom([column, 0, 0, 1, 0, 2 ** 31, 0, firstWord(0, true), 5]);
    sampler.fill(out, random);
    expect(out[0]).toBe(-6);
  });
});
