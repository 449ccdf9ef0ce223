import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { createBatchSum, quantiseBatchSum } from './batch-sum.ts';
import { chooseGrid, type GridOptions } from './grid.ts';
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

function gradients(seed: string, count: number): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: 40 }, () => (uniform53(random) - 0.5) * 10 ** (6 * uniform53(random) - 3)),
  );
}

const clipped = (list: readonly Float32Array[]): Float32Array[] =>
  list.map((gradient) => {
    const norm = Math.hypot(...gradient);
    return gradient.map((x) => x / Math.max(1, norm));
  });
const floatSumOf = (list: readonly Float32Array[]): Float32Array =>
  list.reduce((sum, gradient) => sum.map((x, i) => Math.fround(x + (gradient[i] as number))), new Float32Array(40));

describe('createBatchSum', () => {
  const options: GridOptions = { ...BASE, unitsPerContributor: 1000, floatSum: { roundings: 66, chunk: 64, clipExcess: 1e-6 } };
  const grid = chooseGrid(options);

  test('chunks cost far less sensitivity than one long float sum', () => {
    const whole = chooseGrid({ ...options, floatSum: { roundings: 1002 } });
    expect(grid.sensitivityUnits / grid.clipUnits).toBeLessThan(1.001);
    expect(whole.sensitivityUnits / whole.clipUnits).toBeGreaterThan(1.1);
  });

  test('one patient, present or blank at a fixed position, moves the sum by at most the sensitivity', () => {
    for (let trial = 0; trial < 20; trial++) {
      const batch = clipped(gradients(`chunks ${trial}`, 300));
      const canary = clipped([Float32Array.from({ length: 40 }, (_, i) => (i === 3 ? 1e20 : 1e12))])[0] as Float32Array;
      const run = (list: readonly Float32Array[]): Int32Array => {
        const sum = createBatchSum(grid);
        for (let at = 0; at < list.length; at += 64) sum.add(floatSumOf(list.slice(at, at + 64)), Math.min(64, list.length - at));
        return sum.release(seededRandom(0), { noise: 'none' });
      };
      const present = run(batch.map((gradient, i) => (i === 100 ? canary : gradient)));
      const blank = run(batch.map((gradient, i) => (i === 100 ? gradient.map(() => 0) : gradient)));
      const moved = squaredNorm(present.map((word, i) => word - (blank[i] as number)));
      expect(moved).toBeLessThanOrEqual(BigInt(grid.sensitivityUnits) ** 2n);
      expect(moved).toBeGreaterThan((BigInt(grid.clipUnits) ** 2n * 99n) / 100n);
    }
  });

  test('counts, releases with noise and starts again', () => {
    const noisy = chooseGrid({ ...options, noiseMultiplier: 1 });
    const sum = createBatchSum(noisy);
    sum.add(floatSumOf(clipped(gradients('count', 10))), 10);
    expect(sum.count).toBe(10);
    const first = sum.release(seededRandom('n'));
    expect(sum.count).toBe(0);
    const empty = sum.release(seededRandom('n'));
    const value = first.map((word, i) => word - (empty[i] as number));
    const plain = createBatchSum(chooseGrid(options));
    plain.add(floatSumOf(clipped(gradients('count', 10))), 10);
    expect(
      Array.from(value, (word) => word / noisy.scale).every(
        (x, i) => Math.abs(x - (floatSumOf(clipped(gradients('count', 10)))[i] as number)) <= 1 / noisy.scale,
      ),
    ).toBe(true);
    expect(empty.some((word) => word !== 0)).toBe(true);
  });

  test('refuses what does not fit, and leaves the sum as it was', () => {
    const small = chooseGrid({ ...BASE, unitsPerContributor: 10, floatSum: { roundings: 6, chunk: 4 } });
    const sum = createBatchSum(small);
    const partial = floatSumOf(clipped(gradients('small', 4)));
    sum.add(partial, 4);
    expect(() => sum.add(partial, 5)).toThrow(expect.objectContaining({ details: { field: 'batchSize' } }));
    expect(() =>
      sum.add(
        partial.map(() => 3),
        4,
      ),
    ).toThrow(expect.objectContaining({ code: 'NORM_EXCEEDED' }));
    sum.add(partial, 4);
    expect(() => sum.add(partial, 4)).toThrow(expect.objectContaining({ details: { field: 'unitsPerContributor' } }));
    expect(sum.count).toBe(8);
    sum.add(floatSumOf(clipped(gradients('small', 1))), 1);
    // The batch has room for one more patient, but three chunks are what the wrap bound counted.
    expect(() => sum.add(floatSumOf(clipped(gradients('small', 1))), 1)).toThrow(
      expect.objectContaining({ details: { field: 'unitsPerContributor' } }),
    );
    expect(() => createBatchSum(QUIET)).toThrow(expect.objectContaining({ details: { field: 'grid' } }));
    expect(() => chooseGrid({ ...BASE, floatSum: { roundings: 6, chunk: 65 } })).toThrow(
      expect.objectContaining({ details: { field: 'floatSum.chunk' } }),
    );
  });
});

describe('quantiseBatchSum', () => {
  const floatSum = { roundings: 66, clipExcess: 1e-5 };
  const grid = chooseGrid({ ...BASE, floatSum });
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
    // A large partial sum absorbs what comes after it and is then taken away (Casacuberta et al. 2022): with the
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
