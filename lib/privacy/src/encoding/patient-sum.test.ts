import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { quantiseBatchSum } from './batch-sum.ts';
import { chooseGrid, type GridOptions } from './grid.ts';
import { createPatientSum } from './patient-sum.ts';
import { squaredNorm } from './quantise.ts';

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

describe('quantiseBatchSum', () => {
  const floatSum = { roundings: 66, clipExcess: 1e-5 };
  const grid = chooseGrid({ ...BASE, floatSum });
  const clipped = (list: readonly Float32Array[]): Float32Array[] =>
    list.map((gradient) => {
      const norm = Math.hypot(...gradient);
      return gradient.map((x) => x / Math.max(1, norm));
    });
  const floatSumOf = (list: readonly Float32Array[]): Float32Array =>
    list.reduce((sum, gradient) => sum.map((x, i) => Math.fround(x + (gradient[i] as number))), new Float32Array(40));

  test('one patient moves the quantised sum by at most the declared sensitivity, rounding errors included', () => {
    for (let trial = 0; trial < 50; trial++) {
      const batch = clipped(gradients(`floats ${trial}`, 64));
      const canary = clipped([Float32Array.from({ length: 40 }, (_, i) => (i === 3 ? 1e20 : 1e12))]);
      const rest = batch.slice(1);
      const quantise = (list: readonly Float32Array[]): Int32Array =>
        quantiseBatchSum(floatSumOf(list), grid, { batchSize: list.length, noise: 'none' }, seededRandom(0));
      const withCanary = quantise([...canary, ...rest]);
      const without = quantise([...rest].reverse());
      const difference = withCanary.map((word, i) => word - (without[i] as number));
      expect(squaredNorm(difference)).toBeLessThanOrEqual(BigInt(grid.sensitivityUnits) ** 2n);
    }
  });

  test('the classical float attack really exceeds the clip, and stays inside the slack', () => {
    // A large partial sum absorbs what comes after it and is then taken away (Casacuberta et al. 2022, section 5): with the
    // canary the small vectors vanish, without it they count.
    const line = chooseGrid({ ...BASE, dimension: 1, unitsPerContributor: 4096, floatSum: { roundings: 4098 } });
    const tiny = 2 ** -14 * (1 - 2 ** -10);
    const total = (start: number): number => {
      let sum = start;
      for (let i = 0; i < 4000; i++) sum = Math.fround(sum + tiny);
      return sum;
    };
    const apart = Math.abs(total(1) - total(0));
    const words = [1, 0].map(
      (start) =>
        quantiseBatchSum(Float32Array.of(total(start)), line, { batchSize: 4001, noise: 'none' }, seededRandom(0))[0] as number,
    );
    expect(apart).toBeGreaterThan(1 + 1e-4);
    expect(Math.abs((words[0] as number) - (words[1] as number))).toBeLessThanOrEqual(line.sensitivityUnits);
  });

  test('works in place, adds noise', () => {
    const noisy = chooseGrid({ ...BASE, floatSum, noiseMultiplier: 1 });
    const sum = floatSumOf(clipped(gradients('place', 5)));
    const copy = quantiseBatchSum(sum, noisy, { batchSize: 5 }, seededRandom('n'));
    const inPlace = quantiseBatchSum(sum, noisy, { batchSize: 5, inPlace: true }, seededRandom('n'));
    expect(inPlace).toEqual(copy);
    expect(inPlace.buffer).toBe(sum.buffer);
    expect(copy).not.toEqual(
      quantiseBatchSum(floatSumOf(clipped(gradients('place', 5))), noisy, { batchSize: 5 }, seededRandom('m')),
    );
  });

  test('refuses sums that cannot be right', () => {
    const sum = floatSumOf(clipped(gradients('wrong', 5)));
    const run = (vector: Float32Array, batchSize: number, on = grid): Int32Array =>
      quantiseBatchSum(vector, on, { batchSize, noise: 'none' }, seededRandom(0));
    expect(() =>
      run(
        sum.map(() => 4),
        5,
      ),
    ).toThrow(expect.objectContaining({ code: 'NORM_EXCEEDED' }));
    expect(() => run(sum, 0)).toThrow(expect.objectContaining({ code: 'NORM_EXCEEDED' }));
    expect(run(new Float32Array(40), 0)).toEqual(new Int32Array(40));
    expect(() => run(sum, 65)).toThrow(expect.objectContaining({ details: { field: 'batchSize' } }));
    expect(() =>
      run(
        sum.map(() => Number.NaN),
        5,
      ),
    ).toThrow(expect.objectContaining({ code: 'TRAINING_FAILED' }));
    expect(() => run(new Float32Array(3), 5)).toThrow(expect.objectContaining({ details: { field: 'vector' } }));
    expect(() => run(sum, 5, QUIET)).toThrow(expect.objectContaining({ details: { field: 'grid' } }));
    expect(() => run(sum, 5, chooseGrid({ ...BASE, maxWeight: 2, floatSum }))).toThrow(
      expect.objectContaining({ details: { field: 'maxWeight' } }),
    );
    // Without a declared excess of the clip.
    const strict = chooseGrid({ ...BASE, floatSum: { roundings: 66 } });
    expect(run(sum, 5, strict)).toHaveLength(40);
  });
});
