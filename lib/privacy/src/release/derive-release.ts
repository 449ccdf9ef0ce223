import { ConsiliumError } from '@consilium/core';
import { calibrateNoiseMultiplier } from '../accounting/calibrate.ts';
import { type AccountingMethod, epsilonFor, type EpsilonResult } from '../accounting/epsilon.ts';
import type { PrivacyEvent } from '../accounting/events/event.ts';
import { filterShare, isOneMechanism, renyiFilter } from '../accounting/filter.ts';
import { requireDelta } from '../parameter.ts';
import { batchSizeBound, chooseGrid, type Grid } from '../encoding/grid.ts';
import { requireInteger } from '../parameter.ts';
import { DISCRETISATION_SHARE, discretisationDistance, discretisationRoom } from './discretisation.ts';

/** The numbers of a plan from which every privacy parameter follows. All public, the same at coordinator and sites. */
export interface ReleaseParameters {
  readonly mechanism: 'dp-fedsgd' | 'dp-sgd' | 'dp-fedavg';
  /** L2 bound of a patient's gradient, or of a site's update. */
  readonly clip: number;
  /** The price of a run in which every round is made once, per patient and site; see {@link CLIPS_MOVED}. */
  readonly target: { readonly epsilon: number; readonly delta: number };
  /** Noise standard deviation over the clip; left out, calibrated to the target. */
  readonly noiseMultiplier?: number;
  /** Poisson sampling rate; 1 for dp-fedavg. */
  readonly samplingRate: number;
  /** Noisy releases a round at one site. */
  readonly stepsPerRound: number;
  readonly rounds: number;
  /** Sites whose updates may be added up. */
  readonly sites: number;
  /** h of docs/privacy.md: of the sites in each sum, those whose shares of the noise add up to all of it; 1 trusts nobody. */
  readonly honestContributors: number;
  /** Public patient number of the largest site. */
  readonly largestSite: number;
  /** Model parameters. */
  readonly dimension: number;
}

/** What a run releases, with what noise, at what cost. */
export interface Release {
  /** Noise standard deviation over the clip. */
  readonly noiseMultiplier: number;
  /** Noise standard deviation over the sensitivity, which is what is accounted for: `noiseMultiplier` over {@link CLIPS_MOVED}. */
  readonly chargedNoise: number;
  /** What one round at one site costs. */
  readonly eventsPerRound: readonly PrivacyEvent[];
  /** How far the noise of one round is from the one that is accounted for, of one share as of a sum of h; see {@link discretisationDistance}. */
  readonly distancePerRound: number;
  /** Epsilon of the whole run at the target's delta, at one site. */
  readonly epsilon: number;
  readonly delta: number;
  readonly method: AccountingMethod;
  readonly grid: Grid;
}

/**
 * By how many clips a release moves at most when one patient is added or removed. A patient's gradient is there or not there. Of an update
 * that was trained on all patients one patient may turn the direction: two updates within the clip are up to two clips apart. So
 * much covers the exchange of all records of the site as well. The update of a site without patients does not exist, and that a site
 * answers is public.
 *
 * @proof docs/proofs/encoding-update.md#neighbours
 */
const CLIPS_MOVED: Readonly<Record<ReleaseParameters['mechanism'], number>> = { 'dp-fedsgd': 1, 'dp-sgd': 1, 'dp-fedavg': 2 };

/**
 * A site may have up to this many times its public patient number: more, and it refuses the task, since the plan's numbers
 * then describe another hospital.
 */
export const PUBLIC_SIZE_FACTOR = 2;

/**
 * Noise added beyond what is accounted for: discrete noise stands for a continuous one of 1/12 less variance, and with this
 * margin and at least {@link SMALLEST_NOISE} grid steps of noise that one still has the accounted noise multiplier.
 */
export const NOISE_MARGIN: number = 1 + 2 ** -20;
/**
 * Of each share. From here on NOISE_MARGIN covers the 1/12: s^2 (1 - 1 / NOISE_MARGIN^2) >= 1/12 for s >= 210; and sums of shares are as good as
 * one noise of all.
 *
 * @proof docs/proofs/release.md#shares
 */
const SMALLEST_NOISE = 256;

/**
 * Derives noise, grid and cost of a run. Deterministic: coordinator and sites come to the same result from the same plan.
 *
 * @throws ConsiliumError `PARAMETER_INVALID`, `CALIBRATION_FAILED`; `PARAMETER_INVALID` also when a given noise multiplier
 * does not reach the target
 */
export function deriveRelease(parameters: ReleaseParameters): Release {
  const { target, rounds } = parameters;
  requireDelta('target.delta', target.delta);
  requireInteger('rounds', rounds, 1);
  requireInteger('stepsPerRound', parameters.stepsPerRound, 1);
  const perRound = (noiseMultiplier: number): readonly PrivacyEvent[] => [
    eventOf(parameters, noiseMultiplier, parameters.stepsPerRound),
  ];
  const whole = (noiseMultiplier: number): readonly PrivacyEvent[] => [
    eventOf(parameters, noiseMultiplier, parameters.stepsPerRound * rounds),
  ];
  const delta = target.delta * (1 - DISCRETISATION_SHARE);
  const found =
    parameters.noiseMultiplier === undefined
      ? calibrateNoiseMultiplier({ targetEpsilon: target.epsilon, delta, events: whole })
      : { noiseMultiplier: parameters.noiseMultiplier, ...epsilonFor(whole(parameters.noiseMultiplier), delta) };
  // Written so that NaN refuses.
  if (!(found.epsilon <= target.epsilon)) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: `noise multiplier ${found.noiseMultiplier} gives epsilon ${found.epsilon.toPrecision(4)} after ${rounds} rounds, the target is ${target.epsilon}`,
      details: { field: 'noiseMultiplier', epsilon: found.epsilon },
    });
  }
  const grid = gridOf(parameters, found.noiseMultiplier * NOISE_MARGIN);
  requireFineGrid(parameters, grid);
  const { noiseMultiplier, epsilon, method } = found;
  return Object.freeze({
    noiseMultiplier,
    chargedNoise: noiseMultiplier / CLIPS_MOVED[parameters.mechanism],
    eventsPerRound: perRound(noiseMultiplier),
    distancePerRound: discretisationDistance({
      releases: parameters.stepsPerRound,
      dimension: parameters.dimension,
      noiseStd: grid.noiseStd,
    }),
    epsilon,
    delta: target.delta,
    method,
    grid,
  });
}

/** Epsilon of ledger events at `delta`, with the share of {@link DISCRETISATION_SHARE} set aside. */
export function statedEpsilon(events: readonly PrivacyEvent[], delta: number): EpsilonResult {
  return epsilonFor(events, delta * (1 - DISCRETISATION_SHARE));
}

/** A budget and how what is spent of it is counted. */
export interface CountedBudget {
  readonly epsilon: number;
  readonly delta: number;
  /** `several`: by a Renyi filter, for plans chosen after seeing results; `one-mechanism`: exactly, for repetitions of one. */
  readonly accounting: 'several' | 'one-mechanism';
}

/**
 * What events use of a budget, in its own epsilon: it is kept exactly as long as this is at most `budget.epsilon`, whatever was decided in
 * the light of earlier releases. Infinite for a mixture of mechanisms under a budget for one.
 *
 * @proof docs/proofs/accounting-filter.md#renyi-filter, docs/proofs/accounting-filter.md#one-mechanism
 * @throws ConsiliumError `PARAMETER_INVALID` for events that do not compose, or a budget that is none
 */
export function budgetUse(events: readonly PrivacyEvent[], budget: CountedBudget): number {
  if (budget.accounting === 'one-mechanism') {
    return isOneMechanism(events) ? statedEpsilon(events, budget.delta).epsilon : Number.POSITIVE_INFINITY;
  }
  const filter = renyiFilter({ epsilon: budget.epsilon, delta: budget.delta * (1 - DISCRETISATION_SHARE) });
  return budget.epsilon * filterShare(filter, events);
}

/** The event of so many releases, in add/remove of one patient. */
function eventOf({ mechanism, samplingRate }: ReleaseParameters, overClip: number, steps: number): PrivacyEvent {
  const noiseMultiplier = overClip / CLIPS_MOVED[mechanism];
  if (mechanism === 'dp-fedavg') return { kind: 'gaussian', noiseMultiplier, steps };
  return { kind: 'poisson-gaussian', noiseMultiplier, samplingRate, steps };
}

function gridOf(parameters: ReleaseParameters, noiseMultiplier: number): Grid {
  const { mechanism, clip, sites, honestContributors, dimension, largestSite, samplingRate } = parameters;
  // Steps of dp-sgd stay at their site, one by one; the others are added up over all sites.
  const contributors = mechanism === 'dp-sgd' ? 1 : sites;
  const common = { clip, noiseMultiplier, contributors, honestContributors, dimension };
  if (mechanism === 'dp-fedavg') return chooseGrid(common);
  const population = requireInteger('largestSite', largestSite, 1) * PUBLIC_SIZE_FACTOR;
  return chooseGrid({ ...common, unitsPerContributor: batchSizeBound(population, samplingRate) });
}

/**
 * Refuses a grid on which discrete noise could move delta by more than the share that is set aside for it, over one run at its target. A site
 * asks again over all runs at its own budget.
 *
 * @proof docs/proofs/release.md#discretisation
 */
export function requireFineGrid(
  parameters: Pick<ReleaseParameters, 'target' | 'rounds' | 'stepsPerRound' | 'dimension'>,
  grid: Grid,
): void {
  const { target, rounds, stepsPerRound, dimension } = parameters;
  const releases = rounds * stepsPerRound;
  const distance = discretisationDistance({ releases, dimension, noiseStd: grid.noiseStd });
  if (grid.noiseStd >= SMALLEST_NOISE && distance <= discretisationRoom(target)) return;
  throw new ConsiliumError({
    code: 'PARAMETER_INVALID',
    message: `the grid is too coarse for delta ${target.delta}: ${releases} releases of ${dimension} parameters with noise of ${grid.noiseStd.toPrecision(3)} steps`,
    details: { field: 'delta' },
  });
}
