import { at } from './float-array.ts';

/** Nodes and weights of the 4-point Gauss-Legendre rule on [-1, 1] (Abramowitz and Stegun, table 25.4). */
export const GAUSS_NODES: Float64Array = Float64Array.of(
  -0.8611363115940526,
  -0.33998104358485626,
  0.33998104358485626,
  0.8611363115940526,
);
export const GAUSS_WEIGHTS: Float64Array = Float64Array.of(
  0.34785484513745385,
  0.6521451548625461,
  0.6521451548625461,
  0.34785484513745385,
);

/** Integral of `f` over [low, high] by the composite 4-point Gauss-Legendre rule with panels no wider than `panel`. */
export function integrate(f: (x: number) => number, low: number, high: number, panel: number): number {
  const count = Math.max(1, Math.ceil((high - low) / panel));
  const half = (high - low) / count / 2;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const middle = low + (2 * i + 1) * half;
    for (let j = 0; j < 4; j++) sum += at(GAUSS_WEIGHTS, j) * f(middle + half * at(GAUSS_NODES, j));
  }
  return sum * half;
}
