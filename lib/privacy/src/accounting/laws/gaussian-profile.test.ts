import { describe, expect, it } from 'vitest';
import { bisectUp, gaussianEpsilon, gaussianLogDelta } from './gaussian-profile.ts';

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
