import { seededRandom, uniform53 } from '@consilium/core';
import { expect, it } from 'vitest';
import { strategySchema } from '../strategy-section.ts';
import { NOTHING_REMEMBERED, type PiecewiseStep, type ServerStep, serverStep, serverStepInPieces } from './server-step.ts';

/** Two pieces and a bit. */
const PARAMETERS = 2 * 65_536 + 77;
const random = seededRandom('server-step');
const draw = (): number => 2 * uniform53(random) - 1;

/** Puts the next model, made in pieces, in the place of its base. */
async function inPieces(
  step: ServerStep,
  model: Float32Array,
  of: Omit<PiecewiseStep, 'base'>,
  lengths: readonly number[] = [65_536, 1, 65_535, 77],
): Promise<Uint8Array> {
  async function* base(): AsyncGenerator<Float32Array> {
    for (let start = 0, i = 0; start < model.length; start += lengths[i++] ?? 0)
      yield model.slice(start, start + (lengths[i] ?? 0));
  }
  const pieces = serverStepInPieces(step, { ...of, base: base() });
  let start = 0;
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return next.value;
    model.set(next.value, start);
    start += next.value.length;
  }
}

it.each(['fedavg', 'fedavgm', 'fedadagrad', 'fedadam', 'fedyogi'])(
  '%s in pieces makes the bits of the whole, and remembers them, over a run with a tail',
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
    for (let round = 1; round <= rounds; round++) {
      const total = Float64Array.from({ length: PARAMETERS }, draw);
      whole = serverStep({ ...step, round }, whole.model, total, whole.after);
      const totalOf = (start: number, end: number): Float64Array => total.slice(start, end);
      after = await inPieces({ ...step, round }, model, { parameters: PARAMETERS, totalOf, before: after });
      expect(Buffer.compare(new Uint8Array(model.buffer), new Uint8Array(whole.model.buffer))).toBe(0);
      expect(Buffer.compare(after, whole.after)).toBe(0);
      expect(model.subarray(65_530, 65_545).every((value) => value >= 0)).toBe(true);
    }
  },
);

it.each([
  ['shorter', PARAMETERS + 1],
  ['longer', PARAMETERS - 1],
])('a base that is %s than the model makes none', async (word, parameters) => {
  const step = {
    strategy: strategySchema.parse({ kind: 'fedavg' }),
    summed: 'updates',
    denominator: 1,
    variances: [],
    round: 1,
    rounds: 1,
  } as const;
  const totalOf = (start: number, end: number): Float64Array => new Float64Array(end - start);
  const making = inPieces(step, new Float32Array(PARAMETERS), { parameters, totalOf, before: NOTHING_REMEMBERED });
  await expect(making).rejects.toMatchObject({ code: 'PARAMETER_INVALID', message: `the base is ${word} than the model` });
});
