/** Ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Standard normal quantile of 0.975. */
const Z_95 = 1.959964;

/**
 * 95 % interval of a fraction of `n` independent cases (Wilson 1927, "Probable inference, the law of succession, and statistical
 * inference", JASA 22; it stays inside [0, 1] and holds for small n).
 */
export function wilsonInterval(fraction: number, n: number): Interval {
  const z2 = Z_95 * Z_95;
  const centre = (fraction + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z_95 / (1 + z2 / n)) * Math.sqrt((fraction * (1 - fraction)) / n + z2 / (4 * n * n));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** A fraction of independent cases. */
export interface Fraction {
  readonly fraction: number;
  readonly n: number;
}

/**
 * 95 % interval of the difference `one - other` of two independent fractions (Newcombe 1998, "Interval estimation for the difference
 * between independent proportions: comparison of eleven methods", Statistics in Medicine 17, method 10).
 */
export function differenceInterval(one: Fraction, other: Fraction): Interval {
  const a = wilsonInterval(one.fraction, one.n);
  const b = wilsonInterval(other.fraction, other.n);
  const difference = one.fraction - other.fraction;
  return {
    low: difference - Math.hypot(one.fraction - a.low, b.high - other.fraction),
    high: difference + Math.hypot(a.high - one.fraction, other.fraction - b.low),
  };
}

/**
 * Best chance of winning an even bet on whether one person took part, against an (epsilon, delta) guarantee: (e^epsilon + delta) /
 * (1 + e^epsilon). From the region of possible errors alpha + e^epsilon beta >= 1 - delta (Kairouz, Oh, Viswanath 2015, "The composition
 * theorem for differential privacy", Theorem 2.1 and its mirror image): the sum of both errors is at least 2 (1 - delta) / (1 + e^epsilon).
 */
export function bestBet(epsilon: number, delta: number): number {
  return 1 - (1 - delta) / (1 + Math.exp(epsilon));
}

/** Middle value; the mean of both middle ones for an even number. Undefined for none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}
