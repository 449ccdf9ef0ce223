import { seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { fft, inverseRealFft, realFft } from './fft.ts';
import { bisectUp, gaussianEpsilon, gaussianLogDelta } from './gaussian-profile.ts';
import { absentPiece, presentPiece, unmixedLoss } from './gaussian-law.ts';
import { discretise, type GridLaw } from './grid-law.ts';
import { sampledGaussian } from './log-moment.ts';
import type { LossLaw } from './loss-law.ts';
import { lossLawsOf } from './loss-laws.ts';
import { erfc, erfcx, logAddExp, logGamma, logNormalUpperTail, normalUpperTail } from './special-functions.ts';

const random = seededRandom('numerics');

describe('special functions', () => {
  // Values from mpmath at 30 digits.
  it.each([
    [-3, 1.9999779095030014, 16205.988853999587],
    [-0.4, 1.4283923550466684, 1.6762339566888589],
    [0, 1, 1],
    [0.3, 0.6713732405408726, 0.7345993345676551],
    [0.46875, 0.5073865267820618, 0.6320696892495559],
    [1, 0.15729920705028513, 0.427583576155807],
    [3.9, 3.479224859723177e-8, 0.14031418160068973],
    [5, 1.5374597944280349e-12, 0.11070463773306863],
    [12, 1.3562611692059042e-64, 0.046854221014893763],
  ])('erfc(%d)', (x, plain, scaled) => {
    expect(Math.abs(erfc(x) / plain - 1)).toBeLessThan(2e-15);
    expect(Math.abs(erfcx(x) / scaled - 1)).toBeLessThan(2e-15);
  });

  it('agree with each other', () => {
    for (const x of [-2, 0.5, 1, 3, 8]) expect(logNormalUpperTail(x)).toBeCloseTo(Math.log(normalUpperTail(x)), 12);
    expect(logNormalUpperTail(50)).toBeCloseTo(-1254.8313611394194, 9);
    expect(logAddExp(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
    expect(logAddExp(1000, 1000)).toBeCloseTo(1000 + Math.log(2), 12);
    // log 9! and log 999!
    expect(logGamma(10)).toBeCloseTo(12.801827480081469, 12);
    expect(logGamma(1000)).toBeCloseTo(5905.220423209181, 9);
  });
});

describe('gaussian profile', () => {
  it('inverts itself over its whole range', () => {
    for (const mu of [1e-4, 0.01, 0.3, 2, 30]) {
      for (const delta of [0.9, 1e-3, 1e-9, 1e-30, 1e-300]) {
        const epsilon = gaussianEpsilon(mu, Math.log(delta));
        if (epsilon === 0) expect(gaussianLogDelta(mu, 0)).toBeLessThanOrEqual(Math.log(delta));
        else expect(gaussianLogDelta(mu, epsilon)).toBeCloseTo(Math.log(delta), 6);
      }
    }
  });

  // Values from mpmath at 60 digits, to the nearest double.
  it.each([
    [0.01, 1e-3, 0.009048072593038798],
    [0.1, 1e-5, 0.3406693646843264],
    [0.3, 1e-9, 1.6912523121961992],
    [0.7, 1e-3, 2.028327586432982],
    [1, 1e-3, 3.138670548582939],
    [1, 1e-5, 4.377178095681225],
    [1, 1e-9, 6.173935046670907],
    [1.3, 1e-5, 5.94846156127274],
    [2.5, 1e-3, 10.204768741850383],
    [4, 1e-9, 31.381840071786666],
    [7, 1e-5, 53.575166769156876],
    [20, 1e-9, 319.081966375364],
  ])('is above the truth at mu %d, delta %d, by more than its roundings and by little', (mu, delta, epsilon) => {
    const found = gaussianEpsilon(mu, Math.log(delta));
    expect(found).toBeGreaterThan(epsilon * (1 + 5e-13));
    expect(found).toBeLessThan(epsilon * (1 + 5e-12));
  });

  it('rounds a bisection to the side that holds', () => {
    expect(bisectUp((x) => x >= 2, 0, 8)).toBeGreaterThanOrEqual(2);
    expect(bisectUp((x) => x * x >= 2, 1, 2) ** 2).toBeGreaterThanOrEqual(2);
  });
});

describe('transforms', () => {
  it.each([1, 2, 8, 64])('agree with the definition at %d points', (n) => {
    const re = Float64Array.from({ length: n }, () => uniform53(random));
    const im = Float64Array.from({ length: n }, () => uniform53(random));
    const [outRe, outIm] = [re.slice(), im.slice()];
    fft(outRe, outIm);
    for (let j = 0; j < n; j++) {
      let [sumRe, sumIm] = [0, 0];
      for (let k = 0; k < n; k++) {
        const angle = (-2 * Math.PI * j * k) / n;
        sumRe += re[k]! * Math.cos(angle) - im[k]! * Math.sin(angle);
        sumIm += re[k]! * Math.sin(angle) + im[k]! * Math.cos(angle);
      }
      expect(outRe[j]).toBeCloseTo(sumRe, 11);
      expect(outIm[j]).toBeCloseTo(sumIm, 11);
    }
  });

  it('of real sequences are half of the complex ones, and invert, within the bound the accountant uses', () => {
    for (const n of [4, 64, 4096]) {
      const raw = Float64Array.from({ length: n }, () => uniform53(random));
      const sum = raw.reduce((a, b) => a + b, 0);
      const x = raw.map((value) => value / sum);
      const [re, im] = [x.slice(), new Float64Array(n)];
      fft(re, im);
      const half = realFft(x);
      const bound = 8 * 2 ** -53 * (Math.log2(n) + 2);
      for (let j = 0; j <= n / 2; j++) expect(Math.hypot(half.re[j]! - re[j]!, half.im[j]! - im[j]!)).toBeLessThan(bound);
      const back = inverseRealFft(half.re, half.im);
      for (let k = 0; k < n; k++) expect(Math.abs(back[k]! - x[k]!)).toBeLessThan(bound);
    }
  });
});

describe('moments', () => {
  it('equal the binomial sum at whole orders', () => {
    // Mironov, Talwar and Zhang 2019, section 3.3: sum over k of C(a, k) (1-q)^(a-k) q^k e^(k(k-1)/(2 sigma^2)).
    for (const [sigma, q] of [
      [0.4, 0.3],
      [1, 0.01],
      [2, 1e-4],
      [30, 0.5],
    ] as const) {
      for (const a of [2, 3, 8, 20]) {
        let log = Number.NEGATIVE_INFINITY;
        for (let k = 0; k <= a; k++) {
          const binomial = logGamma(a + 1) - logGamma(k + 1) - logGamma(a - k + 1);
          log = logAddExp(log, binomial + (a - k) * Math.log1p(-q) + k * Math.log(q) + (k * (k - 1)) / (2 * sigma * sigma));
        }
        expect(Math.abs(sampledGaussian(sigma, q, a - 1) - log)).toBeLessThan(1e-11 * Math.max(1, log));
      }
    }
  });
});

function hockeyStick({ index, mass, infinity }: GridLaw, step: number, epsilon: number): number {
  let sum = infinity;
  for (let i = 0; i < index.length; i++) sum += mass[i]! * Math.max(0, -Math.expm1(epsilon - index[i]! * step));
  return sum;
}

describe('discretise', () => {
  const exact = (sigma: number, q: number, epsilon: number): { present: number; absent: number } => {
    const at = (loss: number): number => sigma * sigma * unmixedLoss(loss, q) + 0.5;
    const mix = (x: number): number => (1 - q) * normalUpperTail(x / sigma) + q * normalUpperTail((x - 1) / sigma);
    const mixBelow = (x: number): number => (1 - q) * normalUpperTail(-x / sigma) + q * normalUpperTail((1 - x) / sigma);
    const [up, down] = [at(epsilon), at(-epsilon)];
    const present = mix(up) - Math.exp(epsilon) * normalUpperTail(up / sigma);
    // From -log(1 - q) on the absent record's loss never exceeds epsilon.
    return {
      present,
      absent: down === Number.NEGATIVE_INFINITY ? 0 : normalUpperTail(-down / sigma) - Math.exp(epsilon) * mixBelow(down),
    };
  };

  it.each([
    [1, 0.1, 1e-2],
    [0.5, 0.01, 1e-3],
    [4, 0.5, 0.05],
  ])('dominates, and is exact at the knots of a fine grid (sigma %d, rate %d)', (sigma, q, step) => {
    const laws = lossLawsOf({ kind: 'poisson-gaussian', noiseMultiplier: sigma, samplingRate: q, steps: 1 }, 1e-18);
    for (const direction of ['present', 'absent'] as const) {
      const fine = discretise(laws[direction], step, 1 / 64);
      const coarse = discretise(laws[direction], step * 16);
      for (const k of [0, 3, 10, 24]) {
        const truth = exact(sigma, q, k * step)[direction];
        if (truth < 1e-9) continue;
        expect(hockeyStick(fine, step, k * step)).toBeGreaterThanOrEqual(truth * (1 - 1e-10));
        expect(hockeyStick(coarse, step * 16, k * step)).toBeGreaterThanOrEqual(truth * (1 - 1e-10));
      }
      expect(hockeyStick(fine, step, 0)).toBeLessThan(exact(sigma, q, 0)[direction] * (1 + 1e-9));
    }
  });

  it.each(['poisson-gaussian', 'laplace', 'discrete-laplace', 'discrete-gaussian', 'fixed-size-gaussian'] as const)(
    'keeps the mass under both distributions: %s',
    (kind) => {
      const base = {
        noiseMultiplier: 2,
        samplingRate: 0.3,
        steps: 1,
        scale: 0.7,
        sensitivity: 3,
        sigma: 2,
        datasetSize: 10,
        sampleSize: 4,
      };
      const law = lossLawsOf({ ...base, kind }, 1e-18).present;
      const { index, mass } = discretise(law, 0.01);
      const total = mass.reduce((sum, m) => sum + m, 0);
      const other = mass.reduce((sum, m, i) => sum + m * Math.exp(-0.01 * index[i]!), 0);
      expect(Math.abs(total - 1)).toBeLessThan(1e-11);
      expect(total).toBeGreaterThanOrEqual(1);
      expect(Math.abs(other - 1)).toBeLessThan(1e-11);
    },
  );

  it('has no law for what has none', () => {
    expect(() => lossLawsOf({ kind: 'zcdp', rho: 1, steps: 1 }, 1e-9)).toThrow(/loss law/);
  });

  it('cuts no piece when a tail of half the mass is allowed', () => {
    const shape = { sigma: 1, rate: 1e-9, weight: 1, tail: 0.5 };
    for (const piece of [presentPiece(shape), absentPiece(shape)]) {
      const law: LossLaw = { atoms: [], pieces: [piece], supremum: Number.POSITIVE_INFINITY, infinity: 0 };
      const { mass, infinity } = discretise(law, 1e-3);
      expect(mass.reduce((sum, m) => sum + m, infinity)).toBeCloseTo(1, 9);
    }
  });
});
