import { seededRandom, uniform53 } from '@consilium/core';
import { deriveRelease } from '@consilium/privacy';
import { describe, expect, it } from 'vitest';
import { FloatAccumulator, GridAccumulator, type Accumulator } from './accumulator.ts';
import { bytesOf } from './vectors.ts';

const random = seededRandom('accumulator');
const draw = (): number => 2 * uniform53(random) - 1;

/** Adds updates in pieces of `words`, as they come off the disk. */
function sumOf(sum: Accumulator, updates: readonly (Float32Array | Int32Array)[], words = 3): Float64Array {
  for (const update of updates) {
    for (let start = 0; start < update.length; start += words) sum.add(bytesOf(update.slice(start, start + words)), start);
  }
  return sum.part(0, updates[0]?.length ?? 0);
}

function shuffled<T>(items: readonly T[]): T[] {
  const rest = [...items];
  return Array.from(items, () => rest.splice(Math.floor(uniform53(random) * rest.length), 1)[0] as T);
}

describe('float sum', () => {
  it('after rounding to float32 it does not depend on the order, whatever the magnitudes', () => {
    const updates = Array.from({ length: 40 }, (_, site) =>
      Float32Array.from({ length: 50 }, () => draw() * 10 ** ((site % 13) - 6)),
    );
    const first = Float32Array.from(sumOf(new FloatAccumulator(50), updates));
    for (let i = 0; i < 20; i++) expect(Float32Array.from(sumOf(new FloatAccumulator(50), shuffled(updates)))).toEqual(first);
  });

  it('what a plain sum would lose is kept', () => {
    const updates = [1e16, 1, -1e16, 1].map((x) => Float32Array.of(x));
    expect(sumOf(new FloatAccumulator(1), updates)).toEqual(Float64Array.of(2 + (Math.fround(1e16) - Math.fround(1e16))));
  });

  it('refuses NaN and infinity with their position', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => sumOf(new FloatAccumulator(5), [Float32Array.of(0, 0, 0, 0, bad)])).toThrow(
        expect.objectContaining({ code: 'UPDATE_NOT_FINITE', details: { position: 4 } }) as Error,
      );
    }
  });
});

describe('grid sum', () => {
  const { grid } = deriveRelease({
    mechanism: 'dp-fedavg',
    clip: 1,
    target: { epsilon: 8, delta: 1e-5 },
    samplingRate: 1,
    stepsPerRound: 1,
    rounds: 1,
    sites: 3,
    honestContributors: 1,
    largestSite: 100,
    dimension: 4,
  });

  it('sums modulo 2^32, the same in every order', () => {
    const updates = [
      Int32Array.of(2 ** 31 - 1, -(2 ** 31), 5, 2 ** 31 - 1),
      Int32Array.of(1, -1, -7, 2 ** 31 - 1),
      Int32Array.of(-(2 ** 31), 2 ** 31 - 1, 4, 4),
    ];
    const expected = [0, -2, 2, 2];
    const unit = sumOf(new GridAccumulator(4, grid), [Int32Array.of(1, 0, 0, 0)])[0] as number;
    const total = sumOf(new GridAccumulator(4, grid), updates);
    expect([...total].map((x) => Math.round(x / unit))).toEqual(expected);
    for (let i = 0; i < 10; i++) expect(sumOf(new GridAccumulator(4, grid), shuffled(updates), 1 + (i % 4))).toEqual(total);
  });
});
