import { describe, expect, it } from 'vitest';
import { deriveRelease, type ReleaseParameters } from './derive-release.ts';
import { repeated } from './repetitions-within.ts';
import { epsilonAlone } from './share-alone.ts';
import { sumTrust, sumTrustText } from './sum-trust.ts';

const parameters: ReleaseParameters = {
  mechanism: 'dp-fedsgd',
  clip: 1,
  target: { epsilon: 1, delta: 0.001 },
  samplingRate: 0.3,
  stepsPerRound: 1,
  rounds: 40,
  sites: 5,
  honestContributors: 4,
  largestSite: 200,
  dimension: 15,
};

describe('what a hospital trusts in others', () => {
  it('is h - 1 of the other sites, and has its price if they lie', () => {
    const release = deriveRelease(parameters);
    const trust = sumTrust(parameters, release, 40);
    const shares = { events: repeated(release.eventsPerRound, 40), distance: 40 * release.distancePerRound, honest: 4 };
    expect(trust).toEqual({ honest: 4, sites: 5, epsilonAlone: epsilonAlone([shares], 0.001), overNoise: Math.sqrt(5 / 4) });
    expect(trust.epsilonAlone).toBeGreaterThan(2 * release.epsilon);
    const text = sumTrustText(trust).join('\n');
    expect(text).toContain('other hospitals needed honest: 3 of 4 in each sum');
    expect(text).toContain(`epsilon ${trust.epsilonAlone.toPrecision(4)} is left by what this hospital sends alone`);
    expect(text).toContain('a sum over all 5 sites has 1.12 times the noise that 4 honest ones need');
  });

  it('is nothing where each site adds all the noise', () => {
    const one = { ...parameters, honestContributors: 1 };
    const release = deriveRelease(one);
    const trust = sumTrust(one, release, 40);
    expect(trust.epsilonAlone).toBe(release.epsilon);
    expect(sumTrustText(trust)).toEqual([expect.stringContaining('no other hospital has to be honest')]);
  });

  it('does not pass for a number where there is none', () => {
    const text = sumTrustText({ honest: 3, sites: 9, epsilonAlone: Number.POSITIVE_INFINITY, overNoise: 2 }).join('\n');
    expect(text).toContain('no epsilon can be stated');
    expect(text).not.toContain('Infinity');
  });
});
