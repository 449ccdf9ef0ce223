/**
 * Share of delta set aside for drawing discrete instead of continuous Gaussian noise: every epsilon of this project is
 * stated at delta (1 - 2^-20), and what discrete noise can add over all releases stays within the rest.
 */
export const DISCRETISATION_SHARE: number = 2 ** -20;

/** Total variation of one coordinate times s^4. */
const DISTANCE_OF_COORDINATE = 8.6e-4;

/** Releases of integers with discrete Gaussian noise. */
export interface DiscreteReleases {
  readonly releases: number;
  /** Numbers of each release. */
  readonly dimension: number;
  /** Standard deviation of the noise in grid steps, the parameter s of the discrete Gaussian; at least 256. */
  readonly noiseStd: number;
}

/**
 * How far such releases can be, in total variation, from the same ones with a rounded continuous Gaussian of variance s^2 - 1/12: at most
 * 8.6e-4 / s^4 a coordinate, sqrt(d) times that a release, and no more than the sum over releases, however each was chosen.
 *
 * @proof docs/proofs/release.md#discretisation
 */
export function discretisationDistance({ releases, dimension, noiseStd }: DiscreteReleases): number {
  return (releases * Math.sqrt(dimension) * DISTANCE_OF_COORDINATE) / noiseStd ** 4;
}

/**
 * The largest sum of {@link discretisationDistance} over everything that is released under a guarantee: (1 + e^epsilon) times it is the
 * part of delta that is set aside.
 *
 * @proof docs/proofs/release.md#over-all-runs
 */
export function discretisationRoom({ epsilon, delta }: { readonly epsilon: number; readonly delta: number }): number {
  return (delta * DISCRETISATION_SHARE) / (1 + Math.exp(epsilon));
}
