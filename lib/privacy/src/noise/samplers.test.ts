import { createHash } from 'node:crypto';
import { seededRandom } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { createDiscreteGaussian } from './discrete-gaussian.ts';
import { binOf, chiSquareDeviate, ideal } from '../testing/ideal-noise.ts';

const SAMPLES = 4_000_000;
/** A normal deviate of 6 has probability 1e-9; the seeds are fixed, so that a test which passes goes on passing. */
const LIMIT = 6;

/** Half the width of the binned centre, where the exact sum ends, and where tails are counted, in sigmas. */
const CENTRE = 4;
const REACH = 9;
const TAILS = [3, 4, 4.75];

describe.each([0.5, 1, 7.3, 1e3, 1e6])('discrete Gaussian, sigma %s', (sigma) => {
  const samples = new Int32Array(SAMPLES);
  createDiscreteGaussian(sigma).fill(samples, seededRandom(`discrete Gaussian, sigma ${sigma}`));
  const width = Math.max(1, Math.floor(sigma / 16));
  const count = 2 * Math.floor((CENTRE * sigma) / width) + 1;
  const bins = { low: -Math.floor((count * width) / 2), width, count };
  const from = TAILS.map((k) => Math.ceil(k * sigma));
  const expected = ideal((m) => (m * m) / (2 * sigma * sigma), Math.ceil(REACH * sigma), bins, from);

  test('chi-square over the centre', () => {
    const counts = new Array<number>(count).fill(0);
    for (const x of samples) {
      const bin = binOf(x, bins);
      counts[bin] = (counts[bin] as number) + 1;
    }
    expect(Math.min(...expected.masses) * SAMPLES).toBeGreaterThan(5);
    expect(
      chiSquareDeviate(
        counts,
        expected.masses.map((p) => p * SAMPLES),
      ),
    ).toBeLessThan(LIMIT);
  });

  test('chi-square of the lowest bits, where a coarse sampler would show', () => {
    if (sigma < 100) return;
    const counts = new Array<number>(64).fill(0);
    for (const x of samples) counts[x & 63] = (counts[x & 63] as number) + 1;
    expect(
      chiSquareDeviate(
        counts,
        counts.map(() => SAMPLES / 64),
      ),
    ).toBeLessThan(LIMIT);
  });

  test('both tails hold what they should', () => {
    for (const [k, bound] of from.entries()) {
      const mean = (expected.tails[k] as number) * SAMPLES;
      const right = samples.reduce((n, x) => n + (x >= bound ? 1 : 0), 0);
      const left = samples.reduce((n, x) => n + (x <= -bound ? 1 : 0), 0);
      // Poisson tails are wider than the normal: one further LIMIT of counts covers them down to a mean of 0.
      for (const seen of [left, right]) expect(Math.abs(seen - mean)).toBeLessThan(LIMIT * Math.sqrt(mean) + LIMIT);
    }
  });

  test('moments', () => {
    let first = 0;
    let second = 0;
    let fourth = 0;
    for (const x of samples) {
      first += x / sigma;
      second += (x / sigma) ** 2;
      fourth += (x / sigma) ** 4;
    }
    const { variance, kurtosis } = expected;
    const scaled = variance / sigma ** 2;
    expect(Math.abs(first / SAMPLES)).toBeLessThan(LIMIT * Math.sqrt(scaled / SAMPLES));
    expect(Math.abs(second / SAMPLES / scaled - 1)).toBeLessThan(LIMIT * Math.sqrt((kurtosis - 1) / SAMPLES));
    // The eighth moment of a Gaussian is 105 / 3^2 of its squared fourth: the bound is generous.
    expect(Math.abs(fourth / SAMPLES / scaled ** 2 / kurtosis - 1)).toBeLessThan(LIMIT * Math.sqrt(80 / SAMPLES));
  });

  test('neighbouring samples are uncorrelated', () => {
    let product = 0;
    for (let i = 1; i < SAMPLES; i++) product += ((samples[i] as number) / sigma) * ((samples[i - 1] as number) / sigma);
    expect(Math.abs(product / SAMPLES)).toBeLessThan((LIMIT * (expected.variance / sigma ** 2)) / Math.sqrt(SAMPLES));
  });
});

describe('variance of the discrete Gaussian', () => {
  test('is at most sigma squared, as accounting assumes', () => {
    for (const sigma of [0.5, 0.7, 1, 2]) {
      const { variance } = ideal((m) => (m * m) / (2 * sigma * sigma), 40, { low: 0, width: 1, count: 1 }, []);
      expect(variance).toBeLessThanOrEqual(sigma * sigma * (1 + 1e-12));
    }
  });
});

describe('the sum of shares', () => {
  test('four shares of half the noise are as one of the whole', () => {
    const sigma = 40;
    const share = createDiscreteGaussian(sigma / 2);
    const sum = new Int32Array(1_000_000);
    for (let k = 0; k < 4; k++) share.addTo(sum, seededRandom(`share ${k}`));
    const bins = { low: -160, width: 4, count: 81 };
    const { masses } = ideal((m) => (m * m) / (2 * sigma * sigma), 400, bins, []);
    const counts = new Array<number>(bins.count).fill(0);
    for (const x of sum) counts[binOf(x, bins)] = (counts[binOf(x, bins)] as number) + 1;
    expect(
      chiSquareDeviate(
        counts,
        masses.map((p) => p * sum.length),
      ),
    ).toBeLessThan(LIMIT);
  });
});

describe('repeatability', () => {
  // Recorded once: a change of these is a change of every seeded simulation, and must be meant.
  test.each([
    [0.5, '78bb2e6798e8fc3e'],
    [7.3, 'a951b1a4849fd0ae'],
    [1e5, '16b2a66140a1c8cf'],
    [2 ** 30, '653dcb32ee9f57f1'],
  ])('sigma %d gives the same 100,000 samples on every machine', (sigma, digest) => {
    const words = new Int32Array(100_000);
    createDiscreteGaussian(sigma).fill(words, seededRandom('golden'));
    expect(createHash('sha256').update(new Uint8Array(words.buffer)).digest('hex').slice(0, 16)).toBe(digest);
  });
});

describe('filling and adding', () => {
  const gaussian = createDiscreteGaussian(1e5);

  test('the same bytes give the same samples, in integers and in doubles', () => {
    const a = new Int32Array(100_000);
    const b = new Float64Array(100_000);
    gaussian.fill(a, seededRandom('same'));
    gaussian.fill(b, seededRandom('same'));
    expect(Array.from(b)).toEqual(Array.from(a));
    createDiscreteGaussian(1e5).fill(a, seededRandom('other'));
    expect(Array.from(b)).not.toEqual(Array.from(a));
  });

  test('adds modulo 2^32 to the range asked for and to nothing else', () => {
    const words = new Int32Array(300).fill(2 ** 31 - 1);
    const noise = new Int32Array(100);
    gaussian.addTo(words, seededRandom('range'), 100, 200);
    gaussian.fill(noise, seededRandom('range'));
    for (let i = 0; i < 300; i++) {
      const expected = i < 100 || i >= 200 ? 2 ** 31 - 1 : (2 ** 31 - 1 + (noise[i - 100] as number)) | 0;
      expect(words[i]).toBe(expected);
    }
    gaussian.addTo(words, seededRandom('none'), 300);
    gaussian.addTo(new Int32Array(0), seededRandom('none'));
  });

  test('doubles hold samples that 32 bits cannot', () => {
    const out = new Float64Array(20_000);
    createDiscreteGaussian(2 ** 30).fill(out, seededRandom('wide'));
    const largest = out.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    expect(largest).toBeGreaterThan(2 ** 31);
    const wrapped = new Int32Array(20_000);
    createDiscreteGaussian(2 ** 30).fill(wrapped, seededRandom('wide'));
    expect(Array.from(wrapped)).toEqual(Array.from(out, (x) => x | 0));
  });

  test.each([
    ['start', -1, 5],
    ['start', 6, 5],
    ['end', 0, 11],
    ['start', 0.5, 5],
    ['end', 0, Number.NaN],
  ])('refuses a wrong %s', (field, start, end) => {
    expect(() => gaussian.addTo(new Int32Array(10), seededRandom(0), start, end)).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field } }),
    );
  });

  test.each([0, 0.49, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 30 + 1])('refuses sigma %d', (value) => {
    expect(() => createDiscreteGaussian(value)).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field: 'sigma' } }),
    );
  });

  test('names its parameter', () => {
    expect(gaussian.sigma).toBe(1e5);
  });
});
