import { seededRandom } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import type { Question, RowFunction } from './attribution.ts';
import { exactShapley } from './exact-shapley.ts';
import { sampledShapley } from './sampled-shapley.ts';
import { denseNetwork } from './testing/dense-network.ts';

const numbers = (seed: string, length: number): Float32Array => {
  const bytes = new Uint8Array(length);
  seededRandom(seed).fill(bytes);
  return Float32Array.from(bytes, (byte) => byte / 64 - 2);
};

/** A network of eight inputs and two outputs, some of whose inputs are a group. */
function asked(seed: string): Question {
  const kernel = (name: string, inputs: number, units: number): number[][] => {
    const weights = numbers(`${seed}/${name}`, inputs * units);
    return Array.from({ length: inputs }, (_, i) => [...weights.subarray(i * units, (i + 1) * units)].map((w) => w / 2));
  };
  const of = denseNetwork([
    { kernel: kernel('first', 8, 6), bias: [...numbers(`${seed}/bias`, 6)], activation: 'tanh' },
    { kernel: kernel('second', 6, 2), bias: [0.1, -0.2], activation: 'softmax' },
  ]);
  const groups = [[0], [1, 2], [3], [4], [5], [6], [7]];
  return { of, outputs: 2, row: numbers(`${seed}/row`, 8), background: numbers(`${seed}/background`, 8 * 20), groups };
}

const PRECISE = { standardErrors: [0.005, 0.005], permutations: 4000 };

describe('sampled values', () => {
  it.each(['a', 'b', 'c', 'd', 'e'])('are as near to those of all coalitions as they say (%s)', (seed) => {
    const question = asked(seed);
    const exact = exactShapley(question);
    const sampled = sampledShapley(question, seededRandom(seed), PRECISE);
    for (const [group, values] of sampled.values.entries()) {
      for (const [k, value] of values.entries()) {
        const error = sampled.standardErrors?.[group]?.[k] ?? 0;
        expect(error).toBeLessThanOrEqual(0.005);
        // Seeds are fixed: five errors are the bound of a mistake, not of chance.
        expect(Math.abs(value - (exact.values[group]?.[k] ?? 0))).toBeLessThan(5 * error + 1e-12);
      }
    }
    for (const k of [0, 1]) {
      const sum = sampled.values.reduce((all, values) => all + (values[k] ?? 0), sampled.base[k] ?? 0);
      expect(sum).toBeCloseTo(sampled.output[k] ?? 0, 12);
      expect(sampled.base[k]).toBeCloseTo(exact.base[k] ?? 0, 12);
    }
  });

  it('are the same for the same seed, and others for another', () => {
    const question = asked('a');
    const values = (seed: string): unknown => sampledShapley(question, seededRandom(seed), PRECISE).values;
    expect(values('one')).toEqual(values('one'));
    expect(values('one')).not.toEqual(values('other'));
  });

  it('stop at the most permutations, and say how far they may be off', () => {
    const { asked: permutations, standardErrors } = sampledShapley(asked('a'), seededRandom('few'), {
      standardErrors: [1e-9, 1e-9],
      permutations: 80,
    });
    expect(permutations).toBe(80);
    expect(Math.max(...(standardErrors?.flat() ?? []))).toBeGreaterThan(1e-9);
  });

  it('of a sum are its terms, however many there are', () => {
    const width = 40;
    const weights = numbers('weights', width);
    const of: RowFunction = (rows) =>
      Float64Array.from({ length: rows.length / width }, (_, i) =>
        weights.reduce((sum, weight, place) => sum + weight * (rows[i * width + place] as number), 0),
      );
    const row = numbers('row', width);
    const background = numbers('background', width * 10);
    const groups = Array.from({ length: width }, (_, i) => [i]);
    const { values } = sampledShapley({ of, outputs: 1, row, background, groups }, seededRandom('sum'), PRECISE);
    for (const [place, [value]] of values.entries()) {
      const mean = Array.from({ length: 10 }, (_, b) => background[b * width + place] as number).reduce((a, b) => a + b) / 10;
      expect(value).toBeCloseTo((weights[place] as number) * ((row[place] as number) - mean), 10);
    }
  });
});
