import { requireBetween } from './checks.ts';
import { powerOfTwoFrom, SIGMA_RANGE } from './discrete-gaussian.ts';
import { exactRational } from './exponential.ts';
import { buildStaircase } from './staircase.ts';
import { type IntegerSampler, StaircaseSampler } from './staircase-sampler.ts';

/** Blocks reach this many scales; beyond it lies 3e-10 of the mass, which the tail proposal covers exactly. */
const REACH = 22;

/** A sampler of the discrete Laplace distribution with parameter `scale`. */
export interface DiscreteLaplaceSampler extends IntegerSampler {
  readonly scale: number;
  /** Where the proof that it is exact stands. */
  readonly proof: string;
}

class LaplaceSampler extends StaircaseSampler implements DiscreteLaplaceSampler {
  readonly scale: number;
  readonly proof = 'docs/proofs/noise-staircase.md#discrete-laplace';

  constructor(scale: number) {
    const { numerator, denominator } = exactRational(scale);
    super(
      buildStaircase({
        exponent: (m) => m / scale,
        exactExponent: (m) => ({ numerator: m * denominator, denominator: numerator }),
        reach: Math.ceil(REACH * scale),
        tailWidth: powerOfTwoFrom(scale),
      }),
    );
    this.scale = scale;
  }
}

/**
 * Exact sampler of the discrete Laplace (two-sided geometric) distribution: P[x] proportional to exp(-|x| / scale) on all
 * integers (Ghosh, Roughgarden, Sundararajan 2009), scale from 0.5 to 2^30 taken as the exact rational value of the double.
 *
 * @proof docs/proofs/noise-staircase.md#discrete-laplace
 * @throws PARAMETER_INVALID when the scale is outside its range.
 */
export function createDiscreteLaplace(scale: number): DiscreteLaplaceSampler {
  return new LaplaceSampler(requireBetween('scale', scale, SIGMA_RANGE.low, SIGMA_RANGE.high));
}
