import type { Release, ReleaseParameters } from './derive-release.ts';
import { repeated } from './repetitions-within.ts';
import { epsilonAlone } from './share-alone.ts';

/** What a hospital trusts in others when its noise is a share, and what that buys. */
export interface SumTrust {
  /** h: sites of each sum that have to be honest, this one among them. */
  readonly honest: number;
  readonly sites: number;
  /** Of what this site sends alone, should all others collude with the coordinator; infinite where the grid allows no statement. */
  readonly epsilonAlone: number;
  /** Noise of a sum over all sites, over what h honest ones need: the root of n/h. */
  readonly overNoise: number;
}

/** {@link SumTrust} of so many rounds of a plan, at the delta of its target. @throws ConsiliumError `PARAMETER_INVALID` */
export function sumTrust(
  { sites, honestContributors: honest }: Pick<ReleaseParameters, 'sites' | 'honestContributors'>,
  { eventsPerRound, distancePerRound, delta }: Release,
  rounds: number,
): SumTrust {
  const shares = { events: repeated(eventsPerRound, rounds), distance: distancePerRound * rounds, honest };
  return { honest, sites, epsilonAlone: epsilonAlone([shares], delta), overNoise: Math.sqrt(sites / honest) };
}

/** The same in words, for people who decide. */
export function sumTrustText({ honest, sites, epsilonAlone: alone, overNoise }: SumTrust): readonly string[] {
  const seen = 'updates leave under masks: all that is seen of them is their sum';
  if (honest === 1) return [`${seen}; no other hospital has to be honest, since each adds all the noise itself`];
  return [
    seen,
    `other hospitals needed honest: ${honest - 1} of ${sites - 1} in each sum; as long as they are, epsilon is what is said here`,
    Number.isFinite(alone)
      ? `epsilon ${alone.toPrecision(4)} is left by what this hospital sends alone, should all others collude with the coordinator`
      : 'no epsilon can be stated for what this hospital sends alone, should all others collude with the coordinator',
    `a sum over all ${sites} sites has ${overNoise.toFixed(2)} times the noise that ${honest} honest ones need`,
  ];
}
