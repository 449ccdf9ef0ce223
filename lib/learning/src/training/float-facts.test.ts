import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { floatClipMargin } from './float-facts.ts';

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

  test('is 1 - gamma of so many roundings, and six for root, factor and product', () => {
    const roundings = 106 * 2 ** -24;
    expect(floatClipMargin(100)).toBe(1 - roundings / (1 - roundings));
  });

  test.each([0, 1.5, 2 ** 21])('refuses %d terms', (terms) => {
    expect(() => floatClipMargin(terms)).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field: 'terms' } }),
    );
  });
});
