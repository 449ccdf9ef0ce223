import { isConsiliumError, seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { createDiscreteGaussian } from '../noise/discrete-gaussian.ts';
import { exactRational } from '../noise/exponential.ts';
import { encodeUpdate } from './encode-update.ts';
import { batchSizeBound, chooseGrid, type GridOptions, longestHonestSum, longestHonestUpdate, sharedGrid } from './grid.ts';
import { createPatientSum } from '../testing/patient-sum.ts';

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

  test('on its very edge, wrapping is still less likely than 1e-15, in the worst of all coordinates', () => {
    // 2 d just below a power of two, so that counting bits gives nothing away; noise far above the values, and every clip of an octave:
    // one of them fills the 32 bits to the last step.
    const dimension = 2 ** 19 - 1;
    let fullest = 0;
    for (let i = 0; i < 4096; i++) {
      const clip = 2 ** (i / 4096);
      const { clipUnits, noiseStd } = chooseGrid({ ...BASE, clip, noiseMultiplier: 40, contributors: 100, dimension });
      // P[|noise| >= t] <= 2 exp(-t^2 / (2 n s^2)) a coordinate, d of them; here with logarithms.
      const noise = noiseStd * 10 * Math.sqrt(2 * Math.log(2 * dimension * 2 ** 50));
      const sum = 100 * clipUnits + noise;
      expect(sum).toBeLessThan(2 ** 31);
      fullest = Math.max(fullest, sum);
    }
    expect(fullest).toBeGreaterThan(0.999 * 2 ** 31);
  });

  test('leaves sixteen steps for the rounding of its own derivation', () => {
    const edge = { clip: (2 ** 31 - 18) / 2 ** 20, noiseMultiplier: 0, contributors: 1, honestContributors: 1, dimension: 1 };
    expect(chooseGrid(edge).clipUnits).toBe(2 ** 31 - 18);
    expect(chooseGrid({ ...edge, clip: (2 ** 31 - 17) / 2 ** 20 }).scale).toBe(2 ** 19);
  });

  test('no rounding takes from the noise', () => {
    const random = seededRandom('noise hair');
    let rounded = 0;
    for (let i = 0; i < 200; i++) {
      const noiseMultiplier = 0.5 + 5 * uniform53(random);
      const { clipUnits, noiseStd } = chooseGrid({ ...BASE, noiseMultiplier, honestContributors: 3 });
      // s^2 h >= z^2 U^2, in exact rationals.
      const [s, z] = [exactRational(noiseStd), exactRational(noiseMultiplier)];
      const have = s.numerator ** 2n * 3n * z.denominator ** 2n;
      const want = z.numerator ** 2n * BigInt(clipUnits) ** 2n * s.denominator ** 2n;
      expect(have >= want).toBe(true);
      // Without the hair about half of these would fall short.
      const bare = exactRational((noiseMultiplier * clipUnits) / Math.sqrt(3));
      if (bare.numerator ** 2n * 3n * z.denominator ** 2n < z.numerator ** 2n * BigInt(clipUnits) ** 2n * bare.denominator ** 2n)
        rounded++;
    }
    expect(rounded).toBeGreaterThan(20);
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

  test('allows a clipped vector eight steps a coordinate, and noise of eight steps, but not less', () => {
    const steps = (unitsPerContributor: number): number => {
      try {
        return chooseGrid({ ...BASE, noiseMultiplier: 0, contributors: 1, dimension: 10_000, unitsPerContributor }).clipUnits;
      } catch (error) {
        if (!isConsiliumError(error, 'PARAMETER_INVALID')) throw error;
        return -Number(error.details['clipUnits']);
      }
    };
    // Clip 1: a power of two of steps. 1024 are enough for a hundred times eight, 512 are not.
    expect(steps(2 ** 20)).toBe(1024);
    expect(steps(2 ** 21)).toBe(-512);
    const noisy = (noiseMultiplier: number): number =>
      chooseGrid({ ...BASE, contributors: 1, dimension: 1, noiseMultiplier }).noiseStd;
    const { clipUnits } = chooseGrid({ ...BASE, contributors: 1, dimension: 1, noiseMultiplier: 1e-8 });
    expect(noisy(8 / clipUnits)).toBeGreaterThanOrEqual(8);
    expect(() => noisy(7.99 / clipUnits)).toThrow(/no 32-bit grid/u);
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
    const exact = 7 * clipUnits + 109 * noiseStd;
    expect(longestHonestUpdate(grid) / exact).toBeCloseTo(1, 5);
    // Sums of up to 2^32 squares in doubles are off by less than 2^-21 of themselves.
    expect(longestHonestUpdate(grid)).toBeGreaterThan(exact * (1 + 2 ** -21));
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

describe('longestHonestSum', () => {
  const norm = (words: Int32Array): number => Math.sqrt(words.reduce((sum, word) => sum + word * word, 0));
  const sites = 5;
  const grid = chooseGrid({ ...BASE, dimension: 400, contributors: sites, honestContributors: 3 });

  test('of one update is that of an update, and grows with clips and with noise in their own ways', () => {
    expect(longestHonestSum(grid, 1)).toBe(longestHonestUpdate(grid));
    const exact = 5 * grid.clipUnits + Math.sqrt(5) * 29 * grid.noiseStd;
    expect(longestHonestSum(grid, 5) / exact).toBeCloseTo(1, 5);
    for (const contributors of [0, 1.5, Number.NaN])
      expect(() => longestHonestSum(grid, contributors)).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID' }) as Error);
  });

  test('holds the sum of updates that all pull one way, and little more', () => {
    const random = seededRandom('longest sum');
    for (let i = 0; i < 50; i++) {
      const sum = new Int32Array(400);
      for (let site = 0; site < sites; site++) {
        const update = encodeUpdate(new Float32Array(400).fill(1000), grid, {}, random);
        update.forEach((word, at) => (sum[at] = ((sum[at] ?? 0) + word) | 0));
      }
      expect(norm(sum)).toBeLessThan(longestHonestSum(grid, sites));
      expect(norm(sum)).toBeGreaterThan(
        longestHonestSum(grid, sites) - 2 * sites * grid.clipUnits - 18 * Math.sqrt(sites) * grid.noiseStd,
      );
    }
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

  test('keeps what Bernstein promises', () => {
    for (const [n, rate] of [
      [10_000, 0.01],
      [1_000_000, 1e-4],
      [1_000_000, 0.3],
    ] as const) {
      const [mean, t] = [n * rate, batchSizeBound(n, rate) - n * rate];
      expect(Math.exp((-t * t) / (2 * (mean + t / 3)))).toBeLessThan(1e-16);
    }
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

describe('what sites of a sum say of their grid', () => {
  const margin = 1 + 2 ** -20;
  const grid = chooseGrid({ ...BASE, contributors: 60, honestContributors: 54, noiseMultiplier: 5 * margin });

  test('is the same on machines that differ in last bits, and another for noise that is a millionth less', () => {
    const { scale, noise } = sharedGrid(grid);
    expect(scale).toBe(grid.scale);
    for (const factor of [1 - 2 ** -50, 1 + 2 ** -50])
      expect(sharedGrid({ ...grid, noiseStd: grid.noiseStd * factor }).noise).toBe(noise);
    expect(sharedGrid({ ...grid, noiseStd: grid.noiseStd * (1 - 1e-6) }).noise).toBeLessThan(noise);
  });

  test.each([256, 256.9, 511.99, 1e4, 1.3e6])(
    'leaves shares that say the same with the noise that is charged: %d steps',
    (charged) => {
      for (const honest of [2, 54, 1000]) {
        const own = charged * margin;
        // The least that another site can have and say the same.
        const said = sharedGrid({ ...grid, noiseStd: own }).noise;
        let least = own * (1 - 2 ** -22);
        for (let step = own * 2 ** -23; step > own * 2 ** -50; step /= 2)
          if (sharedGrid({ ...grid, noiseStd: least + step }).noise !== said) least += step;
        expect(least).toBeGreaterThan(own * (1 - 2 ** -23));
        expect(own ** 2 + (honest - 1) * least ** 2 - 1 / 12).toBeGreaterThan(honest * charged ** 2);
      }
    },
  );
});
