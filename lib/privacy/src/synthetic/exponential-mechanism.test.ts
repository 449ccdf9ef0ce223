import { seededRandom } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { bernoulliExponential } from '../noise/bernoulli-exponential.ts';
import { exactRational, expNegativeBounds } from '../noise/exponential.ts';
import { WordReader } from '../noise/word-reader.ts';
import { chiSquareDeviate, scriptedRandom } from '../testing/ideal-noise.ts';
import { selectExponential, selectionRho } from './exponential-mechanism.ts';

/** The law of the mechanism, as its definition says. */
function law(scores: readonly number[], weight: number): readonly number[] {
  const best = Math.max(...scores);
  const masses = scores.map((score) => Math.exp(weight * (score - best)));
  const total = masses.reduce((a, b) => a + b, 0);
  return masses.map((mass) => mass / total);
}

function reader(random: Parameters<WordReader['open']>[0]): WordReader {
  const words = new WordReader();
  words.open(random);
  return words;
}

describe('bernoulliExponential', () => {
  test.each([0.01, 0.5, 1, 3, 8])('is true with probability exp(-%d)', (r) => {
    const words = reader(seededRandom(`bernoulli ${r}`));
    const n = 100_000;
    let hits = 0;
    for (let i = 0; i < n; i++) if (bernoulliExponential(exactRational(r), words)) hits++;
    const p = Math.exp(-r);
    expect(Math.abs(hits - n * p)).toBeLessThan(5 * Math.sqrt(n * p * (1 - p)) + 5);
  });

  test('decides a tie of all the bits of a double by further bits', () => {
    const r = exactRational(0.7);
    // The leading 96 bits of exp(-0.7): a uniform number that begins with them is decided by what follows.
    const { low } = expNegativeBounds(r, 192);
    const word = (i: number): number => Number((low >> BigInt(192 - 32 * (i + 1))) & 0xffffffffn);
    const head = [word(0), word(1)];
    expect(bernoulliExponential(r, reader(scriptedRandom([...head, word(2) - 1, 0])))).toBe(true);
    expect(bernoulliExponential(r, reader(scriptedRandom([...head, word(2) + 1, 0])))).toBe(false);
    expect(bernoulliExponential(r, reader(scriptedRandom([word(0), word(1), word(2), word(3) - 1, 0])))).toBe(true);
    expect(bernoulliExponential(r, reader(scriptedRandom([word(0), word(1), word(2), word(3) + 1, 0])))).toBe(false);
  });

  test('is certain at 0, and never true where the exponent is beyond all doubles', () => {
    expect(bernoulliExponential({ numerator: 0n, denominator: 1n }, reader(scriptedRandom([])))).toBe(true);
    const words = reader(seededRandom('large'));
    expect(bernoulliExponential({ numerator: 10n ** 400n, denominator: 1n }, words)).toBe(false);
    expect(bernoulliExponential({ numerator: 10n ** 400n, denominator: 10n ** 390n }, words)).toBe(false);
  });
});

describe('selectExponential', () => {
  test.each([
    [[0, 1, 2, 3], 0.7],
    [[5, 5, 5], 0.1],
    [[-100, 0, 40, 41, 42], 0.05],
    [[2048, 1024, 0], 0.5 / 1024],
  ] as const)('draws %j at weight %d by its law', (scores, weight) => {
    const random = seededRandom(`select ${scores.join()}`);
    const n = 20_000;
    const counts = scores.map(() => 0);
    for (let i = 0; i < n; i++) {
      const index = selectExponential(scores, weight, random);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(
      chiSquareDeviate(
        counts,
        law(scores, weight).map((p) => p * n),
      ),
    ).toBeLessThan(4);
  });

  test('costs what it says: no Renyi divergence of neighbours is above order times rho, and some are near it', () => {
    let nearest = 0;
    for (const weight of [0.05, 0.5, 2]) {
      const rho = selectionRho(weight, 1);
      for (const scores of [
        [0, 0],
        [3, 0, -4],
        [10, 10, 10, 10, 0],
      ]) {
        for (let moved = 0; moved < 3 ** scores.length; moved++) {
          const other = scores.map((score, i) => score + (Math.floor(moved / 3 ** i) % 3) - 1);
          const [p, q] = [law(scores, weight), law(other, weight)];
          const losses = p.map((mass, i) => Math.log(mass / (q[i] as number)));
          expect(Math.max(...losses) - Math.min(...losses)).toBeLessThanOrEqual(2 * weight + 1e-12);
          for (const order of [1.01, 2, 8]) {
            const moment = p.reduce((sum, mass, i) => sum + mass ** order * (q[i] as number) ** (1 - order), 0);
            const divergence = Math.log(moment) / (order - 1);
            expect(divergence).toBeLessThanOrEqual(order * rho + 1e-9);
            nearest = Math.max(nearest, divergence / (order * rho));
          }
        }
      }
    }
    expect(nearest).toBeGreaterThan(0.9);
  });

  test('refuses what is no list of whole numbers, and no weight', () => {
    for (const scores of [[], [0.5], [Number.NaN], [2 ** 53]])
      expect(() => selectExponential(scores, 1, seededRandom(0))).toThrow('scores must be');
    for (const weight of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => selectExponential([1], weight, seededRandom(0))).toThrow('weight must be');
  });
});
