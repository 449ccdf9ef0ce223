import { describe, expect, it } from 'vitest';
import { deltaOfSamplingAlone, deltaWarning } from './delta-warning.ts';
import { deriveRelease, type ReleaseParameters } from './derive-release.ts';

const parameters: ReleaseParameters = {
  mechanism: 'dp-fedsgd',
  clip: 1,
  target: { epsilon: 1, delta: 1e-3 },
  samplingRate: 1e-5,
  stepsPerRound: 1,
  rounds: 10,
  sites: 2,
  honestContributors: 1,
  largestSite: 500,
  dimension: 10,
};

describe('delta beside sampling', () => {
  it('is the chance of being sampled at all', () => {
    expect(deltaOfSamplingAlone({ samplingRate: 0.5, rounds: 1, stepsPerRound: 2 })).toBeCloseTo(0.75, 15);
    expect(deltaOfSamplingAlone({ samplingRate: 1, rounds: 1, stepsPerRound: 1 })).toBe(1);
    // Far below the precision of 1 - (1 - q)^T.
    expect(deltaOfSamplingAlone({ samplingRate: 1e-18, rounds: 3, stepsPerRound: 1 })).toBeCloseTo(3e-18, 30);
  });

  it('is warned of where it makes noise of a few hundredths of a clip pass at epsilon 0', () => {
    const { noiseMultiplier, epsilon } = deriveRelease(parameters);
    expect([noiseMultiplier < 0.05, epsilon]).toEqual([true, 0]);
    expect(deltaWarning(parameters)).toContain('not below 0.00010, the chance that a patient is ever sampled');
  });

  it('is not warned of where the noise has to work', () => {
    const usual = { ...parameters, samplingRate: 0.3, rounds: 40 };
    expect(deltaWarning(usual)).toBeUndefined();
    const close = { ...parameters, target: { epsilon: 1, delta: 9.9e-5 } };
    expect(deltaWarning(close)).toBeUndefined();
    expect(deriveRelease(close).epsilon).toBeGreaterThan(0.5);
  });
});
