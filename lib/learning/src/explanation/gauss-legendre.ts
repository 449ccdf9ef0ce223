/** A rule for integrals over [0, 1]: the sum of `weights` times the values at `points`. */
export interface QuadratureRule {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

/** Newton's steps from a start that is already within a spacing: quadratic from the first on. */
const STEPS = 10;

/**
 * The rule of Gauss and Legendre over [0, 1], exact for polynomials of degree up to `2 count - 1`: its points are the roots of the Legendre
 * polynomial, its weights 2 / ((1 - x^2) P'(x)^2) (Abramowitz and Stegun 1964, 25.4.29), both moved from [-1, 1].
 */
export function gaussLegendre(count: number): QuadratureRule {
  const points: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < STEPS; step++) {
      const { value, derivative } = legendre(count, x);
      slope = derivative;
      x -= value / derivative;
    }
    points.push((1 - x) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { points, weights };
}

/** P_n(x) and its derivative, by the recurrence of three terms. */
function legendre(n: number, x: number): { readonly value: number; readonly derivative: number } {
  let [before, value] = [1, x];
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, derivative: (n * (x * value - before)) / (x * x - 1) };
}
