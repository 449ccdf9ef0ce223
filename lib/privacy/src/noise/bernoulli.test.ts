import { seededRandom } from '@consilium/core';
import { describe, expect, test } from 'vitest';
import { poissonSample } from './bernoulli.ts';
import { chiSquareDeviate, scriptedRandom } from '../testing/ideal-noise.ts';

/** A generator of given bytes. */
function bytes(...values: number[]): ReturnType<typeof scriptedRandom> {
  const padded = [...values, ...new Array<number>((4 - (values.length % 4)) % 4).fill(0)];
  return scriptedRandom(Array.from(new Int32Array(Uint8Array.from(padded).buffer)));
}

describe('poissonSample', () => {
  test('each index is chosen at the rate, independently', () => {
    for (const rate of [0.001, 0.1, 0.5, 1 - 2 ** -20]) {
      const n = 1_000_000;
      const chosen = poissonSample(n, rate, seededRandom(`poisson ${rate}`));
      expect(Math.abs(chosen.length - n * rate)).toBeLessThan(6 * Math.sqrt(n * rate * (1 - rate)) + 6);
      // By position modulo 10 and in increasing order.
      const counts = new Array<number>(10).fill(0);
      chosen.forEach((index, i) => {
        counts[index % 10] = (counts[index % 10] as number) + 1;
        if (i > 0 && index <= (chosen[i - 1] as number)) throw new Error('not increasing');
      });
      expect(
        chiSquareDeviate(
          counts,
          counts.map(() => chosen.length / 10),
        ),
      ).toBeLessThan(6);
    }
  });

  test('pairs are independent: neighbours are both chosen at the squared rate', () => {
    const n = 2_000_000;
    const rate = 0.2;
    const chosen = poissonSample(n, rate, seededRandom('pairs'));
    let both = 0;
    for (let i = 1; i < chosen.length; i++) if ((chosen[i] as number) === (chosen[i - 1] as number) + 1) both++;
    expect(Math.abs(both - n * rate * rate)).toBeLessThan(6 * Math.sqrt(n * rate * rate * 1.5));
  });

  test('compares with the whole binary expansion of the rate', () => {
    // 0.7 = 0.B3333333333330 in hexadecimal as a double.
    expect([...poissonSample(1, 0.7, bytes(0xb2))]).toEqual([0]);
    expect([...poissonSample(1, 0.7, bytes(0xb4))]).toEqual([]);
    expect([...poissonSample(1, 0.7, bytes(0xb3, 0x32))]).toEqual([0]);
    expect([...poissonSample(1, 0.7, bytes(0xb3, 0x34))]).toEqual([]);
    expect([...poissonSample(1, 0.7, bytes(0xb3, 0x33, 0x33, 0x33, 0x33, 0x33, 0x2f))]).toEqual([0]);
    // Equal to the end: the uniform number is not below the rate.
    expect([...poissonSample(1, 0.7, bytes(0xb3, 0x33, 0x33, 0x33, 0x33, 0x33, 0x30))]).toEqual([]);
    expect([...poissonSample(2, 0.5, bytes(0x7f, 0x80))]).toEqual([0]);
  });

  test('the edges', () => {
    expect([...poissonSample(3, 1, seededRandom(0))]).toEqual([0, 1, 2]);
    expect([...poissonSample(0, 0.5, seededRandom(0))]).toEqual([]);
    expect([...poissonSample(1000, Number.MIN_VALUE, seededRandom(0))]).toEqual([]);
  });

  test.each([0, -0.1, 1.0000001, Number.NaN])('refuses the rate %d', (rate) => {
    expect(() => poissonSample(10, rate, seededRandom(0))).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field: 'rate' } }),
    );
  });

  test.each([-1, 1.5, Number.NaN, 2 ** 32])('refuses the population size %d', (size) => {
    expect(() => poissonSample(size, 0.5, seededRandom(0))).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', details: { field: 'populationSize' } }),
    );
  });
});
