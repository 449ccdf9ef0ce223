import { describe, expect, it } from 'vitest';
import { bestBet, differenceInterval, median, wilsonInterval } from './statistics.ts';

describe('wilsonInterval', () => {
  it('agrees with published figures', () => {
    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", Table I, method 3 (score): 81/263, 15/148, 0/20, 1/29.
    const cases = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const;
    for (const [x, n, low, high] of cases) {
      const interval = wilsonInterval(x / n, n);
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
  });
});

describe('differenceInterval', () => {
  it('agrees with published figures', () => {
    // Newcombe 1998, "Interval estimation for the difference between independent proportions", Table II, method 10.
    const cases = [
      [56, 70, 48, 80, 0.0524, 0.3339],
      [9, 10, 3, 10, 0.1705, 0.809],
      [5, 56, 0, 29, -0.0381, 0.1926],
    ] as const;
    for (const [a, m, b, n, low, high] of cases) {
      const interval = differenceInterval({ fraction: a / m, n: m }, { fraction: b / n, n });
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
  });
});

describe('bestBet', () => {
  it('is a coin without any loss, and certain when the guarantee always fails', () => {
    expect(bestBet(0, 0)).toBe(0.5);
    expect(bestBet(0, 1)).toBe(1);
    expect(bestBet(800, 0)).toBe(1);
  });

  it('is the logistic of epsilon for delta 0 (randomised response reaches it)', () => {
    expect(bestBet(1, 0)).toBeCloseTo(Math.E / (1 + Math.E), 12);
    expect(bestBet(1, 1e-3)).toBeCloseTo((Math.E + 1e-3) / (1 + Math.E), 12);
  });
});

describe('median', () => {
  it('takes the middle', () => {
    expect(median([])).toBeUndefined();
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});
