import { expect, it } from 'vitest';
import { gaussLegendre } from './gauss-legendre.ts';

it.each([1, 2, 5, 20, 50])('of %i points is exact for polynomials up to twice as many degrees', (count) => {
  const { points, weights } = gaussLegendre(count);
  expect(points).toHaveLength(count);
  expect(points.toSorted((a, b) => a - b)).toEqual(points);
  for (let degree = 0; degree < 2 * count; degree++) {
    const integral = points.reduce((sum, point, i) => sum + (weights[i] ?? 0) * point ** degree, 0);
    expect(Math.abs(integral - 1 / (degree + 1))).toBeLessThan(1e-13);
  }
});

it('has the known rule of three points', () => {
  const { points, weights } = gaussLegendre(3);
  const expected = [0.5 - Math.sqrt(0.15), 0.5, 0.5 + Math.sqrt(0.15)];
  for (const [i, point] of points.entries()) expect(point).toBeCloseTo(expected[i] ?? 0, 14);
  for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo([5 / 18, 8 / 18, 5 / 18][i] ?? 0, 14);
});
