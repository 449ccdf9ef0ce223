import { seededRandom } from '@consilium/core';
import { initialWeights, type LossName, modelSchema } from '@consilium/plan';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { maximumUnits } from '../data/physical-batches.ts';
import { isExplicit } from '../layers/contribution.ts';
import { randomData, ROW_CAP } from '../testing/test-data.ts';
import { madeTrainer } from '../testing/made-trainer.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

/** A last layer, what is made small, and the targets of a row. */
interface Judged {
  readonly output: { readonly units: number; readonly activation?: string };
  readonly loss: LossName;
  readonly target?: (uniform: number) => readonly number[];
}

const BINARY: Judged = { output: { units: 1, activation: 'sigmoid' }, loss: 'binary-crossentropy' };

/** Premise N3 of docs/proofs/encoding-patient-sum.md: the sum of all is bit by bit the sum of each alone. */
function expectNoCompany(
  inputShape: readonly number[],
  layers: readonly unknown[],
  rowsOf: readonly number[],
  seed: number,
  { output, loss, target }: Judged = BINARY,
): void {
  const model = modelSchema.parse({ layers: [...layers, { type: 'dense', ...output }] });
  const patients = rowsOf.length;
  const width = inputShape.reduce((a, b) => a * b, 1);
  const targetWidth = target?.(0).length ?? 1;
  const data = randomData({
    patients,
    width,
    targetWidth,
    rowsOfPatient: (p) => rowsOf[p] ?? 1,
    seed,
    ...(target === undefined ? {} : { target: (_features: Float32Array, uniform: number) => target(uniform) }),
  });
  const trainer = madeTrainer({ model, inputShape, loss, data, maxRowsPerPatient: ROW_CAP, backend });
  try {
    const weights = initialWeights(model, inputShape, seed);
    const sumOf = (chosen: readonly number[]): Int32Array =>
      trainer.clippedGridSum({
        weights,
        patients: Uint32Array.from(chosen),
        clip: 0.01,
        scale: 2 ** 24,
        dropout: seededRandom('company'),
      }).words;
    const everyone = rowsOf.map((_, patient) => patient);
    const total = new Int32Array(weights.length);
    for (const patient of everyone) sumOf([patient]).forEach((word, i) => (total[i] = (total[i] ?? 0) + word));
    expect(sumOf(everyone)).toEqual(total);
  } finally {
    trainer.dispose();
  }
}

const dense = (...widths: readonly number[]): readonly unknown[] =>
  widths.map((units) => ({ type: 'dense', units, activation: 'tanh' }));

it.each([2, 3, 4, 5, 8, 9])('dense 30-300-301-1 with %d rows a patient', (rows) => {
  expectNoCompany([30], dense(300, 301), new Array<number>(48).fill(rows), 1);
});

it('a mixture of rows, of which each bucket is filled in another way', () => {
  expectNoCompany(
    [30],
    dense(300, 301),
    Array.from({ length: 61 }, (_, p) => 1 + ((p * 7) % 9)),
    2,
  );
});

/** So many intervals; every second row with the event, after any of them or, censored, after all. */
const hazards = (units: number): Judged => ({
  output: { units, activation: 'sigmoid' },
  loss: 'discrete-hazards',
  target: (uniform) => [Math.floor(uniform * units), Math.floor(uniform * 64) % 2, uniform],
});

it.each<readonly [string, Judged]>([
  ['hazards of 3 intervals', hazards(3)],
  ['hazards of 33 intervals', hazards(33)],
  [
    'a category of 5',
    {
      output: { units: 5, activation: 'softmax' },
      loss: 'categorical-crossentropy',
      target: (uniform) => [0, 1, 2, 3, 4].map((k) => Number(Math.floor(5 * uniform) === k)),
    },
  ],
  ['counts', { output: { units: 1, activation: 'softplus' }, loss: 'poisson', target: (uniform) => [Math.floor(9 * uniform)] }],
  ['a number', { output: { units: 1 }, loss: 'mean-squared-error', target: (uniform) => [uniform] }],
])('whatever is predicted: %s', (_what, judged) => {
  const rows = Array.from({ length: 37 }, (_, p) => 1 + ((p * 7) % 5));
  expectNoCompany([13], dense(7), rows, 4, judged);
  expectNoCompany([30], dense(70, 31), new Array<number>(35).fill(1), 5, judged);
});

it('inputs that are more than the library adds up in one stretch', () => {
  expectNoCompany([16_411], dense(1), new Array<number>(19).fill(1), 3);
  expectNoCompany(
    [8203],
    [{ type: 'layer-norm' }, ...dense(2)],
    Array.from({ length: 19 }, (_, p) => 1 + (p % 2)),
    3,
  );
});

it('random widths and rows', { timeout: 240_000 }, () => {
  const widths = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 60, max: 330 })), {
    minLength: 0,
    maxLength: 3,
  });
  const rows = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 9 })), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      widths,
      rows,
      fc.integer({ min: 0, max: 1000 }),
      (inputs, units, rowsOf, seed) => {
        expectNoCompany([inputs], dense(...units), rowsOf, seed);
      },
    ),
    { numRuns: 25, seed: 9 },
  );
});

it('a gradient is written out or not whatever the batch: the number of patients in a call never decides it', () => {
  for (const size of [2 ** 10, 2 ** 18, 2 ** 20, 2 ** 20 + 1, 2 ** 22, 2 ** 26]) {
    for (const rows of [1, 2, 16, 32, 64, 256]) {
      // As clippedGridSum sizes its calls; the smallest has sixteen patients, or one.
      const largest = maximumUnits(rows, Math.max(1, Math.min(256, Math.floor(2 ** 22 / size))));
      const smallest = Math.min(16, largest);
      expect(isExplicit(largest, 2, size)).toBe(isExplicit(smallest, 2, size));
    }
  }
});
