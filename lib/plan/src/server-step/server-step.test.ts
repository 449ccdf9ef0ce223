import { seededRandom, uniform53 } from '@consilium/core';
import { expect, it } from 'vitest';
import { strategySchema } from '../strategy-section.ts';
import { NOTHING_REMEMBERED, type ServerStep, serverStep, serverStepInPlace } from './server-step.ts';

/** Two pieces and a bit. */
const PARAMETERS = 2 * 65_536 + 77;
const random = seededRandom('server-step');
const draw = (): number => 2 * uniform53(random) - 1;

it.each(['fedavg', 'fedavgm', 'fedadagrad', 'fedadam', 'fedyogi'])(
  '%s in pieces and in place makes the bits of the whole, and remembers them, over a run with a tail',
  async (kind) => {
    const rounds = 4;
    // One span lies across two pieces.
    const variances = [
      { offset: 10, size: 5 },
      { offset: 65_530, size: 70_000 },
    ];
    const step: Omit<ServerStep, 'round'> = {
      strategy: strategySchema.parse({ kind, learningRate: 0.7, tailAverage: 0.5 }),
      summed: 'gradients',
      denominator: 3,
      variances,
      rounds,
    };
    let whole: { model: Float32Array; after: Uint8Array } = {
      model: Float32Array.from({ length: PARAMETERS }, draw),
      after: NOTHING_REMEMBERED,
    };
    const model = whole.model.slice();
    let after = NOTHING_REMEMBERED;
    let pauses = 0;
    for (let round = 1; round <= rounds; round++) {
      const total = Float64Array.from({ length: PARAMETERS }, draw);
      whole = serverStep({ ...step, round }, whole.model, total, whole.after);
      const totalOf = (start: number, end: number): Float64Array => total.slice(start, end);
      after = await serverStepInPlace({ ...step, round }, model, totalOf, after, async () => void pauses++);
      expect(Buffer.compare(new Uint8Array(model.buffer), new Uint8Array(whole.model.buffer))).toBe(0);
      expect(Buffer.compare(after, whole.after)).toBe(0);
      expect(model.subarray(65_530, 65_545).every((value) => value >= 0)).toBe(true);
    }
    expect(pauses).toBe(3 * rounds);
  },
);
