import { logGamma } from '../accounting/numerics/special-functions.ts';

/** log of the binomial probability of k successes in n trials, 0 < p < 1. */
export function logBinomial(k: number, n: number, p: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

/**
 * P[Bin(n, p) >= k], for 0 < p < 1, summed outward from the term of k as far as terms matter; relative error about
 * n log(n) 1e-13, from the factorials.
 * On the near side of the mean the complement is summed instead, so that few terms are needed on either.
 */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  if (k <= n * p) return 1 - sumOutward(k - 1, n, p, -1);
  return sumOutward(k, n, p, 1);
}

/** The sum of binomial terms from k in the direction away from the mean. */
function sumOutward(from: number, n: number, p: number, direction: 1 | -1): number {
  const odds = p / (1 - p);
  let term = Math.exp(logBinomial(from, n, p));
  let sum = 0;
  for (let k = from; term > sum * 2 ** -60; k += direction) {
    sum += term;
    term *= direction === 1 ? ((n - k) / (k + 1)) * odds : k / (n - k + 1) / odds;
  }
  return sum;
}

/** P[Bin(n, p) <= k], for 0 <= p < 1, accurate where it is small: successes and failures change places. */
export function binomialLowerTail(k: number, n: number, p: number): number {
  // Below this 1 - p would be rounded to 1; for n up to 10^7 no success at all is then all but certain.
  return p < 1e-15 ? 1 : binomialUpperTail(n - k, n, 1 - p);
}
