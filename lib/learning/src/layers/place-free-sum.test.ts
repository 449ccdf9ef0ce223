import type { Tensor } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { meanOver, sumEach, sumLast } from './place-free-sum.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

const UNITS = 16;
/** Lengths around every width at which the library begins to halve, of no special form, and more than one stage long. */
const lengths = fc.oneof(
  fc.integer({ min: 1, max: 5000 }),
  fc.integer({ min: 8180, max: 8200 }),
  fc.integer({ min: 16_370, max: 40_001 }),
  fc.constant(90_300),
);

/** The same numbers for each patient of a batch. */
function batchOf(seed: number, length: number): Float32Array {
  const one = Float32Array.from({ length }, (_, i) => Math.abs(Math.sin(seed + i * 0.7)) ** 3);
  return Float32Array.from({ length: UNITS * length }, (_, i) => one[i % length] ?? 0);
}

describe.each(['sumLast', 'sumEach', 'meanOver'] as const)('%s', (kind) => {
  it('is bit by bit the same at every place of a batch, and right', () => {
    const { tf } = backend;
    const of = { sumLast, sumEach, meanOver: (t: typeof tf, x: Tensor) => meanOver(t, x, [1]) }[kind];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), lengths, (seed, length) => {
        const batch = batchOf(seed, length);
        const sums = tf.tidy(() => of(tf, tf.tensor2d(batch, [UNITS, length])).dataSync() as Float32Array);
        expect(new Set(sums)).toHaveLength(1);
        const exact = batch.subarray(0, length).reduce((sum, x) => sum + x, 0) / (kind === 'meanOver' ? length : 1);
        expect(Math.abs((sums[0] ?? 0) / exact - 1)).toBeLessThan(1e-5);
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

it('sums several dimensions, and means keep theirs', () => {
  const { tf } = backend;
  tf.tidy(() => {
    const x = tf.tensor(
      Float32Array.from({ length: 2 * 5000 * 3 }, (_, i) => i % 7),
      [2, 5000, 3],
    );
    expect(sumEach(tf, x).shape).toEqual([2]);
    expect([...sumEach(tf, x).dataSync()]).toEqual([...tf.sum(x, [1, 2]).dataSync()]);
    const mean = meanOver(tf, x, [1, 2]);
    expect(mean.shape).toEqual([2, 1, 1]);
    expect(mean.dataSync()[0]).toBeCloseTo(3, 3);
    expect(meanOver(tf, x, [1]).shape).toEqual([2, 1, 3]);
  });
});
