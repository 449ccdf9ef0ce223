/**
 * The complementary error function and its relatives, to about 1e-15 relative (W. J. Cody, "Rational Chebyshev
 * approximations for the error function", Math. Comp. 23, 1969).
 */
const NEAR_P = [
  1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
] as const;
const NEAR_Q = [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3] as const;
const MIDDLE_P = [
  2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
  8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
] as const;
const MIDDLE_Q = [
  1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
  4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
] as const;
const FAR_P = [
  1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2,
  6.58749161529837803e-4,
] as const;
const FAR_Q = [
  1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3,
] as const;

const SQRT_2 = Math.SQRT2;
const INVERSE_SQRT_PI = 0.5641895835477563;
/** Natural logarithm of the square root of 2 pi. */
export const LOG_SQRT_2PI = 0.9189385332046727;

function horner(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const c of coefficients) value = value * x + c;
  return value;
}

/** exp(-x^2) without the rounding of x^2 that would cost x^2 units in the last place. */
function expMinusSquare(x: number): number {
  const coarse = Math.trunc(x * 16) / 16;
  return Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse));
}

/** erfcx(x) = exp(x^2) erfc(x); infinite below about -26.6. */
export function erfcx(x: number): number {
  if (x < -0.46875) return 2 / expMinusSquare(x) - erfcx(-x);
  if (x <= 0.46875) {
    const square = x * x;
    return Math.exp(square) * (1 - (x * horner(NEAR_P, square)) / horner(NEAR_Q, square));
  }
  if (x <= 4) return horner(MIDDLE_P, x) / horner(MIDDLE_Q, x);
  const inverse = 1 / (x * x);
  return (INVERSE_SQRT_PI - (inverse * horner(FAR_P, inverse)) / horner(FAR_Q, inverse)) / x;
}

/** The complementary error function. */
export function erfc(x: number): number {
  return x < 0 ? 2 - erfc(-x) : expMinusSquare(x) * erfcx(x);
}

/** P(Z > x) for a standard normal Z. */
export function normalUpperTail(x: number): number {
  return 0.5 * erfc(x / SQRT_2);
}

/** Natural logarithm of P(Z > x) for a standard normal Z, also where the probability underflows. */
export function logNormalUpperTail(x: number): number {
  return x < 1 ? Math.log(normalUpperTail(x)) : Math.log(0.5 * erfcx(x / SQRT_2)) - (x * x) / 2;
}

/** log(exp(a) + exp(b)). */
export function logAddExp(a: number, b: number): number {
  const high = Math.max(a, b);
  return high === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

/** log Gamma(x) for x >= 1 (Stirling's series after shifting the argument above 16), absolute error below 1e-13 |log Gamma|. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 16) {
    shift += Math.log(z);
    z += 1;
  }
  const i = 1 / z;
  const i2 = i * i;
  const series = i * (1 / 12 - i2 * (1 / 360 - i2 * (1 / 1260 - i2 * (1 / 1680 - i2 * (1 / 1188)))));
  return (z - 0.5) * Math.log(z) - z + LOG_SQRT_2PI + series - shift;
}
