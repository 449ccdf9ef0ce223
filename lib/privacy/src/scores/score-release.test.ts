import { seededRandom } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { epsilonFor } from '../accounting/epsilon.ts';
import { scoreLayout } from './score-layout.ts';
import { deriveScoreRelease, noiseScores } from './score-release.ts';

const layout = scoreLayout({
  target: { kind: 'binary', threshold: 0.5 },
  metrics: ['loss', 'auc', 'brier', 'calibration'],
  subgroups: { sex: ['f', 'm'], age: ['young', 'old'] },
});
const target = { epsilon: 1, delta: 1e-3 };
const base = { layout, target, evaluations: 1, sites: 4, honestContributors: 1, largestSite: 200 };

describe('release of scores', () => {
  it.each([1, 8])('costs at most the target after %d evaluations, and nearly that', (evaluations) => {
    const { event, epsilon } = deriveScoreRelease({ ...base, evaluations });
    const all = epsilonFor(
      Array.from({ length: evaluations }, () => event),
      target.delta,
    ).epsilon;
    expect(all).toBeLessThanOrEqual(1);
    expect(all).toBeGreaterThan(0.999);
    expect(epsilon).toBeCloseTo(all, 4);
  });

  it('has noise of the charged multiplier over what a patient can move', () => {
    const { grid, noiseMultiplier, units } = deriveScoreRelease(base);
    expect(grid.noiseStd).toBeGreaterThanOrEqual(noiseMultiplier * grid.clipUnits);
    expect(Math.sqrt(units.reduce((sum, unit) => sum + unit * unit, 0))).toBeGreaterThan(0.999 * grid.clipUnits);
    const words = noiseScores(new Int32Array(layout.dimension), deriveScoreRelease(base), seededRandom('noise'));
    const square = words.reduce((sum, word) => sum + (word / grid.noiseStd) ** 2, 0) / layout.dimension;
    expect(Math.abs(square - 1)).toBeLessThan(4 * Math.sqrt(2 / layout.dimension));
  });

  it.each([1, 4, 7, 60])('leaves room for %d sites: no coordinate wraps', (sites) => {
    const { grid } = deriveScoreRelease({ ...base, sites });
    expect(sites * 2 * 200 * grid.clipUnits + 9 * Math.sqrt(sites) * grid.noiseStd).toBeLessThan(2 ** 31);
  });

  it('refuses a run without evaluations, and patient numbers that no grid holds', () => {
    expect(() => deriveScoreRelease({ ...base, evaluations: 0 })).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID' }));
    expect(() => deriveScoreRelease({ ...base, largestSite: 2 ** 29 })).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID' }),
    );
  });
});
