import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { chooseGrid, type GridOptions } from '../encoding/grid.ts';
import { createPatientSum } from './patient-sum.ts';
import { squaredNorm } from '../encoding/quantise.ts';

const BASE: GridOptions = {
  clip: 1,
  noiseMultiplier: 0,
  contributors: 1,
  honestContributors: 1,
  dimension: 40,
  unitsPerContributor: 64,
};
const QUIET = chooseGrid(BASE);
const NOISY = chooseGrid({ ...BASE, noiseMultiplier: 1 });

function gradients(seed: string, count: number): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: 40 }, () => (uniform53(random) - 0.5) * 10 ** (6 * uniform53(random) - 3)),
  );
}

describe('createPatientSum', () => {
  const sumOf = (list: readonly Float32Array[]): Int32Array => {
    const sum = createPatientSum(40, QUIET);
    for (const gradient of list) sum.add(gradient);
    return sum.release(seededRandom(0), { noise: 'none' });
  };

  test('one patient moves the sum by at most the clip, exactly, whatever the others are and in whatever order', () => {
    for (let trial = 0; trial < 50; trial++) {
      const batch = gradients(`batch ${trial}`, 64);
      const canary = Float32Array.from({ length: 40 }, (_, i) => (i === trial % 40 ? 3e38 : 1e30 * i));
      const without = sumOf(batch.slice(1));
      const withCanary = sumOf([...batch.slice(1, 20), canary, ...batch.slice(20)]);
      const difference = withCanary.map((word, i) => word - (without[i] as number));
      expect(squaredNorm(difference)).toBeLessThanOrEqual(BigInt(QUIET.clipUnits) ** 2n);
      expect(squaredNorm(difference)).toBeGreaterThan((BigInt(QUIET.clipUnits) ** 2n * 99n) / 100n);
      expect(sumOf([...batch].reverse())).toEqual(sumOf(batch));
    }
  });

  test('counts, releases and starts again', () => {
    const [a, b] = gradients('again', 2) as [Float32Array, Float32Array];
    const sum = createPatientSum(40, QUIET);
    sum.add(a);
    sum.add(b);
    expect(sum.count).toBe(2);
    const both = sum.release(seededRandom(0), { noise: 'none' });
    expect(sum.count).toBe(0);
    expect(both).toEqual(sumOf([a, b]));
    sum.add(a);
    expect(sum.release(seededRandom(0), { noise: 'none' })).toEqual(sumOf([a]));
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'a record whose vector holds %d can count as zero, so that nothing outside depends on it',
    (bad) => {
      const [a, b] = gradients('zero', 2) as [Float32Array, Float32Array];
      const sum = createPatientSum(40, QUIET);
      sum.add(a, { nonFinite: 'zero' });
      sum.add(
        b.map((x, i) => (i === 7 ? bad : x)),
        { nonFinite: 'zero' },
      );
      expect([sum.count, sum.zeroed]).toEqual([2, 1]);
      expect(sum.release(seededRandom(0), { noise: 'none' })).toEqual(sumOf([a]));
      expect([sum.count, sum.zeroed]).toEqual([0, 0]);
    },
  );

  test('an empty batch still has its noise', () => {
    const words = createPatientSum(40, NOISY).release(seededRandom('empty'));
    expect(words.filter((word) => Math.abs(word) > NOISY.noiseStd / 100).length).toBeGreaterThan(30);
  });

  test('refuses, and leaves the sum as it was', () => {
    const grid = chooseGrid({ ...BASE, unitsPerContributor: 2 });
    const sum = createPatientSum(40, grid);
    const [a] = gradients('refuse', 1) as [Float32Array];
    sum.add(a);
    const bad = a.map(() => 1);
    expect(() => sum.add(bad, { alreadyClipped: true })).toThrow(expect.objectContaining({ code: 'NORM_EXCEEDED' }));
    bad[0] = Number.NaN;
    expect(() => sum.add(bad)).toThrow(expect.objectContaining({ code: 'TRAINING_FAILED' }));
    expect(() => sum.add(new Float32Array(39))).toThrow(expect.objectContaining({ details: { field: 'vector' } }));
    expect(sum.count).toBe(1);
    sum.add(
      a.map(() => 0.1),
      { alreadyClipped: true },
    );
    expect(() => sum.add(a)).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field: 'unitsPerContributor' } }),
    );
    expect(() => createPatientSum(41, grid)).toThrow(expect.objectContaining({ details: { field: 'vector' } }));
    expect(() => createPatientSum(40, chooseGrid({ ...BASE, maxWeight: 2 }))).toThrow(
      expect.objectContaining({ details: { field: 'maxWeight' } }),
    );
    expect(() => createPatientSum(40, NOISY).release(seededRandom(0), { noise: 'none' })).toThrow(
      expect.objectContaining({ details: { field: 'noise' } }),
    );
  });
});
