import { describe, expect, it } from 'vitest';
import { logAddExp, logGamma } from '../numerics/special-functions.ts';
import { sampledGaussian } from './log-moment.ts';

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
