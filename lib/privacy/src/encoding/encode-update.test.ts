import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { createDiscreteGaussian } from '../noise/discrete-gaussian.ts';
import { decodeSum } from './decode-sum.ts';
import { encodeUpdate } from './encode-update.ts';
import { chooseGrid, type GridOptions } from './grid.ts';
import { finiteNorm, requireNorm, squaredNorm } from './quantise.ts';

const BASE: GridOptions = { clip: 1, noiseMultiplier: 0, contributors: 4, honestContributors: 1, dimension: 1000 };
const QUIET = chooseGrid(BASE);
const NOISY = chooseGrid({ ...BASE, noiseMultiplier: 1 });

function randomVector(seed: string, dimension: number, spread = 1): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: dimension }, () => (uniform53(random) - 0.5) * spread);
}

const norm = (vector: ArrayLike<number>): number => Math.hypot(...Array.from(vector));

describe('squaredNorm', () => {
  test('is exact for all of 32 bits, over block borders', () => {
    const extremes = [0, 1, -1, 65535, 65536, -65536, -65537, 2 ** 31 - 1, -(2 ** 31)];
    const expected = extremes.reduce((sum, x) => sum + BigInt(x) * BigInt(x), 0n);
    expect(squaredNorm(Int32Array.from(extremes))).toBe(expected);
    const many = new Int32Array(2 ** 20 + 3).fill(-(2 ** 31));
    expect(squaredNorm(many)).toBe(BigInt(many.length) << 62n);
    many.fill(2 ** 31 - 1);
    expect(squaredNorm(many)).toBe(BigInt(many.length) * (2n ** 31n - 1n) ** 2n);
  });
});

describe('requireNorm', () => {
  test('lets the bound pass and stops one unit more, which doubles cannot tell apart', () => {
    const words = Int32Array.of(2 ** 30, 0);
    requireNorm(words, 2 ** 30);
    words[1] = 1;
    expect(norm(words)).toBe(2 ** 30);
    expect(() => requireNorm(words, 2 ** 30)).toThrow(expect.objectContaining({ code: 'NORM_EXCEEDED' }));
    expect([...words]).toEqual([0, 0]);
  });
});

describe('finiteNorm', () => {
  test('handles many and extreme numbers', () => {
    expect(finiteNorm(new Float32Array(10_000).fill(3))).toBeCloseTo(300, 9);
    expect(finiteNorm(new Float32Array(10).fill(3e38))).toBeGreaterThan(9e38);
    expect(finiteNorm(new Float32Array(0))).toBe(0);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %d', (bad) => {
    expect(() => finiteNorm(Float32Array.of(1, bad))).toThrow(expect.objectContaining({ code: 'TRAINING_FAILED' }));
  });
});

describe('encodeUpdate', () => {
  const encode = (vector: Float32Array, options = {}, grid = QUIET): Int32Array =>
    encodeUpdate(vector, grid, { noise: 'none', ...options }, seededRandom('e'));

  test('leaves a short vector as it is, to one unit toward zero', () => {
    const vector = randomVector('short', 1000, 0.05);
    expect(norm(vector)).toBeLessThan(1);
    const words = encode(vector);
    words.forEach((word, i) => {
      const real = (vector[i] as number) * QUIET.scale;
      expect(Math.abs(word)).toBeLessThanOrEqual(Math.abs(real));
      expect(Math.abs(real - word)).toBeLessThan(1);
    });
  });

  test('scales a long vector to the clip and never beyond it', () => {
    for (let trial = 0; trial < 300; trial++) {
      const vector = randomVector(`long ${trial}`, 1000, 10 ** (trial % 40) * 0.1);
      if (trial % 3 === 0) vector.fill(0, 1);
      const words = encode(vector);
      expect(squaredNorm(words)).toBeLessThanOrEqual(BigInt(QUIET.clipUnits) ** 2n);
      if (norm(vector) > 1.001) expect(norm(words)).toBeGreaterThan(QUIET.clipUnits * 0.9999);
    }
  });

  test('a zero vector is zero', () => {
    expect(encode(new Float32Array(1000)).every((word) => word === 0)).toBe(true);
  });

  test('multiplies with the public weight and clips to the weighted bound', () => {
    const grid = chooseGrid({ ...BASE, maxWeight: 2 });
    const vector = randomVector('weight', 1000, 5);
    for (const weight of [2, 1, 0.25]) {
      const words = encode(vector, { weight }, grid);
      expect(norm(words) / (grid.scale * weight)).toBeCloseTo(1, 3);
      expect(norm(words)).toBeLessThanOrEqual(weight * grid.scale);
    }
    expect(() => encode(vector, { weight: 2.1 }, grid)).toThrow(expect.objectContaining({ details: { field: 'weight' } }));
    expect(() => encode(vector, { weight: 0 }, grid)).toThrow(expect.objectContaining({ details: { field: 'weight' } }));
  });

  test('only verifies what is already clipped', () => {
    const vector = randomVector('clipped', 1000, 1);
    const length = norm(vector);
    const fits = vector.map((x) => (x / length) * (1 - 2 ** -16));
    expect(norm(encode(fits, { alreadyClipped: true }))).toBeGreaterThan(QUIET.clipUnits * 0.9999);
    const flat = new Float32Array(1000);
    flat[3] = 1;
    expect(encode(flat, { alreadyClipped: true })[3]).toBe(QUIET.clipUnits);
    // Longer by one rounding of float32: the integers see it.
    flat[3] = 1 + 2 ** -20;
    expect(() => encode(flat, { alreadyClipped: true })).toThrow(expect.objectContaining({ code: 'NORM_EXCEEDED' }));
    flat[3] = 1;
    flat[4] = 2 ** -21;
    expect(() => encode(flat, { alreadyClipped: true })).toThrow(expect.objectContaining({ code: 'NORM_EXCEEDED' }));
    // So long that its integers would wrap to small ones.
    flat[3] = 2 ** 32 / QUIET.scale;
    expect(() => encode(flat, { alreadyClipped: true })).toThrow(expect.objectContaining({ code: 'NORM_EXCEEDED' }));
  });

  test('works in the memory of the vector', () => {
    const vector = randomVector('place', 1000, 5);
    const copy = encode(vector);
    const whole = new Float32Array(1200);
    whole.set(vector, 100);
    const inPlace = encode(whole.subarray(100, 1100), { inPlace: true });
    expect(inPlace.buffer).toBe(whole.buffer);
    expect(inPlace).toEqual(copy);
    expect(whole[99]).toBe(0);
    expect(whole[1100]).toBe(0);
  });

  test('adds exactly the noise of the grid', () => {
    const vector = randomVector('noise', 1000, 5);
    const words = encodeUpdate(vector, NOISY, {}, seededRandom('share'));
    const plain = encodeUpdate(vector, chooseGrid({ ...BASE, noiseMultiplier: 1, contributors: 4 }), {}, seededRandom('share'));
    expect(plain).toEqual(words);
    const noise = new Int32Array(1000);
    createDiscreteGaussian(NOISY.noiseStd).fill(noise, seededRandom('share'));
    const value = words.map((word, i) => word - (noise[i] as number));
    expect(norm(value)).toBeLessThanOrEqual(NOISY.clipUnits);
    expect(norm(value)).toBeGreaterThan(NOISY.clipUnits * 0.9999);
  });

  test('never leaves noise out by accident, nor adds it where a rehearsal said none', () => {
    const vector = randomVector('accident', 1000);
    expect(() => encodeUpdate(vector, QUIET, {}, seededRandom(0))).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field: 'noise' } }),
    );
    expect(() => encodeUpdate(vector, NOISY, { noise: 'none' }, seededRandom(0))).toThrow(
      expect.objectContaining({ details: { field: 'noise' } }),
    );
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d before it touches the vector', (bad) => {
    const vector = randomVector('bad', 1000);
    const first = vector[0];
    vector[999] = bad;
    expect(() => encodeUpdate(vector, NOISY, { inPlace: true }, seededRandom(0))).toThrow(
      expect.objectContaining({ code: 'TRAINING_FAILED' }),
    );
    expect(vector[0]).toBe(first);
  });

  test('refuses a vector of another dimension', () => {
    expect(() => encode(new Float32Array(999))).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field: 'vector' } }),
    );
  });
});

describe('decodeSum', () => {
  test('gives back the sum of many sites, across wraps on the way', () => {
    const sites = Array.from({ length: 4 }, (_, k) => randomVector(`site ${k}`, 1000, 0.05));
    const sum = new Int32Array(1000).fill(2 ** 31 - 5);
    for (const site of sites)
      encodeUpdate(site, QUIET, { noise: 'none' }, seededRandom(0)).forEach((word, i) => (sum[i] = (sum[i] as number) + word));
    sum.forEach((word, i) => (sum[i] = word - (2 ** 31 - 5)));
    const out = new Float64Array(1000);
    decodeSum(sum, QUIET, out);
    const floats = new Float32Array(1000);
    decodeSum(sum, QUIET, floats);
    out.forEach((x, i) => {
      const exact = sites.reduce((total, site) => total + (site[i] as number), 0);
      expect(Math.abs(x - exact)).toBeLessThan(4 / QUIET.scale);
      expect(x * QUIET.scale).toBe(sum[i]);
      expect(floats[i]).toBe(Math.fround(x));
    });
  });

  test('refuses lengths that do not fit', () => {
    expect(() => decodeSum(new Int32Array(3), QUIET, new Float64Array(3))).toThrow(
      expect.objectContaining({ details: { field: 'vector' } }),
    );
    expect(() => decodeSum(new Int32Array(1000), QUIET, new Float64Array(3))).toThrow(
      expect.objectContaining({ details: { field: 'out' } }),
    );
  });
});
