import { requireBetween } from '../parameter.ts';
import { exactRational } from './exponential.ts';
import { buildStaircase, type Shape } from './staircase.ts';
import { type IntegerSampler, StaircaseSampler } from './staircase-sampler.ts';

/** Smallest and largest standard deviation of the samplers, in grid units. */
export const SIGMA_RANGE: Readonly<{ low: number; high: number }> = { low: 0.5, high: 2 ** 30 };

/** Blocks reach this many sigma; beyond it lies 2.6e-12 of the mass, which the tail proposal covers exactly. */
const REACH = 7;

/** A sampler of the discrete Gaussian with parameter `sigma`. */
export interface DiscreteGaussianSampler extends IntegerSampler {
  readonly sigma: number;
  /** Where the proof that it is exact stands. */
  readonly proof: string;
}

/** The shape of {@link createDiscreteGaussian}, exactly that of `sigma`. */
export function gaussianShape(sigma: number): Shape {
  const { numerator, denominator } = exactRational(sigma);
  const twoSigmaSquared = 2 * sigma * sigma;
  return {
    exponent: (m) => (m * m) / twoSigmaSquared,
    exactExponent: (m) => ({ numerator: m * m * denominator * denominator, denominator: 2n * numerator * numerator }),
    reach: Math.ceil(REACH * sigma),
    // Beyond R = 7 sigma, p(m + w) / p(m) <= exp(-R w / sigma^2), which is at most 1/2 when w >= sigma * ln(2) / 7.
    tailWidth: powerOfTwoFrom(sigma / 10),
  };
}

class GaussianSampler extends StaircaseSampler implements DiscreteGaussianSampler {
  readonly sigma: number;
  readonly proof = 'docs/proofs/noise-staircase.md#discrete-gaussian';

  constructor(sigma: number) {
    super(buildStaircase(gaussianShape(sigma)));
    this.sigma = sigma;
  }
}

/** The smallest power of two that is at least `value` and at least 1. */
export function powerOfTwoFrom(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}

/**
 * Exact sampler of the discrete Gaussian N_Z(0, sigma^2): P[x] proportional to exp(-x^2 / (2 sigma^2)) on all integers
 * (Canonne, Kamath, Steinke 2020, Definition 1), sigma from 0.5 to 2^30 taken as the exact rational value of the double.
 * Its variance is at most sigma^2 (CKS Corollary 9) and equal to it to 1e-8 from sigma = 1.
 *
 * @proof docs/proofs/noise-staircase.md#discrete-gaussian
 * @throws PARAMETER_INVALID when sigma is outside its range.
 */
export function createDiscreteGaussian(sigma: number): DiscreteGaussianSampler {
  return new GaussianSampler(requireBetween('sigma', sigma, SIGMA_RANGE.low, SIGMA_RANGE.high));
}
