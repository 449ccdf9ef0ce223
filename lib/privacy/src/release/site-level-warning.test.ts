import { describe, expect, it } from 'vitest';
import { deriveRelease, type ReleaseParameters } from './derive-release.ts';
import { siteLevelNoiseToSignal, siteLevelWarning } from './site-level-warning.ts';

const parameters: ReleaseParameters = {
  mechanism: 'dp-fedavg',
  clip: 1,
  target: { epsilon: 8, delta: 1e-3 },
  samplingRate: 1,
  stepsPerRound: 1,
  rounds: 50,
  sites: 10,
  honestContributors: 1,
  largestSite: 1,
  dimension: 1000,
};

describe('site-level privacy with few sites', () => {
  it('comes with the noise to expect', () => {
    const release = deriveRelease(parameters);
    // z for epsilon 8 at delta 1e-3 over 50 rounds is 2 x 3.39, so z sqrt(1000) / sqrt(10) = 67.8.
    expect(siteLevelNoiseToSignal(parameters, release)).toBeCloseTo(67.8, 0);
    expect(siteLevelWarning(parameters, release)).toContain('68 times as much noise as signal');
  });

  it('is silent from 100 sites on, and for patients', () => {
    const many = { ...parameters, sites: 100 };
    expect(siteLevelWarning(many, deriveRelease(many))).toBeUndefined();
    const patients: ReleaseParameters = { ...parameters, mechanism: 'dp-fedsgd', samplingRate: 0.1 };
    expect(siteLevelWarning(patients, deriveRelease(patients))).toBeUndefined();
  });
});
