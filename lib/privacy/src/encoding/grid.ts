import { ConsiliumError } from '@consilium/core';
import { requireBetween, requireInteger, requirePositive } from '../parameter.ts';
import { SIGMA_RANGE } from '../noise/discrete-gaussian.ts';

/** Everything that the grid of a run is derived from; all of it stands in the plan, so that every party derives the same grid. */
export interface GridOptions {
  /** Norm bound of one privacy unit's vector (a patient's gradient, or a site's update). */
  readonly clip: number;
  /** Largest public weight that a vector is multiplied with. @default 1 */
  readonly maxWeight?: number;
  /** Standard deviation of the total noise over the sensitivity; 0 means no noise and no privacy, and must be confirmed again when encoding. */
  readonly noiseMultiplier: number;
  /** How many encoded vectors are added modulo 2^32 before decoding: the sites under secure aggregation, else 1. */
  readonly contributors: number;
  /** h: honest surviving contributors that the guarantee assumes; each adds noise of variance (z * sensitivity)^2 / h. */
  readonly honestContributors: number;
  /** Number of coordinates. */
  readonly dimension: number;
  /** Most clipped vectors that one contributor adds up before encoding: 1 for whole updates, the largest batch for patient sums. @default 1 */
  readonly unitsPerContributor?: number;
}

/** The integer grid of a run: real numbers times `scale`, noise and norms in units of the grid. Make it with {@link chooseGrid}. */
export interface Grid {
  /** Grid units per unit of the vector: a power of two, so that decoding rounds nothing. */
  readonly scale: number;
  /** Norm bound of one encoded vector of the largest weight, in grid units, and the sensitivity: floor(clip * maxWeight * scale). */
  readonly clipUnits: number;
  /** Standard deviation of each contributor's discrete Gaussian, in grid units: noiseMultiplier * clipUnits / sqrt(h). */
  readonly noiseStd: number;
  readonly clip: number;
  readonly maxWeight: number;
  readonly dimension: number;
  readonly unitsPerContributor: number;
}

/** Contributors' values and noise must stay inside this; the margin to 2^31 absorbs the rounding of the derivation itself. */
const LARGEST_SUM = 2 ** 31 - 16;
/** log2 of 1e15, rounded up: the sum wraps somewhere in the vector with probability below 2^-50 < 1e-15. */
const WRAP_BITS = 50;
/** A flat vector keeps at least this many units in each coordinate, so that truncation costs it at most about a sixteenth. */
const COARSEST_UNITS = 8;
/** From here on a sum of discrete Gaussians is one, at every integer up to a factor of 1 + 1e-260 (docs/proofs/release.md#shares). */
const SMALLEST_NOISE = 8;

/**
 * Chooses the finest power-of-two grid on which the sum of all contributors wraps 32 bits, in any coordinate, with
 * probability below 1e-15; the same on every machine, from the plan's numbers alone.
 *
 * @proof docs/proofs/encoding-grid.md#wrap
 * @throws PARAMETER_INVALID naming the field that is out of range, or `dimension` when no grid is fine enough.
 */
export function chooseGrid(options: GridOptions): Grid {
  const clip = requireBetween('clip', requirePositive('clip', options.clip), 2 ** -64, 2 ** 64);
  const maxWeight = requireBetween('maxWeight', requirePositive('maxWeight', options.maxWeight ?? 1), 2 ** -32, 2 ** 32);
  const noiseMultiplier = requireBetween('noiseMultiplier', options.noiseMultiplier, 0, 2 ** 20);
  const contributors = requireInteger('contributors', options.contributors, 1, 2 ** 20);
  const honest = requireInteger('honestContributors', options.honestContributors, 1, contributors);
  const dimension = requireInteger('dimension', options.dimension, 1, 2 ** 32);
  const units = requireInteger('unitsPerContributor', options.unitsPerContributor ?? 1, 1, 2 ** 31);

  // 2 ln(2 d / p) with p = 2^-50, from whole bits so that no logarithm is needed: ln 2 < 0.6931472.
  const tail = Math.sqrt(2 * (bitsOf(2 * dimension) + WRAP_BITS) * 0.6931472);
  const at = (scale: number): Grid => {
    const clipUnits = Math.floor(clip * maxWeight * scale);
    // A hair above the quotient, so that rounding can only add noise.
    const noiseStd = ((noiseMultiplier * clipUnits) / Math.sqrt(honest)) * (1 + 2 ** -50);
    return { scale, clipUnits, noiseStd, clip, maxWeight, dimension, unitsPerContributor: units };
  };
  const fits = ({ clipUnits, noiseStd }: Grid): boolean => {
    const largestValue = units * clipUnits + 2;
    return contributors * largestValue + noiseStd * Math.sqrt(contributors) * tail <= LARGEST_SUM && noiseStd <= SIGMA_RANGE.high;
  };

  let scale = 1;
  while (fits(at(scale * 2))) scale *= 2;
  while (!fits(at(scale)) && scale > 2 ** -120) scale /= 2;
  const grid = at(scale);
  if (grid.clipUnits < COARSEST_UNITS * Math.sqrt(dimension) || (noiseMultiplier > 0 && grid.noiseStd < SMALLEST_NOISE)) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message:
        `no 32-bit grid is fine enough for dimension ${dimension}: ${contributors} contributors of up to ${units} clipped vectors each ` +
        `with noise multiplier ${noiseMultiplier} leave ${grid.clipUnits} steps for a clipped vector`,
      details: { field: 'dimension', clipUnits: grid.clipUnits },
    });
  }
  return Object.freeze(grid);
}

/** What all sites whose vectors are added up have to have alike. */
export interface SharedGrid {
  readonly scale: number;
  /** Standard deviation of the noise of each share in grid units, to 24 bits. */
  readonly noise: number;
}

/**
 * What a site whose noise counts on that of others says of its grid, for them to say the same: the scale, and the noise of a share as a float32, so
 * that machines whose last bits differ say the same of one plan. What shares may be smaller so, the margin of the noise covers.
 *
 * @proof docs/proofs/release.md#shares
 */
export function sharedGrid({ scale, noiseStd }: Grid): SharedGrid {
  return { scale, noise: Math.fround(noiseStd) };
}

/**
 * Norm in grid units that an update of this grid exceeds with probability below 1e-17 when it was clipped and noised as the plan
 * says, whatever the data: a longer one was not.
 *
 * @proof docs/proofs/encoding-grid.md#longest
 */
export function longestHonestUpdate(grid: Grid): number {
  return longestHonestSum(grid, 1);
}

/**
 * Norm in grid units that the sum of so many such updates exceeds with probability below 1e-17; `longestHonestUpdate` for one.
 *
 * @proof docs/proofs/encoding-grid.md#longest
 * @throws PARAMETER_INVALID when `contributors` is not a positive integer
 */
export function longestHonestSum(grid: Grid, contributors: number): number {
  requireInteger('contributors', contributors, 1);
  const { unitsPerContributor, clipUnits, noiseStd, dimension } = grid;
  const units = contributors * unitsPerContributor;
  // A hair more, for sums of squares in doubles.
  return (units * clipUnits + Math.sqrt(contributors) * noiseStd * (Math.sqrt(dimension) + 9)) * (1 + 2 ** -20);
}

/** Number of bits of an integer: the smallest b with value < 2^b. */
function bitsOf(value: number): number {
  let bits = 0;
  for (let power = 1; power <= value; power *= 2) bits++;
  return bits;
}

/**
 * A bound on the size of a Poisson batch that is exceeded with probability below 1e-16 (Bernstein's inequality), for
 * `unitsPerContributor`; never more than the population.
 *
 * @proof docs/proofs/encoding-grid.md#batch
 * @throws PARAMETER_INVALID when populationSize is not a positive integer or rate is not in (0, 1].
 */
export function batchSizeBound(populationSize: number, rate: number): number {
  requireInteger('populationSize', populationSize, 1);
  requireBetween('rate', rate, Number.MIN_VALUE, 1);
  const mean = populationSize * rate;
  // exp(-t^2 / (2 (mean + t / 3))) <= 1e-16 for t = L/3 + sqrt(L^2 / 9 + 2 L mean), L = ln 1e16 < 37.
  const log = 37;
  return Math.min(populationSize, Math.ceil(mean + log / 3 + Math.sqrt((log * log) / 9 + 2 * log * mean)));
}
