import { seededRandom, uniform53 } from '@consilium/core';
import { checkLoss, initialWeights, modelSchema, survivedOf } from '@consilium/plan';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { clippedSum, patientGradients, UNCLIPPED } from '../testing/clipped-sums.ts';
import { madeTrainer } from '../testing/made-trainer.ts';
import { type MemoryData, randomData, relativeDifference, ROW_CAP } from '../testing/test-data.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

const ENDS = [1, 2, 4, 8];
const model = modelSchema.parse({
  layers: [
    { type: 'dense', units: 5, activation: 'tanh' },
    { type: 'dense', units: ENDS.length, activation: 'sigmoid' },
  ],
});
const PATIENTS = 23;

/** Targets as sites make them, of random times of which a third is censored. */
function data(seed = 3, patients = PATIENTS): MemoryData {
  const rest = seededRandom(`censoring/${seed}`);
  return randomData({
    patients,
    width: 3,
    targetWidth: 3,
    rowsOfPatient: (p) => 1 + (p % 2),
    seed,
    target: (_features, u) => {
      const time = 10 * u;
      const happened = uniform53(rest) > 1 / 3 && time <= 8;
      return [survivedOf(ENDS, time, happened), Number(happened), Math.min(8, time)];
    },
  });
}

/** The negative log-likelihood of one row by its definition, in doubles. */
function lossOf(hazards: Float32Array, [survived = 0, event = 0]: Float32Array): number {
  let loss = 0;
  for (let k = 0; k < survived; k++) loss -= Math.log(1 - (hazards[k] as number));
  return event === 1 ? loss - Math.log(hazards[survived] as number) : loss;
}

describe('the loss of a time to an event', () => {
  it('is the negative log-likelihood of the intervals in which a row was seen', () => {
    const own = data();
    const trainer = madeTrainer({
      model,
      inputShape: [3],
      loss: 'discrete-hazards',
      data: own,
      maxRowsPerPatient: ROW_CAP,
      backend,
    });
    const weights = initialWeights(model, [3], 7).map((w, i) => w + Math.sin(i));
    for (const { outputs, losses, targets, rows } of [trainer.predict(weights), trainer.predictTogether(weights)]) {
      expect(rows).toBe(own.rows);
      for (let row = 0; row < rows; row++) {
        const expected = lossOf(outputs.subarray(4 * row, 4 * row + 4), targets.subarray(3 * row, 3 * row + 3));
        expect(losses[row]).toBeCloseTo(expected, 4);
      }
    }
    trainer.dispose();
  });

  it('has the gradient of each patient that differences of the loss give, and nothing of anybody else', () => {
    const own = data();
    const options = { model, inputShape: [3], loss: 'discrete-hazards', data: own, maxRowsPerPatient: ROW_CAP, backend } as const;
    const trainer = madeTrainer(options);
    const weights = initialWeights(model, [3], 2).map((w, i) => w + Math.cos(i));
    const singles = patientGradients(options);
    const step = 1e-2;
    const meanLoss = (of: Float32Array, patient: number): number => {
      const { losses, patients } = trainer.predict(of);
      const rows = losses.filter((_, row) => patients[row] === patient);
      return rows.reduce((sum, loss) => sum + loss, 0) / rows.length;
    };
    for (const patient of [0, 5, 12]) {
      const gradient = singles.of(weights, patient);
      const { sum } = clippedSum(trainer, { weights, patients: Uint32Array.of(patient), clip: UNCLIPPED });
      expect(relativeDifference(sum, gradient)).toBeLessThan(1e-3);
      for (const at of [0, 7, 19, weights.length - 1]) {
        const moved = (by: number): Float32Array => weights.map((w, i) => (i === at ? w + by : w));
        const slope = (meanLoss(moved(step), patient) - meanLoss(moved(-step), patient)) / (2 * step);
        expect(gradient[at]).toBeCloseTo(slope, 2);
      }
    }
    trainer.dispose();
  });

  it('sums clipped gradients that are those of patients by themselves, on the compiled and the plain path', () => {
    const own = data();
    const options = { model, inputShape: [3], loss: 'discrete-hazards', data: own, maxRowsPerPatient: ROW_CAP, backend } as const;
    const weights = initialWeights(model, [3], 2).map((w, i) => w + Math.cos(i));
    const everyone = Uint32Array.from({ length: PATIENTS }, (_, p) => p);
    for (const eager of [false, true]) {
      const trainer = madeTrainer({ ...options, eager });
      for (const clip of [0.05, UNCLIPPED]) {
        const { sum, excluded } = clippedSum(trainer, { weights, patients: everyone, clip });
        expect(excluded).toBe(0);
        expect(relativeDifference(sum, patientGradients(options).clippedSum(weights, everyone, clip))).toBeLessThan(1e-3);
      }
      trainer.dispose();
    }
  });

  it('wants a sigmoid for each of several intervals, and three targets a row', () => {
    const of = (units: number, activation: string): number =>
      checkLoss(modelSchema.parse({ layers: [{ type: 'dense', units, activation }] }), [3], 'discrete-hazards');
    expect(of(4, 'sigmoid')).toBe(3);
    for (const wrong of [
      [1, 'sigmoid'],
      [4, 'softmax'],
      [4, 'linear'],
    ] as const)
      expect(() => of(wrong[0], wrong[1])).toThrow(/the loss discrete-hazards needs a last layer with the activation sigmoid/u);
  });
});

describe('intervals that a row survived', () => {
  it.each([
    // An event at an end belongs to the interval before it; one at 0 to the first.
    [0, true, 0],
    [1, true, 0],
    [1.01, true, 1],
    [2, true, 1],
    [8, true, 3],
    // A censored row survived what it was seen at least half of.
    [0, false, 0],
    [0.49, false, 0],
    [0.5, false, 1],
    [1.4, false, 1],
    [1.5, false, 2],
    [5.9, false, 3],
    [6, false, 4],
    [8, false, 4],
    [100, false, 4],
  ])('time %s, event %s', (time, happened, expected) => {
    expect(survivedOf(ENDS, time, happened)).toBe(expected);
  });
});
