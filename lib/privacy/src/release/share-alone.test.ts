import { isConsiliumError } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { deriveRelease, type ReleaseParameters, statedEpsilon } from './derive-release.ts';
import { discretisationRoom } from './discretisation.ts';
import { repeated } from './repetitions-within.ts';
import { epsilonAlone } from './share-alone.ts';

const parameters: ReleaseParameters = {
  mechanism: 'dp-fedsgd',
  clip: 1,
  target: { epsilon: 1, delta: 0.001 },
  samplingRate: 0.3,
  stepsPerRound: 1,
  rounds: 40,
  sites: 6,
  honestContributors: 4,
  largestSite: 200,
  dimension: 15,
};
const delta = 0.001;

describe('epsilon of one share alone', () => {
  const { eventsPerRound, noiseMultiplier, distancePerRound, epsilon } = deriveRelease(parameters);
  const events = repeated(eventsPerRound, 40);
  const distance = 40 * distancePerRound;

  it('is that of the run with 1/h of the variance', () => {
    const alone = epsilonAlone([{ events, distance, honest: 4 }], delta);
    const half = statedEpsilon(
      [{ kind: 'poisson-gaussian', noiseMultiplier: noiseMultiplier / 2, samplingRate: 0.3, steps: 40 }],
      delta,
    );
    expect(alone).toBe(half.epsilon);
    expect(alone).toBeGreaterThan(2 * epsilon);
  });

  it('is that of the run itself where the site adds all the noise', () => {
    expect(epsilonAlone([{ events, distance, honest: 1 }], delta)).toBe(statedEpsilon(events, delta).epsilon);
    expect(epsilonAlone([], delta)).toBe(0);
  });

  it('adds up releases of different plans, each with its own share', () => {
    const gaussian = { kind: 'gaussian', noiseMultiplier: 9, steps: 4 } as const;
    const both = epsilonAlone(
      [
        { events: [gaussian], distance: 0, honest: 9 },
        { events: [gaussian], distance: 0, honest: 1 },
      ],
      delta,
    );
    expect(both).toBe(statedEpsilon([{ ...gaussian, noiseMultiplier: 3 }, gaussian], delta).epsilon);
  });

  it('is no number where the grid is too coarse to say one', () => {
    const alone = epsilonAlone([{ events, distance: 0, honest: 4 }], delta);
    const room = discretisationRoom({ epsilon: alone, delta });
    expect(epsilonAlone([{ events, distance: room * 0.99, honest: 4 }], delta)).toBe(alone);
    expect(epsilonAlone([{ events, distance: room * 1.01, honest: 4 }], delta)).toBe(Number.POSITIVE_INFINITY);
    expect(epsilonAlone([{ events, distance: Number.NaN, honest: 4 }], delta)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is a number however little a share is', () => {
    for (const honest of [48, 1000]) {
      expect(epsilonAlone([{ events, distance: 0, honest }], delta)).toBeGreaterThan(10);
    }
  });

  it('is refused for noise that has no shares', () => {
    const refused = { events: [{ kind: 'laplace', scale: 1, steps: 1 }], distance: 0, honest: 2 } as const;
    try {
      epsilonAlone([refused], delta);
      expect.unreachable();
    } catch (error) {
      expect(isConsiliumError(error, 'PARAMETER_INVALID')).toBe(true);
    }
  });
});
