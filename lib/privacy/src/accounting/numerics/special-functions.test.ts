import { describe, expect, it } from 'vitest';
import { erfc, erfcx, logAddExp, logGamma, logNormalUpperTail, normalUpperTail } from './special-functions.ts';

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
