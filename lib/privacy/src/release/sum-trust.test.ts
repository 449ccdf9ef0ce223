import { describe, expect, it } from 'vitest';
import { scoreLayout } from '../scores/score-layout.ts';
import { deriveScoreRelease, type ScoreRelease } from '../scores/score-release.ts';
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

/** Scores of such a run, twice. */
function scored(honestContributors: number): { scores: ScoreRelease; evaluations: number } {
  const { target, sites, largestSite } = parameters;
  const layout = scoreLayout({ target: { kind: 'binary', threshold: 0.5 }, metrics: ['auc'] });
  const evaluations = 2;
  return { evaluations, scores: deriveScoreRelease({ layout, target, evaluations, sites, honestContributors, largestSite }) };
}

describe('what a hospital trusts in others', () => {
  it('is h - 1 of the other sites, and has its price if they lie', () => {
    const release = deriveRelease(parameters);
    const trust = sumTrust(parameters, { release, rounds: 40, ...scored(4) });
    const shares = { events: repeated(release.eventsPerRound, 40), distance: 40 * release.distancePerRound, honest: 4 };
    expect(trust).toEqual({
      honest: 4,
      sites: 5,
      epsilonAlone: epsilonAlone([shares], 0.001),
      scoresAlone: trust.scoresAlone,
      overNoise: Math.sqrt(5 / 4),
    });
    expect(trust.epsilonAlone).toBeGreaterThan(2 * release.epsilon);
    const { scores, evaluations } = scored(4);
    const share = { events: repeated([scores.event], evaluations), distance: evaluations * scores.distance, honest: 4 };
    expect(trust.scoresAlone).toBe(epsilonAlone([share], 0.001));
    expect(trust.scoresAlone).toBeGreaterThan(1.9 * scores.epsilon);
    const text = sumTrustText(trust).join('\n');
    expect(text).toContain('other hospitals needed honest: 3 of 4 in each sum');
    expect(text).toContain(
      `epsilon ${trust.epsilonAlone.toPrecision(4)} is left by what this hospital sends alone, should all others collude with the coordinator: in one run, each round made once`,
    );
    expect(text).toContain(`of its scores, epsilon ${trust.scoresAlone.toPrecision(4)} per held-out patient is left then`);
    expect(text).toContain('a sum over all 5 sites has 1.12 times the noise that 4 honest ones need');
  });

  it('is nothing where each site adds all the noise', () => {
    const one = { ...parameters, honestContributors: 1 };
    const release = deriveRelease(one);
    const trust = sumTrust(one, { release, rounds: 40, ...scored(1) });
    expect(trust.epsilonAlone).toBe(release.epsilon);
    expect(trust.scoresAlone).toBe(scored(1).scores.epsilon);
    expect(sumTrustText(trust)).toEqual([expect.stringContaining('no other hospital has to be honest')]);
  });

  it('does not pass for a number where there is none', () => {
    const text = sumTrustText({
      honest: 3,
      sites: 9,
      epsilonAlone: Number.POSITIVE_INFINITY,
      scoresAlone: Number.POSITIVE_INFINITY,
      overNoise: 2,
    }).join('\n');
    expect(text.match(/no epsilon/g)).toHaveLength(2);
    expect(text).not.toContain('Infinity');
  });
});
