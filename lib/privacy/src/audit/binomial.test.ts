import { describe, expect, test } from 'vitest';
import { binomialUpperTail, clopperPearsonUpper } from './binomial.ts';

/** P[Bin(n, p) >= k] for p = a / b in exact integers. */
function exactUpperTail(k: number, n: number, a: bigint, b: bigint): number {
  let choose = 1n;
  let sum = 0n;
  for (let i = 0; i <= n; i++) {
    if (i >= k) sum += choose * a ** BigInt(i) * (b - a) ** BigInt(n - i);
    choose = (choose * BigInt(n - i)) / BigInt(i + 1);
  }
  return Number((sum * 10n ** 60n) / b ** BigInt(n)) / 1e60;
}

describe('binomialUpperTail', () => {
  test('agrees with exact integers on both sides of the mean and far out', () => {
    for (const [n, a, b] of [
      [40, 1n, 4n],
      [40, 3n, 4n],
      [150, 1n, 2n],
      [7, 1n, 100n],
    ] as const) {
      for (let k = -1; k <= n + 1; k++) {
        const exact = exactUpperTail(k, n, a, b);
        if (exact < 1e-40) continue;
        expect(Math.abs(binomialUpperTail(k, n, Number(a) / Number(b)) / exact - 1)).toBeLessThan(1e-9);
      }
    }
  });

  test('is one below the range, zero above it, and ends where it underflows', () => {
    expect(binomialUpperTail(0, 10, 0.3)).toBe(1);
    expect(binomialUpperTail(11, 10, 0.3)).toBe(0);
    expect(binomialUpperTail(100_000, 100_000, 1e-9)).toBe(0);
  });
});

describe('clopperPearsonUpper', () => {
  test.each([
    // 1 - significance^(1/n) when nothing was seen; "0 of 10" and "1 of 10" at 2.5% stand in every table (0.3085, 0.4450).
    [0, 10, 0.025, 1 - 0.025 ** 0.1],
    [0, 10, 0.025, 0.3085],
    [1, 10, 0.025, 0.445],
    [5, 10, 0.025, 0.8129],
    [9, 10, 0.025, 0.9975],
    [10, 10, 0.025, 1],
    [0, 45_000, 0.005, 1 - 0.005 ** (1 / 45_000)],
  ])('%d of %d at %d is %d', (count, trials, significance, bound) => {
    expect(clopperPearsonUpper(count, trials, significance)).toBeCloseTo(bound, 4);
    expect(clopperPearsonUpper(count, trials, significance)).toBeGreaterThanOrEqual(count / trials);
  });

  test('is above the true bound by more than its rounding', () => {
    // No success in n trials: (1 - p)^n is the significance, so that p = 1 - significance^(1/n).
    for (const [trials, significance] of [
      [10, 0.025],
      [1000, 0.005],
      [45_000, 0.05],
    ] as const) {
      const truth = -Math.expm1(Math.log(significance) / trials);
      expect(clopperPearsonUpper(0, trials, significance)).toBeGreaterThan(truth * (1 + 5e-8));
      expect(clopperPearsonUpper(0, trials, significance)).toBeLessThan(truth * (1 + 2e-7));
    }
  });

  test('is the point where the count becomes too unlikely', () => {
    const bound = clopperPearsonUpper(20_000, 45_000, 0.005);
    expect(1 - binomialUpperTail(20_001, 45_000, bound)).toBeCloseTo(0.005, 5);
    expect(bound - 20_000 / 45_000).toBeCloseTo(2.576 * Math.sqrt(((4 / 9) * (5 / 9)) / 45_000), 4);
  });
});
