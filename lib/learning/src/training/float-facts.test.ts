import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { modelSchema } from '@consilium/plan';
import { createNetwork } from '../layers/network.ts';
import { clipMargin, floatClipMargin } from './float-facts.ts';

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

describe('clipMargin', () => {
  const network = (inputShape: readonly number[], ...layers: readonly unknown[]) =>
    createNetwork(modelSchema.parse({ layers: [...layers, { type: 'dense', units: 1 }] }), inputShape);

  test('allows for the sums over inputs and outputs of the widest layer', () => {
    const margin = clipMargin(network([700], { type: 'dense', units: 300 }));
    expect(margin).toBeLessThanOrEqual(floatClipMargin(700 + 300));
    expect(margin).toBeGreaterThan(floatClipMargin(700 + 300 + 20));
  });

  test('allows for a written-out gradient, whose squares are added up dimension by dimension', () => {
    const places = { type: 'conv1d', filters: 12, kernelSize: 3 };
    const margin = clipMargin(network([1000, 4], places, { type: 'global-average-pooling' }));
    expect(margin).toBeLessThanOrEqual(floatClipMargin(3 * 4 + 12));
    expect(margin).toBeGreaterThan(floatClipMargin(3 * 4 + 12 + 40));
  });
});
