import { gaussianEpsilon } from '../accounting/laws/gaussian-profile.ts';
import { normalUpperTail } from '../accounting/numerics/special-functions.ts';

/** Standard normal quantile: x with P[Z <= x] = probability, by bisection on the distribution function; for 0 < probability < 1. */
export function normalQuantile(probability: number): number {
  let low = -40;
  let high = 40;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (normalUpperTail(-middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The largest mu that error rates refute: a mechanism at least as private as telling N(0,1) from N(mu,1) has
 * FNR >= Phi(Phi^-1(1 - FPR) - mu) (Dong, Roth, Su 2022, "Gaussian differential privacy"), so that upper bounds
 * on both rates bound mu from below. 0 when they refute nothing.
 */
export function muLowerBound(falsePositiveRate: number, falseNegativeRate: number): number {
  if (falsePositiveRate + falseNegativeRate >= 1) return 0;
  return normalQuantile(1 - falsePositiveRate) - normalQuantile(falseNegativeRate);
}

/** Epsilon at `delta` of a mechanism exactly as private as telling N(0,1) from N(mu,1) (Dong, Roth, Su 2022, Corollary 1). */
export function epsilonOfMu(mu: number, delta: number): number {
  return mu === 0 ? 0 : gaussianEpsilon(mu, Math.log(delta));
}

/**
 * The largest epsilon that error rates refute for any mechanism at all: (epsilon, delta) differential privacy implies
 * FPR + e^eps FNR >= 1 - delta and the same with both exchanged (Kairouz, Oh, Viswanath 2015, "The composition theorem for differential privacy").
 */
export function epsilonLowerBound(falsePositiveRate: number, falseNegativeRate: number, delta: number): number {
  const one = Math.log((1 - delta - falsePositiveRate) / falseNegativeRate);
  const other = Math.log((1 - delta - falseNegativeRate) / falsePositiveRate);
  // A logarithm of a negative number says nothing, which is what 0 says.
  return Math.max(0, Number.isNaN(one) ? 0 : one, Number.isNaN(other) ? 0 : other);
}
