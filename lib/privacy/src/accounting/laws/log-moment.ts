import type { SimpleEvent } from '../events/event.ts';
import { integrate } from '../numerics/quadrature.ts';
import { logAddExp } from '../numerics/special-functions.ts';
import { type Truncation, truncationOf } from './truncation.ts';

/**
 * theta -> log E_P[(P/Q)^theta] for theta > 0, an upper bound for both directions of one step: (alpha - 1) times the Renyi
 * divergence of order alpha = theta + 1.
 */
export type LogMoment = (theta: number) => number;

/** The log moment of one step of `event`; each case names its source. */
export function logMomentOf(event: SimpleEvent): LogMoment {
  switch (event.kind) {
    case 'gaussian':
      // Mironov 2017, "Renyi differential privacy", Proposition 7.
      return gaussian((event.adjacency === 'replace-one' ? 2 : 1) / event.noiseMultiplier);
    case 'tree-aggregation':
      // Kairouz et al. 2021, "Practical and private (deep) learning without sampling or shuffling", appendix D.
      return gaussian(Math.sqrt(treeDepth(event.leaves)) / event.noiseMultiplier);
    case 'discrete-gaussian':
      // Canonne, Kamath and Steinke 2020, Theorem 4 and Proposition 5: the same as the continuous Gaussian's.
      return gaussian(event.sensitivity / event.sigma);
    case 'zcdp':
      // Bun and Steinke 2016, "Concentrated differential privacy", Definition 1.1.
      return (theta) => theta * (theta + 1) * event.rho;
    case 'poisson-gaussian':
      return (theta) => sampledGaussian(event.noiseMultiplier, event.samplingRate, theta);
    case 'truncated-poisson-gaussian':
      return truncatedGaussian(
        event.noiseMultiplier,
        truncationOf(event.datasetSize, event.samplingRate, event.maxBatchSize),
        event.samplingRate,
      );
    case 'fixed-size-gaussian':
      return (theta) => fixedSizeGaussian(event.noiseMultiplier / 2, event.sampleSize / event.datasetSize, theta);
    case 'laplace':
      return (theta) => sampledLaplace(event.scale, 1, theta);
    case 'poisson-laplace':
      return (theta) => sampledLaplace(event.scale, event.samplingRate, theta);
    case 'discrete-laplace':
      return (theta) => discreteLaplace(event.scale, event.sensitivity, theta);
  }
}

/** Nodes of the tree that one leaf takes part in: ceil(log2(leaves + 1)) for the largest tree. */
export function treeDepth(leaves: number | readonly number[]): number {
  const most = typeof leaves === 'number' ? leaves : Math.max(...leaves);
  // A count of binary digits, exact where a floating-point logarithm is not.
  return most.toString(2).length;
}

function gaussian(mu: number): LogMoment {
  return (theta) => (theta * (theta + 1) * mu * mu) / 2;
}

/** Relative error of a trapezoid sum below exp(-this): below the last bit of a double. */
const TRAPEZOID_EXPONENT = 44;

/**
 * log of the integral of A r^alpha, A = N(0, sigma^2), r = 1 - q + q e^l, l = (2x - 1) / (2 sigma^2), alpha = theta + 1
 * (Mironov, Talwar and Zhang 2019, "Renyi differential privacy of the sampled Gaussian mechanism", Theorem 4: the
 * direction "record present" is the larger one).
 *
 * Computed for any real alpha by the trapezoid rule, which is exponentially exact for functions analytic in a strip
 * (Trefethen and Weideman 2014, Theorem 5.1); docs/proofs/accounting-rdp.md bounds its error. Because E_A[r] = 1, the moment
 * minus one is the integral of A (r^alpha - 1 - alpha (r - 1)), whose terms are all positive: tiny q lose no digits.
 */
export function sampledGaussian(sigma: number, q: number, theta: number): number {
  if (q === 1) return (theta * (theta + 1)) / (2 * sigma * sigma);
  if (sigma < LEAST_INTEGRATED_SIGMA) return convexBound(sigma, q, theta);
  const alpha = theta + 1;
  const variance = sigma * sigma;
  const strip = Math.PI * variance;
  // The relative error is 2 exp(a^2 / (2 sigma^2) - 2 pi a / h) for any a up to the strip's half width: best at
  // a = 2 pi sigma^2 / h, which lies inside the strip from h = 2 on.
  const widest = (2 * Math.PI * sigma) / Math.sqrt(2 * TRAPEZOID_EXPONENT);
  const h = widest >= 2 ? widest : Math.min(widest, (2 * Math.PI * strip) / (TRAPEZOID_EXPONENT + (strip * Math.PI) / 2));
  // r^alpha A is largest between 0 and alpha; beyond, it falls at least as fast as the Gaussian around that end.
  const reach = sigma * Math.sqrt(2 * TRAPEZOID_EXPONENT);
  const first = Math.floor(-reach / h);
  const last = Math.ceil((alpha + reach) / h);
  const scale = h / (sigma * Math.sqrt(2 * Math.PI));
  let excess = 0;
  let peak = Number.NEGATIVE_INFINITY;
  let scaled = 0;
  for (let i = first; i <= last; i++) {
    const x = i * h;
    const l = (2 * x - 1) / (2 * variance);
    const logRatio = l > 30 ? l + Math.log(q + (1 - q) * Math.exp(-l)) : Math.log1p(q * Math.expm1(l));
    const logA = (-x * x) / (2 * variance);
    const exponent = logA + alpha * logRatio;
    if (exponent > peak) {
      scaled *= Math.exp(peak - exponent);
      peak = exponent;
    }
    scaled += Math.exp(exponent - peak);
    if (alpha * logRatio < 600) excess += Math.exp(logA) * convexExcess(alpha, q * Math.expm1(l), logRatio);
  }
  const direct = peak + Math.log(scale * scaled);
  return (direct < 1 ? Math.log1p(scale * excess) : direct) * (1 + 1e-12);
}

/** Below it integration would need too many nodes, and epsilon is in the thousands. */
const LEAST_INTEGRATED_SIGMA = 0.02;

/** log(1 - q + q e^(K of the unsampled Gaussian)): x^alpha is convex, so that this bounds every kind of sampling with rate q. */
function convexBound(sigma: number, q: number, theta: number): number {
  return logAddExp(Math.log1p(-q), Math.log(q) + gaussian(1 / sigma)(theta));
}

/** r^alpha - 1 - alpha (r - 1) for r = 1 + u, without cancellation for small u; not negative unless 0 < alpha < 1. */
function convexExcess(alpha: number, u: number, logRatio: number): number {
  if (Math.abs(u) * Math.max(1, Math.abs(alpha)) > 1e-2) return Math.expm1(alpha * logRatio) - alpha * u;
  // The binomial series from its second term.
  let term = (alpha * (alpha - 1) * u * u) / 2;
  let sum = term;
  for (let k = 2; k < 9; k++) {
    term *= ((alpha - k) * u) / (k + 1);
    sum += term;
  }
  return sum;
}

/**
 * A batch cap splits a step into two: with `probability` the batch was full, and the record replaces another (shift 2 at
 * the conditional rate), else plain Poisson sampling. Moments of a labelled mixture add (docs/proofs/accounting-pld.md).
 */
function truncatedGaussian(sigma: number, cut: Truncation, q: number): LogMoment {
  if (cut.probability === 0) return (theta) => sampledGaussian(sigma, q, theta);
  return (theta) =>
    logAddExp(
      Math.log(cut.room) + sampledGaussian(sigma, q, theta),
      Math.log(cut.probability) + sampledGaussian(sigma / 2, cut.rate, theta),
    );
}

/**
 * Log moment of the dominating pair of sampling without replacement (docs/proofs/accounting-pld.md#fixed-size-gaussian):
 * losses above zero as for "record present", below zero as for "record absent", the rest at zero. With u = r - 1 the moment
 * minus one is the integral over x > 1/2 of A (r^alpha - 1 - alpha u) + A (r^-theta - 1 + theta u), both parts positive.
 * `sigma` is in units of the distance between the two exchanged sums.
 */
function fixedSizeGaussian(sigma: number, q: number, theta: number): number {
  const whole = sampledGaussian(sigma, q, theta);
  if (q === 1 || sigma < LEAST_INTEGRATED_SIGMA) return whole;
  const variance = sigma * sigma;
  const reach = sigma * Math.sqrt(2 * TRAPEZOID_EXPONENT);
  const panel = (sigma * Math.min(1, sigma)) / 4;
  const part = (power: number, low: number, high: number): number =>
    integrate(
      (x) => {
        const u = q * Math.expm1((2 * x - 1) / (2 * variance));
        return (Math.exp((-x * x) / (2 * variance)) / (sigma * Math.sqrt(2 * Math.PI))) * convexExcess(power, u, Math.log1p(u));
      },
      low,
      high,
      panel,
    );
  // The first integral is the one over the whole line less its lower half.
  const correction = part(-theta, 0.5, 0.5 + reach) - part(theta + 1, 0.5 - reach, 0.5);
  return (whole < 1 ? Math.log1p(Math.expm1(whole) + correction) : whole + Math.log1p(correction * Math.exp(-whole))) + 1e-13;
}

/** Panels over the range of the loss of a Laplace pair, for losses up to one; more for larger losses. */
const LAPLACE_PANELS = 2048;

/**
 * Poisson-subsampled Laplace with scale b. Under A = Lap(0, b) the loss l of the unsampled pair has an atom of mass 1/2 at
 * -1/b, one of mass e^(-1/b)/2 at 1/b, and the density e^(-(1/b + l)/2) / 4 between. The direction "record present" is the
 * larger one (Mironov, Talwar and Zhang 2019, Theorem 5, with the reflection x -> 1 - x). The logarithm of the integrand is
 * convex, so on each panel it lies under its chord, whose exponential integrates in closed form: an upper bound.
 */
function sampledLaplace(scale: number, q: number, theta: number): number {
  const a = 1 / scale;
  const alpha = theta + 1;
  const exponent = (l: number): number =>
    alpha * (l > 30 ? l + Math.log(q + (1 - q) * Math.exp(-l)) : Math.log1p(q * Math.expm1(l))) - (a + l) / 2;
  let total = logAddExp(Math.log(0.5) + exponent(-a), Math.log(0.5) + exponent(a));
  const panels = q === 1 ? 1 : LAPLACE_PANELS * Math.ceil(Math.min(a, 8));
  let left = exponent(-a);
  for (let i = 1; i <= panels; i++) {
    const right = exponent(-a + (2 * a * i) / panels);
    const rise = Math.abs(right - left);
    const mean = rise < 1e-9 ? 0 : Math.log(-Math.expm1(-rise) / rise);
    total = logAddExp(total, Math.max(left, right) + mean + Math.log(a / (2 * panels)));
    left = right;
  }
  return total + 1e-12;
}

/**
 * Discrete Laplace with scale t and integer sensitivity s: atoms of loss (2k - s)/t, mass tanh(1/2t) e^(-k/t) for 0 < k < s,
 * 1/(1 + e^(-1/t)) at k = 0 and e^(-s/t)/(1 + e^(-1/t)) at k = s (Ghosh, Roughgarden and Sundararajan 2012).
 */
function discreteLaplace(scale: number, sensitivity: number, theta: number): number {
  const p = 1 / scale;
  // Under the shifted law the loss is the negative of the loss under the unshifted law.
  let total = logAddExp(theta * sensitivity * p, -sensitivity * p - theta * sensitivity * p) - Math.log1p(Math.exp(-p));
  const logMass = Math.log(Math.tanh(p / 2));
  // The geometric sum over 0 < k < s of e^(-kp + theta (s - 2k) p).
  const rate = p * (1 + 2 * theta);
  if (sensitivity > 1) {
    total = logAddExp(
      total,
      logMass + theta * sensitivity * p - rate + Math.log(-Math.expm1(-rate * (sensitivity - 1))) - Math.log(-Math.expm1(-rate)),
    );
  }
  return total + 1e-12;
}
