import { seededRandom } from '@consilium/core';
import { initialWeights, modelSchema, type RowCap } from '@consilium/plan';
import { beforeAll, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { madeTrainer } from '../testing/made-trainer.ts';
import type { Trainer } from './trainer.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

const WIDTH = 784;
const model = modelSchema.parse({
  layers: [
    { type: 'dense', units: 64, activation: 'tanh' },
    { type: 'dense', units: 1, activation: 'sigmoid' },
  ],
});

/** So many patients with one row each, all alike, and perhaps one more with as many rows as are said. */
function trainerOf(patients: number, rowsOfOneMore: number, maxRowsPerPatient = 16 as RowCap): Trainer {
  const rows = patients + rowsOfOneMore;
  const data = {
    rows,
    width: WIDTH,
    features: Float32Array.from({ length: rows * WIDTH }, (_, k) => ((((k % WIDTH) * 7) % 13) - 6) / 2 + 1),
    targets: new Float32Array(rows).fill(1),
    patientOfRow: Int32Array.from({ length: rows }, (_, r) => Math.min(r, patients)),
    patients: patients + Number(rowsOfOneMore > 0),
  };
  return madeTrainer({ model, inputShape: [WIDTH], loss: 'binary-crossentropy', data, maxRowsPerPatient, backend });
}

const SCALE = 2 ** 18;
const weights = initialWeights(model, [WIDTH], 1);

function sumOf(trainer: Trainer, patients: number): Int32Array {
  const everyone = Uint32Array.from({ length: patients }, (_, p) => p);
  return trainer.clippedGridSum({ weights, patients: everyone, clip: 1, scale: SCALE, dropout: seededRandom(1) }).words;
}

it.each([1, 2, 16])('a patient with %d rows moves the sum by one clip, not the clip of everybody else', (rows) => {
  const patients = 1000;
  const without = sumOf(trainerOf(patients, 0), patients);
  const difference = sumOf(trainerOf(patients, rows), patients + 1).map((word, i) => word - (without[i] ?? 0));
  const squared = difference.reduce((sum, word) => sum + word * word, 0);
  expect(Math.sqrt(squared)).toBeLessThanOrEqual(SCALE);
  expect(Math.sqrt(squared)).toBeGreaterThan(0.9 * SCALE);
});

it('more rows than the plan counts do not get as far as training', () => {
  expect(() => trainerOf(3, 17)).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID' }) as Error);
  expect(() => trainerOf(3, 17, 17 as RowCap)).not.toThrow();
});
