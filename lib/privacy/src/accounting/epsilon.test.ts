import { describe, expect, it } from 'vitest';
import { epsilonFor } from './epsilon.ts';
import { calibrateNoiseMultiplier } from './calibrate.ts';

describe('epsilonFor', () => {
  it('costs nothing for no events', () => {
    expect(epsilonFor([], 1e-5)).toEqual({ epsilon: 0, method: 'analytic' });
  });

  it('is exact for Gaussian mechanisms', () => {
    // dp-accounting 0.6.0, get_epsilon_gaussian
    const { epsilon, method } = epsilonFor([{ kind: 'gaussian', noiseMultiplier: 1, steps: 1 }], 1e-5);
    expect(method).toBe('analytic');
    expect(Math.abs(epsilon - 4.377178095681137)).toBeLessThan(1e-10);
  });
});

describe('calibrateNoiseMultiplier', () => {
  it('finds the exact noise of a Gaussian mechanism from above', () => {
    const result = calibrateNoiseMultiplier({
      targetEpsilon: 1,
      delta: 1e-5,
      events: (z) => [{ kind: 'gaussian', noiseMultiplier: z, steps: 50 }],
    });
    expect(result.epsilon).toBeLessThanOrEqual(1);
    expect(result.noiseMultiplier).toBeGreaterThanOrEqual(26.37954927087405);
    expect(result.noiseMultiplier).toBeLessThan(26.37954927087405 * (1 + 1e-4));
  });
});
