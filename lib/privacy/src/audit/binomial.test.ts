import { describe, expect, test } from 'vitest';
import { binomialLowerTail, binomialUpperTail } from './binomial.ts';

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

describe('binomialLowerTail', () => {
  test('is the upper tail of the failures, also where nothing can succeed', () => {
    expect(binomialLowerTail(3, 40, 0.25)).toBeCloseTo(1 - exactUpperTail(4, 40, 1n, 4n), 12);
    expect(binomialLowerTail(0, 1000, 0.05) / 0.95 ** 1000).toBeCloseTo(1, 9);
    expect(binomialLowerTail(-1, 40, 0.25)).toBe(0);
    expect(binomialLowerTail(40, 40, 0.25)).toBe(1);
    expect(binomialLowerTail(0, 40, 0)).toBe(1);
  });
});
