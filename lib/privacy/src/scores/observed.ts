/** A figure from noised counts, and the interval in which its exact value lies; see {@link SIGMAS}. */
export interface Released {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Standard deviations of noise on either side of an interval, beyond which lies 1/160 for both sides together: whatever the figures have in
 * common, a report of eight holds as a whole in 95 of 100 runs.
 */
export const SIGMAS = 2.735;

/** Noised numbers, in patients, each with the standard deviation of its noise. */
export interface Observed {
  readonly values: Float64Array;
  readonly deviations: Float64Array;
}

/** A sum over some of the numbers, each times a factor. A number stands in it once. */
export type Terms = readonly { readonly at: number; readonly factor: number }[];

/** The value of a sum. */
export function sumOf({ values }: Observed, terms: Terms): number {
  return terms.reduce((sum, { at, factor }) => sum + factor * (values[at] as number), 0);
}

/** Covariance of the noise of two sums. */
export function covariance({ deviations }: Observed, one: Terms, other: Terms): number {
  const factors = new Map(other.map(({ at, factor }) => [at, factor]));
  return one.reduce((sum, { at, factor }) => sum + factor * (factors.get(at) ?? 0) * (deviations[at] as number) ** 2, 0);
}

/** A number of patients. */
export function releasedCount(observed: Observed, terms: Terms): Released {
  const value = sumOf(observed, terms);
  const reach = SIGMAS * Math.sqrt(covariance(observed, terms, terms));
  const atLeastZero = (count: number): number => Math.max(0, count);
  return { value: atLeastZero(value), low: atLeastZero(value - reach), high: atLeastZero(value + reach) };
}

/** Smallest and largest value that a metric can have. */
export type Domain = readonly [low: number, high: number];

/** Coefficients of `a m^2 - 2 b m + c`, which is at most zero for the values m that the noise does not exclude. */
export interface Unexcluded {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/**
 * The interval of a figure whose lower bound is one of the unexcluded values of a figure that is never larger, and whose upper bound is one
 * of a figure that is never smaller. Undefined where the noise excludes nothing.
 *
 * @proof docs/proofs/scores.md#intervals
 */
export function releasedInterval(smaller: Unexcluded, larger: Unexcluded, [least, most]: Domain): Released | undefined {
  const lower = rootsOf(smaller);
  const upper = rootsOf(larger);
  if (lower === undefined || upper === undefined) return undefined;
  const cut = (value: number): number => Math.min(most, Math.max(least, value));
  let low = cut(lower[0]);
  let high = cut(upper[1]);
  if (low === least && high === most) return undefined;
  if (low >= high) {
    // All that is possible is excluded, which the noise does now and then: what is nearest, no narrower than it would have been.
    const half = (upper[1] - lower[0]) / 2;
    [low, high] = [cut(Math.min(low, high) - half), cut(Math.max(low, high) + half)];
  }
  const value = Math.min(high, Math.max(low, (smaller.b / smaller.a + larger.b / larger.a) / 2));
  return { value, low, high };
}

/** Where `a m^2 - 2 b m + c` is zero; undefined where its unexcluded values have no end on one side. */
function rootsOf({ a, b, c }: Unexcluded): readonly [number, number] | undefined {
  if (!(a > 0) || !Number.isFinite(a) || !Number.isFinite(b) || !Number.isFinite(c)) return undefined;
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return [(b - root) / a, (b + root) / a];
}

/**
 * The values of a quotient of two sums that the noise does not exclude (Fieller 1954, "Some problems in interval estimation"): m is excluded when
 * numerator - m times denominator, which would be noise only, is more than `sigmas` deviations of it.
 */
function unexcludedQuotients(observed: Observed, numerator: Terms, denominator: Terms, sigmas: number): Unexcluded {
  const [n, d] = [sumOf(observed, numerator), sumOf(observed, denominator)];
  const wide = sigmas ** 2;
  return {
    a: d * d - wide * covariance(observed, denominator, denominator),
    b: n * d - wide * covariance(observed, numerator, denominator),
    c: n * n - wide * covariance(observed, numerator, numerator),
  };
}

/**
 * A quotient of two sums. Undefined where it cannot be told, also where the denominator may well be zero.
 *
 * @param sigmas deviations of noise on either side of the interval
 */
export function releasedQuotient(
  observed: Observed,
  numerator: Terms,
  denominator: Terms,
  domain: Domain,
  sigmas: number = SIGMAS,
): Released | undefined {
  if (!(sumOf(observed, denominator) > 0)) return undefined;
  const unexcluded = unexcludedQuotients(observed, numerator, denominator, sigmas);
  return releasedInterval(unexcluded, unexcluded, domain);
}
