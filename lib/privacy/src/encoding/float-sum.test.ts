import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { floatClipMargin, floatSumError, roundingGamma } from './float-sum.ts';

describe('roundingGamma', () => {
  test('is n u / (1 - n u)', () => {
    expect(roundingGamma(0)).toBe(0);
    expect(roundingGamma(100)).toBeCloseTo(100 * 2 ** -24 * (1 + 100 * 2 ** -24), 15);
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 23])('refuses %d roundings', (n) => {
    expect(() => roundingGamma(n)).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field: 'roundings' } }),
    );
  });
});

describe('floatSumError', () => {
  test('bounds what float32 summation really loses, in several orders, over clipped vectors', () => {
    const random = seededRandom('sums');
    const dimension = 50;
    for (const patients of [2, 16, 256]) {
      const vectors = Array.from({ length: patients }, () => {
        const raw = Float32Array.from({ length: dimension }, () => (uniform53(random) - 0.5) * 10 ** (8 * uniform53(random) - 4));
        const norm = Math.hypot(...raw);
        return raw.map((x) => (x / norm) * (1 - 2 ** -20));
      });
      const exact = Float64Array.from({ length: dimension }, (_, i) => vectors.reduce((sum, v) => sum + (v[i] as number), 0));
      const bound = floatSumError(1, dimension, patients, { roundings: patients });
      const inOrder = (list: readonly Float32Array[]): number[] =>
        list.reduce<Float32Array>(
          (sum, v) => sum.map((x, i) => Math.fround(x + (v[i] as number))),
          new Float32Array(dimension),
        ) as unknown as number[];
      const pairwise = (list: readonly Float32Array[]): Float32Array => {
        if (list.length === 1) return list[0] as Float32Array;
        const middle = list.length >> 1;
        const right = pairwise(list.slice(middle));
        return pairwise(list.slice(0, middle)).map((x, i) => Math.fround(x + (right[i] as number)));
      };
      for (const sum of [inOrder(vectors), inOrder([...vectors].reverse()), pairwise(vectors)]) {
        const error = Math.hypot(...Array.from(exact, (x, i) => x - (sum[i] as number)));
        expect(error).toBeLessThanOrEqual(bound);
      }
    }
  });

  test('grows with the declared mass and excess', () => {
    const base = floatSumError(2, 10, 8, { roundings: 10 });
    expect(floatSumError(2, 10, 8, { roundings: 10, mass: 16 }) / base).toBeCloseTo(2, 6);
    expect(floatSumError(2, 10, 8, { roundings: 10, clipExcess: 0.5 }) / base).toBeCloseTo(1.5, 6);
    // What flushing subnormal numbers can lose is there even when nothing else is.
    expect(floatSumError(1, 4, 1, { roundings: 0 })).toBeGreaterThanOrEqual(4 * 2 ** -126);
  });

  test.each([
    [{ roundings: 1, mass: -1 }, 'floatSum.mass'],
    [{ roundings: 1, mass: Number.NaN }, 'floatSum.mass'],
    [{ roundings: 1, clipExcess: 2 }, 'floatSum.clipExcess'],
  ])('refuses %o', (sum, field) => {
    expect(() => floatSumError(1, 1, 1, sum)).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field } }));
  });
});

describe('floatClipMargin', () => {
  test('keeps the true norm below the clip although norm, factor and products are float32', () => {
    const random = seededRandom('margin');
    const n = 300;
    const margin = floatClipMargin(n);
    expect(margin).toBeLessThan(1);
    for (let trial = 0; trial < 200; trial++) {
      const vector = Float32Array.from({ length: n }, () => uniform53(random) * 10 ** (3 * uniform53(random)));
      const squared = vector.reduce((sum, x) => Math.fround(sum + Math.fround(x * x)), 0);
      const factor = Math.fround(Math.fround(margin) / Math.fround(Math.sqrt(squared)));
      const clipped = vector.map((x) => Math.fround(x * factor));
      expect(Math.hypot(...clipped)).toBeLessThanOrEqual(1);
    }
  });

  test.each([0, 1.5, 2 ** 21])('refuses %d terms', (terms) => {
    expect(() => floatClipMargin(terms)).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field: 'terms' } }),
    );
  });
});
