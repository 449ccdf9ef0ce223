import { seededRandom } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { createDiscreteGaussian } from '../noise/discrete-gaussian.ts';
import { encodeUpdate } from './encode-update.ts';
import { batchSizeBound, chooseGrid, type GridOptions, longestHonestUpdate } from './grid.ts';
import { createPatientSum } from './patient-sum.ts';

const BASE: GridOptions = { clip: 1, noiseMultiplier: 1, contributors: 4, honestContributors: 1, dimension: 1000 };

describe('chooseGrid', () => {
  const plans: readonly GridOptions[] = [
    BASE,
    { ...BASE, contributors: 1000, honestContributors: 500, dimension: 1e8 },
    { ...BASE, clip: 0.003, maxWeight: 2.5, noiseMultiplier: 4.3 },
    { ...BASE, clip: 1e6, noiseMultiplier: 0.3, unitsPerContributor: 4096 },
    { ...BASE, clip: 1e-12, noiseMultiplier: 0, dimension: 1 },
    { ...BASE, noiseMultiplier: 1000, contributors: 2 },
    { ...BASE, unitsPerContributor: 120 },
    { ...BASE, unitsPerContributor: 300, contributors: 1, dimension: 1e6 },
  ];

  test.each(plans)('%o: the finest power of two on which wrapping is less likely than 1e-15', (options) => {
    const grid = chooseGrid(options);
    expect(Number.isInteger(Math.log2(grid.scale))).toBe(true);
    const { contributors, honestContributors, dimension, noiseMultiplier } = options;
    const limit = (scaled: number): number => {
      const sensitivity = grid.clipUnits * scaled;
      const values = contributors * grid.unitsPerContributor * sensitivity;
      const std = ((noiseMultiplier * sensitivity) / Math.sqrt(honestContributors)) * Math.sqrt(contributors);
      // 2 d exp(-t^2 / 2) = 1e-15, here with logarithms.
      return values + std * Math.sqrt(2 * Math.log(2 * dimension * 1e15));
    };
    expect(limit(1)).toBeLessThan(2 ** 31);
    // Twice as fine would be too fine, whether by wrapping (the whole bits of its derivation cost it 3%) or by the sampler's range.
    expect(limit(2) > 0.95 * 2 ** 31 || 2 * grid.noiseStd > 2 ** 30).toBe(true);
  });

  test.each(plans)('%o: noise is never below z times the sensitivity over the root of h', (options) => {
    const grid = chooseGrid(options);
    expect(grid.noiseStd).toBeGreaterThanOrEqual(
      (options.noiseMultiplier * grid.clipUnits) / Math.sqrt(options.honestContributors),
    );
    expect(grid.noiseStd).toBeLessThanOrEqual(
      ((options.noiseMultiplier * grid.clipUnits) / Math.sqrt(options.honestContributors)) * (1 + 1e-14),
    );
    expect(grid.clipUnits).toBe(Math.floor(options.clip * (options.maxWeight ?? 1) * grid.scale));
    expect(Object.isFrozen(grid)).toBe(true);
    expect(chooseGrid({ ...options })).toEqual(grid);
  });

  test('the sum of what it allows does not wrap', () => {
    const grid = chooseGrid({ ...BASE, contributors: 50, honestContributors: 1, noiseMultiplier: 5 });
    const sampler = createDiscreteGaussian(grid.noiseStd);
    const sum = new Float64Array(1000).fill(50 * grid.clipUnits);
    const share = new Float64Array(1000);
    for (let site = 0; site < 50; site++) {
      sampler.fill(share, seededRandom(`share ${site}`));
      share.forEach((x, i) => (sum[i] = (sum[i] as number) + x));
    }
    expect(Math.max(...sum)).toBeLessThan(2 ** 31);
  });

  test.each<[string, Partial<GridOptions>]>([
    ['clip', { clip: 0 }],
    ['clip', { clip: Number.NaN }],
    ['clip', { clip: -1 }],
    ['clip', { clip: 1e30 }],
    ['clip', { clip: Number.POSITIVE_INFINITY }],
    ['maxWeight', { maxWeight: 0 }],
    ['maxWeight', { maxWeight: 1e12 }],
    ['noiseMultiplier', { noiseMultiplier: -0.1 }],
    ['noiseMultiplier', { noiseMultiplier: Number.NaN }],
    ['contributors', { contributors: 0 }],
    ['contributors', { contributors: 1.5 }],
    ['honestContributors', { honestContributors: 5 }],
    ['honestContributors', { honestContributors: 0 }],
    ['dimension', { dimension: 0 }],
    ['unitsPerContributor', { unitsPerContributor: 0 }],
  ])('refuses a wrong %s: %o', (field, wrong) => {
    expect(() => chooseGrid({ ...BASE, ...wrong })).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: expect.objectContaining({ field }) }),
    );
  });

  test('refuses a plan that leaves a clipped vector too few steps, or noise of too few', () => {
    const coarse = { ...BASE, contributors: 1000, unitsPerContributor: 100_000, dimension: 1e6 };
    expect(() => chooseGrid(coarse)).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: expect.objectContaining({ field: 'dimension' }) }),
    );
    expect(() => chooseGrid({ ...BASE, contributors: 2 ** 20, unitsPerContributor: 2 ** 31 })).toThrow(/no 32-bit grid/u);
    expect(() => chooseGrid({ ...BASE, dimension: 1, noiseMultiplier: 1e-9 })).toThrow(/no 32-bit grid/u);
  });
});

describe('longestHonestUpdate', () => {
  const norm = (words: Int32Array): number => Math.sqrt(words.reduce((sum, word) => sum + word * word, 0));

  test('is clip and noise in grid units', () => {
    const grid = chooseGrid({ ...BASE, dimension: 10_000, unitsPerContributor: 7 });
    const { clipUnits, noiseStd } = grid;
    expect(longestHonestUpdate(grid) / (7 * clipUnits + 109 * noiseStd)).toBeCloseTo(1, 5);
  });

  // Each exceeds the bound with probability below 1e-17.
  test.each([1, 10, 10_000])('holds the longest whole updates of dimension %d, and little more', (dimension) => {
    const grid = chooseGrid({ ...BASE, dimension });
    const random = seededRandom(`longest/${dimension}`);
    for (let i = 0; i < 50; i++) {
      const vector = new Float32Array(dimension).fill(1000);
      const length = norm(encodeUpdate(vector, grid, {}, random));
      expect(length).toBeLessThan(longestHonestUpdate(grid));
      // The 9 deviations of the bound are all that it leaves a liar, and the clip that noise points away from.
      expect(length).toBeGreaterThan(longestHonestUpdate(grid) - 2 * grid.clipUnits - 18 * grid.noiseStd);
    }
  });

  test('holds the largest batch of patients that all pull one way', () => {
    const grid = chooseGrid({ ...BASE, dimension: 100, unitsPerContributor: 50 });
    const sum = createPatientSum(100, grid);
    for (let i = 0; i < 50; i++) sum.add(new Float32Array(100).fill(1));
    expect(norm(sum.release(seededRandom('longest batch')))).toBeLessThan(longestHonestUpdate(grid));
  });
});

describe('batchSizeBound', () => {
  test('leaves less than 1e-16 beyond it', () => {
    for (const [n, rate] of [
      [200, 0.05],
      [10_000, 0.01],
      [1_000_000, 1e-4],
      [50, 0.5],
    ] as const) {
      const bound = batchSizeBound(n, rate);
      // P[Bin(n, q) > bound], summed in logarithms.
      let log = n * Math.log1p(-rate);
      let beyond = 0;
      for (let k = 0; k <= n; k++) {
        if (k > bound) beyond += Math.exp(log);
        log += Math.log((n - k) / (k + 1)) + Math.log(rate / (1 - rate));
      }
      expect(beyond).toBeLessThan(1e-16);
      expect(bound).toBeLessThanOrEqual(n);
    }
    expect(batchSizeBound(10, 1)).toBe(10);
  });

  test.each([
    ['populationSize', 0, 0.5],
    ['populationSize', 1.5, 0.5],
    ['rate', 10, 0],
    ['rate', 10, 1.1],
  ])('refuses a wrong %s', (field, n, rate) => {
    expect(() => batchSizeBound(n, rate)).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field } }));
  });
});
