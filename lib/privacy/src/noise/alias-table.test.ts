import { describe, expect, test } from 'vitest';
import { seededRandom, uniform53 } from '@consilium/core';
import { aliasTable } from './alias-table.ts';

/** The exact weight of each outcome, by adding up every column. */
function outcomeWeights(threshold: Int32Array, flip: Int32Array, capacity: number): Float64Array {
  const weights = new Float64Array(threshold.length);
  for (let k = 0; k < threshold.length; k++) {
    const below = threshold[k] as number;
    const other = k ^ (flip[k] as number);
    weights[k] = (weights[k] as number) + below;
    weights[other] = (weights[other] as number) + capacity - below;
  }
  return weights;
}

describe('aliasTable', () => {
  test('keeps every weight exactly', () => {
    const random = seededRandom('alias');
    for (const columns of [2, 8, 1024]) {
      const capacity = 2 ** 21;
      const weights = new Float64Array(columns);
      let left = columns * capacity;
      for (let k = 0; k < columns - 1; k++)
        left -= weights[k] = Math.floor(uniform53(random) ** 3 * Math.min(left, 2 * capacity));
      weights[columns - 1] = left;
      const { threshold, flip } = aliasTable(weights, capacity);
      expect(outcomeWeights(threshold, flip, capacity)).toEqual(weights);
    }
  });

  test('needs no alias when all weights are equal', () => {
    const { threshold } = aliasTable(new Float64Array(4).fill(16), 16);
    expect([...threshold]).toEqual([16, 16, 16, 16]);
  });
});
