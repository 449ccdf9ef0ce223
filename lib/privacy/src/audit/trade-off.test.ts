import { describe, expect, test } from 'vitest';
import { epsilonLowerBound, epsilonOfMu, muLowerBound, normalQuantile } from './trade-off.ts';

describe('normalQuantile', () => {
  test.each([
    [0.5, 0],
    [0.975, 1.959963984540054],
    [0.001, -3.090232306167813],
    [1e-10, -6.361340902404056],
  ])('of %d is %d', (probability, quantile) => {
    expect(normalQuantile(probability)).toBeCloseTo(quantile, 9);
  });
});

describe('muLowerBound', () => {
  test('recovers mu from the error rates of the best test', () => {
    expect(muLowerBound(1 - 0.841344746068543, 0.5)).toBeCloseTo(1, 9);
    expect(muLowerBound(0.5, 0.5)).toBe(0);
    expect(muLowerBound(0.7, 0.9)).toBe(0);
  });
});

describe('epsilonOfMu', () => {
  test('is the epsilon of a Gaussian mechanism', () => {
    expect(epsilonOfMu(0, 1e-5)).toBe(0);
    expect(epsilonOfMu(1, 1e-5)).toBeCloseTo(4.3771780957, 7);
  });
});

describe('epsilonLowerBound', () => {
  test('takes the better of both directions, and nothing from rates that refute nothing', () => {
    expect(epsilonLowerBound(0.1, 0.3, 0)).toBeCloseTo(Math.log(7), 12);
    expect(epsilonLowerBound(0.3, 0.1, 0)).toBeCloseTo(Math.log(7), 12);
    expect(epsilonLowerBound(0.6, 0.6, 1e-5)).toBe(0);
    expect(epsilonLowerBound(1, 0.2, 1e-5)).toBe(0);
    expect(epsilonLowerBound(0.2, 1, 1e-5)).toBe(0);
  });
});
