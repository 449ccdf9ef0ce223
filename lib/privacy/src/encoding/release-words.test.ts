import { isConsiliumError, seededRandom } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { chooseGrid, type Grid } from './grid.ts';
import { createPatientSum } from '../testing/patient-sum.ts';
import { releaseWords } from './release-words.ts';

const dimension = 40;
const options = { clip: 1, contributors: 1, honestContributors: 1, dimension, unitsPerContributor: 8 };
const quiet = chooseGrid({ ...options, noiseMultiplier: 0 });
const noisy = chooseGrid({ ...options, noiseMultiplier: 1 });
const vectors = Array.from({ length: 5 }, (_, p) => Float32Array.from({ length: dimension }, (_x, i) => Math.sin(p * 40 + i)));

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isConsiliumError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

/** A sum of one coordinate. */
function lone(grid: Grid, units: number): Int32Array {
  const words = new Int32Array(grid.dimension);
  words[3] = units;
  return words;
}

describe('integers that were added up elsewhere', () => {
  it('get the same noise as those that were added up here', () => {
    const [here, plain] = [createPatientSum(dimension, noisy), createPatientSum(dimension, noisy)];
    for (const vector of vectors) {
      here.add(vector);
      plain.add(vector);
    }
    const noise = releaseWords(new Int32Array(dimension), noisy, { count: 0 }, seededRandom('noise'));
    const expected = here.release(seededRandom('noise'));
    const words = expected.map((word, i) => word - (noise[i] ?? 0));
    expect(words.some((word) => word !== 0)).toBe(true);
    expect(releaseWords(words, noisy, { count: 5 }, seededRandom('noise'))).toEqual(expected);
  });

  it('are refused and wiped when they are longer than so many clipped vectors can be, exactly', () => {
    const { clipUnits } = quiet;
    const release = (units: number, count: number): string =>
      codeOf(() => releaseWords(lone(quiet, units), quiet, { count, noise: 'none' }, seededRandom(1)));
    for (const count of [0, 1, 8]) {
      expect(release(count * clipUnits, count)).toBe('accepted');
      expect(release(-count * clipUnits, count)).toBe('accepted');
      expect(release(count * clipUnits + 1, count)).toBe('NORM_EXCEEDED');
    }
    const words = lone(quiet, clipUnits + 1);
    expect(codeOf(() => releaseWords(words, quiet, { count: 1, noise: 'none' }, seededRandom(1)))).toBe('NORM_EXCEEDED');
    expect(words.every((word) => word === 0)).toBe(true);
  });

  it('is released of more patients than the plan speaks of: a refusal would tell their number', () => {
    const words = new Int32Array(dimension);
    words[0] = 9 * quiet.clipUnits;
    expect(releaseWords(words, quiet, { count: 9, noise: 'none' }, seededRandom(1))[0]).toBe(9 * quiet.clipUnits);
  });

  it('must fit the grid, and never go without its noise by accident', () => {
    const refused = (words: Int32Array, grid: Grid, count: number, noise?: 'none'): string =>
      codeOf(() => releaseWords(words, grid, { count, ...(noise === undefined ? {} : { noise }) }, seededRandom(1)));
    expect(refused(new Int32Array(dimension - 1), noisy, 1)).toBe('PARAMETER_INVALID');
    for (const count of [-1, 0.5, Number.NaN]) expect(refused(new Int32Array(dimension), noisy, count)).toBe('PARAMETER_INVALID');
    expect(refused(new Int32Array(dimension), noisy, 1, 'none')).toBe('PARAMETER_INVALID');
    expect(refused(new Int32Array(dimension), quiet, 1)).toBe('PARAMETER_INVALID');
    const weighted = chooseGrid({ ...options, noiseMultiplier: 1, maxWeight: 2 });
    expect(refused(new Int32Array(dimension), weighted, 1)).toBe('PARAMETER_INVALID');
  });
});
