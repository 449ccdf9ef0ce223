import { describe, expect, test } from 'vitest';
import { exactRational, expNegative, expNegativeBounds } from './exponential.ts';

describe('exactRational', () => {
  test.each([0, 0.5, 1, 7.3, 1e-3, 2 ** 60, Number.MIN_VALUE, 2 ** -1030, Number.MAX_VALUE])('gives back %d', (value) => {
    const { numerator, denominator } = exactRational(value);
    // The denominator is a power of two: halving is exact wherever the value itself is.
    let back = Number(numerator);
    for (let d = denominator; d > 1n; d >>= 1n) back /= 2;
    expect(back).toBe(value);
  });

  test('is exact beyond doubles', () => {
    expect(exactRational(0.1)).toEqual({ numerator: 7205759403792794n, denominator: 1n << 56n });
  });
});

describe('expNegativeBounds', () => {
  // exp(-1), exp(-1/2), exp(-10) to 50 decimals (OEIS A068985, A092605; 4.5399929762484851535591515560550610237918088866565e-5).
  test.each([
    [1n, 1n, 36787944117144232159552377016146086744581113103176n],
    [1n, 2n, 60653065971263342360379953499118045344191813548718n],
    [10n, 1n, 4539992976248485153559151556055061023791808886n],
  ])('encloses exp(-%d/%d)', (numerator, denominator, decimals) => {
    for (const bits of [8, 53, 130]) {
      const { low, high } = expNegativeBounds({ numerator, denominator }, bits);
      const scale = 10n ** 50n;
      expect(low * scale).toBeLessThanOrEqual((decimals + 1n) << BigInt(bits));
      expect(high * scale).toBeGreaterThanOrEqual(decimals << BigInt(bits));
      expect(high - low).toBeLessThanOrEqual(2n);
    }
  });

  test('is 1 at zero and nothing far out', () => {
    const zero = expNegativeBounds({ numerator: 0n, denominator: 1n }, 60);
    expect(zero.low).toBeLessThanOrEqual(1n << 60n);
    expect(zero.high).toBeGreaterThanOrEqual(1n << 60n);
    expect(expNegativeBounds({ numerator: 1000n, denominator: 1n }, 100)).toEqual({ low: 0n, high: 1n });
    expect(expNegativeBounds({ numerator: 60n, denominator: 1n }, 61).low).toBe(0n);
    // Here even the 64 guard bits hold less than the error bound: the enclosure opens to zero and stays small.
    const { low, high } = expNegativeBounds({ numerator: 1100n, denominator: 1n }, 1200);
    expect(low).toBe(0n);
    expect(high).toBe(1n);
  });
});

describe('expNegative', () => {
  test('keeps its stated error bound against the integer enclosure', () => {
    for (let i = 0; i < 3000; i++) {
      const r = i < 1500 ? i * 0.0173 : (i - 1500) * 0.4617;
      const { low, high } = expNegativeBounds(exactRational(r), 1200);
      const { numerator, denominator } = exactRational(expNegative(r));
      // |value * 2^1200 - v| <= v * 2^-48, with v anywhere in the enclosure.
      const value = (numerator << 1200n) / denominator;
      expect(value).toBeLessThanOrEqual(high + (high >> 48n) + 1n);
      expect(value).toBeGreaterThanOrEqual(low - (low >> 48n) - 1n);
    }
  });

  test('ends at its range', () => {
    expect(expNegative(0)).toBe(1);
    expect(expNegative(693)).toBeGreaterThan(0);
    expect(expNegative(694)).toBe(0);
  });
});
