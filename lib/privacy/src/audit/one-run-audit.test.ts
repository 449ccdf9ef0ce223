import { seededRandom } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { decodeSum } from '../encoding/decode-sum.ts';
import { chooseGrid } from '../encoding/grid.ts';
import { createPatientSum } from '../testing/patient-sum.ts';
import { gaussianEpsilon } from '../accounting/laws/gaussian-profile.ts';
import { auditOneRun, drawCanaries, oneRunEpsilon, oneRunPValue } from './one-run-audit.ts';

describe('oneRunEpsilon', () => {
  // The first is the example of Steinke, Nasr and Jagielski 2023, Appendix D; all four from its reference code.
  test.each([
    [1000, 100, 75, 1e-4, 0.67298],
    [1000, 100, 90, 1e-5, 1.6261],
    [500, 50, 49, 1e-5, 2.288],
    [1000, 1000, 600, 1e-5, 0.2972],
  ])('%d canaries, %d guesses, %d right, delta %d: %d', (canaries, guesses, correct, delta, epsilon) => {
    expect(oneRunEpsilon({ canaries, guesses, correct, delta })).toBeCloseTo(epsilon, 4);
  });

  test('is where the p-value meets the significance', () => {
    const outcome = { canaries: 1000, guesses: 200, correct: 150, delta: 1e-5 };
    expect(oneRunPValue(outcome, oneRunEpsilon(outcome, 0.01))).toBeCloseTo(0.01, 7);
  });

  test('for all guesses right and delta 0 it is the closed form', () => {
    // q^r = significance.
    const q = 0.05 ** (1 / 300);
    expect(oneRunEpsilon({ canaries: 300, guesses: 300, correct: 300, delta: 0 })).toBeCloseTo(Math.log(q / (1 - q)), 7);
  });

  test('chance refutes nothing', () => {
    expect(oneRunEpsilon({ canaries: 100, guesses: 100, correct: 55, delta: 1e-5 })).toBe(0);
    expect(oneRunEpsilon({ canaries: 100, guesses: 100, correct: 0, delta: 1e-5 })).toBe(0);
    expect(oneRunPValue({ canaries: 100, guesses: 10, correct: 10, delta: 1 }, 3)).toBe(1);
  });

  test.each([
    ['canaries', { canaries: 0 }],
    ['guesses', { guesses: 101 }],
    ['correct', { correct: 51 }],
    ['delta', { delta: -1 }],
    ['delta', { delta: Number.NaN }],
  ])('refuses a wrong %s', (field, wrong) => {
    const outcome = { canaries: 100, guesses: 50, correct: 40, delta: 1e-5, ...wrong };
    expect(() => oneRunEpsilon(outcome)).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field } }));
  });

  test('refuses a wrong epsilon or significance', () => {
    const outcome = { canaries: 100, guesses: 50, correct: 40, delta: 1e-5 };
    expect(() => oneRunPValue(outcome, -1)).toThrow(expect.objectContaining({ details: { field: 'epsilon' } }));
    expect(() => oneRunEpsilon(outcome, 0)).toThrow(expect.objectContaining({ details: { field: 'significance' } }));
    expect(() => oneRunEpsilon(outcome, 0.6)).toThrow(expect.objectContaining({ details: { field: 'significance' } }));
  });
});

describe('auditing one run of the real path with canaries', () => {
  const CANARIES = 1000;
  const DELTA = 1e-5;

  /** One release in which every included canary has the full clip in a coordinate of its own, scored by that coordinate. */
  function scoresOf(included: Uint8Array, noiseMultiplier: number, seed: string): Float64Array {
    const grid = chooseGrid({
      clip: 1,
      noiseMultiplier,
      contributors: 1,
      honestContributors: 1,
      dimension: CANARIES,
      unitsPerContributor: CANARIES,
    });
    const sum = createPatientSum(CANARIES, grid);
    const gradient = new Float32Array(CANARIES);
    included.forEach((one, i) => {
      gradient.fill(0);
      gradient[i] = 5;
      if (one === 1) sum.add(gradient);
    });
    const scores = new Float64Array(CANARIES);
    decodeSum(sum.release(seededRandom(seed)), grid, scores);
    return scores;
  }

  test('the bound is above zero and below the claim; a tenth of the noise is caught', () => {
    const noiseMultiplier = 2;
    const claim = gaussianEpsilon(1 / noiseMultiplier, Math.log(DELTA));
    const included = drawCanaries(CANARIES, seededRandom('who'));
    const honest = auditOneRun({
      scores: scoresOf(included, noiseMultiplier, 'run'),
      included,
      guessesEachWay: 50,
      delta: DELTA,
    });
    expect(honest.guesses).toBe(100);
    expect(honest.epsilon).toBeGreaterThan(0.2);
    expect(honest.epsilon).toBeLessThan(claim);
    const broken = auditOneRun({
      scores: scoresOf(included, noiseMultiplier / 10, 'run'),
      included,
      guessesEachWay: 500,
      delta: DELTA,
    });
    expect(broken.epsilon).toBeGreaterThan(claim);
  });

  test('canaries are drawn with probability one half', () => {
    const included = drawCanaries(100_000, seededRandom('half'));
    const count = included.reduce((sum, one) => sum + one, 0);
    expect(Math.abs(count - 50_000)).toBeLessThan(6 * Math.sqrt(25_000));
    expect(included.every((one) => one === 0 || one === 1)).toBe(true);
    expect(() => drawCanaries(0, seededRandom(0))).toThrow(expect.objectContaining({ details: { field: 'canaries' } }));
  });

  test.each([
    ['scores', { scores: [1] }],
    ['scores', { scores: [1, Number.NaN] }],
    ['included', { included: [1] }],
    ['guessesEachWay', { guessesEachWay: 2 }],
    ['significance', { significance: 0 }],
  ])('refuses wrong %s', (field, wrong) => {
    expect(() => auditOneRun({ scores: [1, 2], included: [0, 1], guessesEachWay: 1, delta: 1e-5, ...wrong })).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field } }),
    );
  });
});
