import type { Randomness } from '@consilium/core';
import { calibrateNoiseMultiplier } from '../accounting/calibrate.ts';
import type { PrivacyEvent } from '../accounting/events/event.ts';
import { chooseGrid, type Grid } from '../encoding/grid.ts';
import { addGridNoise } from '../encoding/release-noise.ts';
import { refuseParameter, requireDelta, requireInteger } from '../parameter.ts';
import { NOISE_MARGIN, PUBLIC_SIZE_FACTOR, requireFineGrid } from '../release/derive-release.ts';
import { DISCRETISATION_SHARE, discretisationDistance } from '../release/discretisation.ts';
import type { ScoreLayout } from './score-layout.ts';

/** The public numbers from which the noise of scores follows. */
export interface ScoreReleaseParameters {
  readonly layout: ScoreLayout;
  /** What all evaluations of the run may cost together at one site, per held-out patient. */
  readonly target: { readonly epsilon: number; readonly delta: number };
  /** How often the run is scored. */
  readonly evaluations: number;
  /** Sites whose words may be added up. */
  readonly sites: number;
  /** h of docs/privacy.md; 1 trusts nobody. */
  readonly honestContributors: number;
  /** Public patient number of the largest site. */
  readonly largestSite: number;
}

/** How scores are noised, and what that costs. */
export interface ScoreRelease {
  /** Noise standard deviation over the sensitivity. */
  readonly noiseMultiplier: number;
  /** What one evaluation costs at one site. */
  readonly event: PrivacyEvent;
  /** How far the noise of one evaluation is from the one that is accounted for; see {@link discretisationDistance}. */
  readonly distance: number;
  /** Epsilon of all evaluations of the run. */
  readonly epsilon: number;
  readonly delta: number;
  readonly grid: Grid;
  /** Most that one patient adds to each block of the layout. */
  readonly units: readonly number[];
}

/**
 * Derives noise, grid and cost of a run's scores. Deterministic: coordinator and sites come to the same result from the same plan.
 * The relation is one patient added or removed, as in every event of the ledger.
 *
 * @proof docs/proofs/scores.md#noise
 * @throws ConsiliumError `PARAMETER_INVALID`, `CALIBRATION_FAILED`
 */
export function deriveScoreRelease(parameters: ScoreReleaseParameters): ScoreRelease {
  const { layout, target, evaluations, sites, honestContributors, largestSite } = parameters;
  requireDelta('target.delta', target.delta);
  requireInteger('evaluations', evaluations, 1);
  const events = (multiplier: number, steps: number): PrivacyEvent => ({ kind: 'gaussian', noiseMultiplier: multiplier, steps });
  const { noiseMultiplier, epsilon } = calibrateNoiseMultiplier({
    targetEpsilon: target.epsilon,
    delta: target.delta * (1 - DISCRETISATION_SHARE),
    events: (multiplier) => [events(multiplier, evaluations)],
  });
  const grid = chooseGrid({
    clip: layout.sensitivity,
    noiseMultiplier: noiseMultiplier * NOISE_MARGIN,
    contributors: sites,
    honestContributors,
    dimension: layout.dimension,
    unitsPerContributor: requireInteger('largestSite', largestSite, 1) * PUBLIC_SIZE_FACTOR,
  });
  requireFineGrid({ target, rounds: evaluations, stepsPerRound: 1, dimension: layout.dimension }, grid);
  const units = layout.blocks.map(({ weight }) => Math.floor((weight / layout.sensitivity) * grid.clipUnits * (1 - 2 ** -40)));
  const squares = units.reduce((sum, unit) => sum + BigInt(unit) * BigInt(unit), 0n);
  if (squares > BigInt(grid.clipUnits) * BigInt(grid.clipUnits)) refuseParameter('layout', squares, 'within the sensitivity');
  const event = events(noiseMultiplier, 1);
  const distance = discretisationDistance({ releases: 1, dimension: layout.dimension, noiseStd: grid.noiseStd });
  return Object.freeze({ noiseMultiplier, event, distance, epsilon, delta: target.delta, grid, units: Object.freeze(units) });
}

/**
 * Adds the noise of a release to a site's words, modulo 2^32, in place.
 *
 * @proof docs/proofs/scores.md#noise
 */
export function noiseScores(words: Int32Array, release: ScoreRelease, random: Randomness): Int32Array {
  addGridNoise(words, release.grid, 'grid', random);
  return words;
}
