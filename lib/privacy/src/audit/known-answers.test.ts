import { type Randomness, seededRandom, uniform53 } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import {
  type KnownAnswer,
  testCorrelation,
  testDeviation,
  testDispersion,
  testFrequencies,
  testIndicators,
  testMean,
  testRate,
} from './known-answers.ts';

const STRENGTH = { falseAlarm: 0.02, miss: 0.02 };
/** Repetitions: 2 % of them are eight; twenty come of it with probability below 3e-4. */
const TIMES = 400;
const MOST = 20;

function gaussian(random: Randomness): number {
  return Math.sqrt(-2 * Math.log(1 - uniform53(random))) * Math.cos(2 * Math.PI * uniform53(random));
}

const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);
const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
const failures = (make: () => KnownAnswer): number => sum(times(TIMES, () => Number(!make().passed)));

/** Each test as a law of its data by the truth: with `claim` it rarely fails, with what it says that it catches almost always. */
const LAWS: readonly (readonly [name: string, claim: number, of: (truth: number, random: Randomness) => KnownAnswer])[] = [
  ['deviation', 1, (truth, random) => testDeviation(sum(times(400, () => (truth * gaussian(random)) ** 2)), 400, STRENGTH)],
  ['mean', 0, (truth, random) => testMean(sum(times(400, () => truth + gaussian(random))), 400, STRENGTH)],
  [
    'correlation',
    0,
    (truth, random) =>
      testCorrelation(
        [
          sum(
            times(400, () => {
              const a = gaussian(random);
              return a * (truth * a + Math.sqrt(1 - truth * truth) * gaussian(random));
            }),
          ),
        ],
        400,
        STRENGTH,
      ),
  ],
  ['rate', 0.2, (truth, random) => testRate(sum(times(300, () => Number(uniform53(random) < truth))), 300, 0.2, STRENGTH)],
];

describe.each(LAWS)('%s', (_name, claim, of) => {
  test('true code fails no more often than stated, and what is stated as caught is missed no more often', () => {
    const random = seededRandom(_name);
    const { caughtBelow, caughtAbove } = of(claim, random);
    expect(failures(() => of(claim, random))).toBeLessThan(MOST);
    expect(failures(() => of(caughtAbove, random))).toBeGreaterThan(TIMES - MOST);
    expect(failures(() => of(caughtBelow, random))).toBeGreaterThan(TIMES - MOST);
    // Half way to what is caught, some are missed: the statement is not far too modest.
    expect(failures(() => of((claim + caughtAbove) / 2, random))).toBeLessThan(0.75 * TIMES);
  });

  test('NaN fails', () => {
    expect(testDeviation(Number.NaN, 10, STRENGTH).passed).toBe(false);
    expect(testMean(Number.NaN, 10, STRENGTH).passed).toBe(false);
    expect(testCorrelation([Number.NaN], 10, STRENGTH).passed).toBe(false);
    expect(testCorrelation([0, Number.NaN, 0], 10, STRENGTH).passed).toBe(false);
  });
});

test('a deviation of 0.997 is caught by six million draws, at one in 10^6', () => {
  const strength = { falseAlarm: 1e-6 / 48, miss: 0.01 };
  const { caughtBelow, caughtAbove } = testDeviation(6e6, 6e6, strength);
  expect(caughtBelow).toBeGreaterThan(0.997);
  expect(caughtAbove).toBeLessThan(1.003);
});

describe('frequencies', () => {
  const CELLS = 16;
  const even = new Float64Array(CELLS).fill(1 / CELLS);
  const draw = (variation: number, random: Randomness): KnownAnswer => {
    const counts = new Float64Array(CELLS);
    for (let i = 0; i < 800; i++) {
      const cell = Math.floor(uniform53(random) * CELLS);
      // Mass moves from odd cells to even ones.
      const moved = cell % 2 === 1 && uniform53(random) < 2 * variation ? cell - 1 : cell;
      counts[moved] = (counts[moved] as number) + 1;
    }
    return testFrequencies(counts, even, STRENGTH);
  };

  test('hold their false alarm and their power', () => {
    const random = seededRandom('cells');
    const { caughtAbove } = draw(0, random);
    expect(failures(() => draw(0, random))).toBeLessThan(MOST);
    expect(failures(() => draw(caughtAbove, random))).toBeGreaterThan(TIMES - MOST);
  });

  test('refuse cells that are nearly empty, and lists of different lengths', () => {
    expect(() => testFrequencies([10, 10], [0.5, 0.5], STRENGTH)).toThrow(
      expect.objectContaining({ details: { field: 'counts' } }),
    );
    expect(() => testFrequencies([100, 100], [1], STRENGTH)).toThrow(
      expect.objectContaining({ details: { field: 'probabilities' } }),
    );
  });
});

describe('dispersion', () => {
  const counts = (rate: number, random: Randomness): number[] =>
    times(40, () => sum(times(160, () => Number(uniform53(random) < rate))));

  test('independent draws pass, at most as seldom as stated fail', () => {
    const random = seededRandom('spread');
    expect(failures(() => testDispersion(counts(0.2, random), 160, 0.2, STRENGTH) as KnownAnswer)).toBeLessThan(MOST);
  });

  test('fixed batches and batches in groups are caught', () => {
    expect(testDispersion(new Array<number>(60).fill(32), 160, 0.2, STRENGTH)?.passed).toBe(false);
    const random = seededRandom('groups');
    const grouped = times(60, () => 4 * sum(times(40, () => Number(uniform53(random) < 0.2))));
    expect(testDispersion(grouped, 160, 0.2, STRENGTH)?.passed).toBe(false);
  });

  test('counts too small for it are not judged', () => {
    expect(testDispersion([1, 2], 100, 0.1, STRENGTH)).toBeUndefined();
  });
});

describe('indicators', () => {
  test.each([0.5, 0.02])('of probability %d that are independent pass, those that repeat are caught', (rate) => {
    const random = seededRandom(`indicators ${rate}`);
    const draws = (): number[] => times(300, () => Number(uniform53(random) < rate) - rate);
    const of = (repeats: number): KnownAnswer => {
      const list = draws();
      for (let i = 1; i < list.length; i++) if (uniform53(random) < repeats) list[i] = list[i - 1] as number;
      return testIndicators(sum(list.slice(1).map((x, i) => x * (list[i] as number))), 299, rate, STRENGTH);
    };
    expect(failures(() => of(0))).toBeLessThan(MOST);
    expect(failures(() => of(0.9))).toBeGreaterThan(rate === 0.5 ? TIMES - MOST : 0);
  });
});

describe('rate', () => {
  test('of one allows not a single miss, of few trials catches nothing below', () => {
    expect(testRate(100, 100, 1, STRENGTH).passed).toBe(true);
    expect(testRate(99, 100, 1, STRENGTH).passed).toBe(false);
    expect(testRate(0, 10, 0.1, STRENGTH)).toMatchObject({ passed: true, caughtBelow: Number.NEGATIVE_INFINITY });
    expect(testRate(9, 10, 0.1, STRENGTH).passed).toBe(false);
  });

  test('agrees with the binomial law exactly', () => {
    // P[Bin(20, 1/2) <= 4] = 6196 / 2^20 < 1 % < P[Bin(20, 1/2) <= 5] = 21700 / 2^20.
    const { low, high } = testRate(10, 20, 0.5, STRENGTH);
    expect([low * 20, high * 20]).toEqual([5, 15]);
  });
});
