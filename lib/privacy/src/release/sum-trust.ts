import type { PrivacyEvent } from '../accounting/events/event.ts';
import type { ScoreRelease } from '../scores/score-release.ts';
import type { Release, ReleaseParameters } from './derive-release.ts';
import { repeated } from './repetitions-within.ts';
import { epsilonAlone } from './share-alone.ts';

/** What is left to a hospital should all others collude with the coordinator; infinite where the grid allows no statement. */
export interface LeftAlone {
  /** Of the updates that this site sends. */
  readonly epsilonAlone: number;
  /** The same of its scores, per held-out patient. */
  readonly scoresAlone: number;
}

/** What a hospital trusts in others when its noise is a share, and what that buys; alone, of a run in which each round is made once. */
export interface SumTrust extends LeftAlone {
  /** h: sites of each sum that have to be honest, this one among them. */
  readonly honest: number;
  readonly sites: number;
  /** Noise of a sum over all sites, over what h honest ones need: the root of n/h. */
  readonly overNoise: number;
}

/** What a run releases: updates of so many rounds, and the scores of so many models. */
export interface TrustedRun {
  readonly release: Release;
  /** Attempts of all rounds, which cost alike. */
  readonly rounds: number;
  readonly scores: ScoreRelease;
  readonly evaluations: number;
}

/** {@link SumTrust} of a run of a plan, at the delta of its target. @throws ConsiliumError `PARAMETER_INVALID` */
export function sumTrust(
  { sites, honestContributors: honest }: Pick<ReleaseParameters, 'sites' | 'honestContributors'>,
  run: TrustedRun,
): SumTrust {
  return { honest, sites, ...leftAlone(honest, run), overNoise: Math.sqrt(sites / honest) };
}

/** {@link LeftAlone} of so many releases, at the delta of the plan's target. @throws ConsiliumError `PARAMETER_INVALID` */
export function leftAlone(honest: number, { release, rounds, scores, evaluations }: TrustedRun): LeftAlone {
  const alone = (event: readonly PrivacyEvent[], distance: number, times: number): number =>
    epsilonAlone([{ events: repeated(event, times), distance: distance * times, honest }], release.delta);
  return {
    epsilonAlone: alone(release.eventsPerRound, release.distancePerRound, rounds),
    scoresAlone: alone([scores.event], scores.distance, evaluations),
  };
}

/** The same in words, for people who decide. */
export function sumTrustText({ honest, sites, epsilonAlone: alone, scoresAlone, overNoise }: SumTrust): readonly string[] {
  const seen = 'updates and noised scores leave under masks: all that is seen of them is their sum';
  if (honest === 1) return [`${seen}; no other hospital has to be honest, since each adds all the noise itself`];
  return [
    seen,
    `other hospitals needed honest: ${honest - 1} of ${sites - 1} in each sum; as long as they are, epsilon is what is said here`,
    Number.isFinite(alone)
      ? `epsilon ${alone.toPrecision(4)} is left by what this hospital sends alone, should all others collude with the coordinator: in one run, each round made once`
      : 'no epsilon can be stated for what this hospital sends alone, should all others collude with the coordinator',
    Number.isFinite(scoresAlone)
      ? `of its scores, epsilon ${scoresAlone.toPrecision(4)} per held-out patient is left then`
      : 'of its scores, no epsilon per held-out patient can be stated then',
    `a sum over all ${sites} sites has ${overNoise.toFixed(2)} times the noise that ${honest} honest ones need`,
  ];
}
