import { isConsiliumError, seededRandom } from '@consilium/core';
import { initialWeights, modelSchema } from '@consilium/plan';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import type { TrainingData } from '../data/training-data.ts';
import { clippedSum, patientGradients, UNCLIPPED } from '../testing/clipped-sums.ts';
import { norm, randomData, relativeDifference, ROW_CAP } from '../testing/test-data.ts';
import { type MadeOptions, madeTrainer } from '../testing/made-trainer.ts';
import type { Trainer } from './trainer.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

const mlp = modelSchema.parse({
  layers: [
    { type: 'dense', units: 8, activation: 'relu' },
    { type: 'dense', units: 5, activation: 'tanh' },
    { type: 'dense', units: 1, activation: 'sigmoid' },
  ],
});
const weights = initialWeights(mlp, [6], 3);

const optionsOf = (data: TrainingData): MadeOptions => ({
  model: mlp,
  inputShape: [6],
  loss: 'binary-crossentropy',
  data,
  maxRowsPerPatient: ROW_CAP,
  backend,
});
const trainer = (data: TrainingData): Trainer => madeTrainer(optionsOf(data));

const everyone = (data: TrainingData): Uint32Array => Uint32Array.from({ length: data.patients }, (_, p) => p);

/** Gradient of the mean loss of one patient by central differences of the evaluated loss: shares no code with the training step. */
function numericGradient(data: TrainingData, patient: number): Float32Array {
  const t = trainer(data);
  const lossAt = (w: Float32Array): number => t.evaluate({ weights: w, patients: Uint32Array.of(patient) }).loss ?? Number.NaN;
  return weights.map((_, i) => {
    const h = 2e-3;
    const up = weights.slice();
    const down = weights.slice();
    up[i] = (up[i] ?? 0) + h;
    down[i] = (down[i] ?? 0) - h;
    return (lossAt(up) - lossAt(down)) / (2 * h);
  });
}

describe('clippedGridSum', () => {
  it('is the gradient of the loss, by finite differences', () => {
    const data = randomData({ patients: 3, width: 6, rowsOfPatient: (p) => p + 1 });
    for (let p = 0; p < 3; p++) {
      const { sum } = clippedSum(trainer(data), { weights, patients: Uint32Array.of(p), clip: UNCLIPPED });
      expect(relativeDifference(sum, numericGradient(data, p))).toBeLessThan(5e-3);
    }
  });

  it.each([1, 3])('equals the loop over single patients (up to %i rows each)', (most) => {
    const data = randomData({ patients: 40, width: 6, rowsOfPatient: (p) => 1 + (p % most) });
    const singles = patientGradients(optionsOf(data));
    const norms = Array.from(everyone(data), (p) => norm(singles.of(weights, p)));
    // Between the norms, so that some are clipped and some are not.
    const [low = 0, high = 0] = norms.toSorted((a, b) => a - b).slice(19);
    const clip = (low + high) / 2;
    const clipped = norms.filter((length) => length > clip).length;
    expect(clipped).toBeGreaterThan(0);
    expect(clipped).toBeLessThan(40);
    const result = clippedSum(madeTrainer({ ...optionsOf(data), writtenOut: true }), {
      weights,
      patients: everyone(data),
      clip,
    });
    expect(result).toMatchObject({ patients: 40, excluded: 0 });
    expect(relativeDifference(result.sum, singles.clippedSum(weights, everyone(data), clip))).toBeLessThan(1e-5);
  });

  it('is zero for an empty selection', () => {
    const { sum, patients } = clippedSum(trainer(randomData({ patients: 4, width: 6 })), {
      weights,
      patients: new Uint32Array(0),
      clip: 1,
    });
    expect(patients).toBe(0);
    expect(sum).toEqual(new Float32Array(weights.length));
  });

  it('is moved by a canary with a huge gradient by no more than the clip', () => {
    const data = randomData({ patients: 33, width: 6 });
    data.features.fill(1e6, 32 * 6);
    const t = trainer(data);
    const without = clippedSum(t, { weights, patients: everyone(data).subarray(0, 32), clip: 0.5 });
    const withCanary = clippedSum(t, { weights, patients: everyone(data), clip: 0.5 });
    const moved = norm(withCanary.sum.map((g, i) => g - (without.sum[i] ?? 0)));
    expect(moved).toBeLessThanOrEqual(0.5 * (1 + 1e-6));
    expect(moved).toBeGreaterThan(0.49);
  });

  it('leaves out a patient whose gradient is not finite, and nobody else', () => {
    const data = randomData({ patients: 9, width: 6 });
    data.features.fill(3e38, 8 * 6);
    const t = trainer(data);
    const sum = (patients: Uint32Array) =>
      t.clippedGridSum({ weights, patients, clip: 0.5, scale: 2 ** 26, dropout: seededRandom(1) });
    const withBroken = sum(everyone(data));
    expect(withBroken).toMatchObject({ patients: 9, excluded: 1 });
    expect(withBroken.words).toEqual(sum(everyone(data).subarray(0, 8)).words);
  });

  it('refuses weights that are not finite or do not fit', () => {
    const t = trainer(randomData({ patients: 4, width: 6 }));
    const call = (w: Float32Array) => () =>
      t.clippedGridSum({ weights: w, patients: Uint32Array.of(0), clip: 1, scale: 1024, dropout: seededRandom(1) });
    expect(call(weights.map(() => Number.NaN))).toThrow('not finite');
    expect(call(new Float32Array(3))).toThrow('3 values');
    expect(() =>
      t.clippedGridSum({ weights, patients: Uint32Array.of(0), clip: 0, scale: 1024, dropout: seededRandom(1) }),
    ).toThrow('clip');
  });
});

/** Separable with some noise: the sum of the features decides. */
const learnable = (patients: number): TrainingData =>
  randomData({ patients, width: 6, target: (x, u) => [x.reduce((a, b) => a + b, 0) + u - 0.5 > 0 ? 1 : 0] });

describe('training', () => {
  it.each(['sgd', 'adam'] as const)('learns with %s', (kind) => {
    const t = trainer(learnable(400));
    const before = t.evaluate({ weights });
    const after = t.evaluate({
      weights: t.train({
        weights,
        epochs: 20,
        batchSize: 32,
        optimizer: { kind, learningRate: kind === 'sgd' ? 0.5 : 0.01 },
        randomness: seededRandom(1),
      }),
    });
    expect(after.loss).toBeLessThan((before.loss ?? 0) / 1.5);
    expect(after.auc).toBeGreaterThan(0.95);
  });

  it('is held near its start by the proximal term', () => {
    const t = trainer(learnable(200));
    const distance = (proximal: number): number => {
      const trained = t.train({
        weights,
        steps: 60,
        batchSize: 20,
        optimizer: { kind: 'sgd', learningRate: 0.1 },
        proximal,
        randomness: seededRandom(2),
      });
      return norm(trained.map((w, i) => w - (weights[i] ?? 0)));
    };
    expect(distance(5)).toBeLessThan(0.5 * distance(0));
  });

  it('makes noisy steps from the noisy sums and from nothing else', () => {
    const t = trainer(learnable(100));
    const seen: number[] = [];
    const trained = t.trainDpSgd({
      weights,
      steps: 3,
      denominator: 10,
      optimizer: { kind: 'sgd', learningRate: 1 },
      noisySum: (at) => {
        const { sum, patients } = clippedSum(t, { weights: at, patients: Uint32Array.of(1, 2, 3), clip: 0.2 });
        seen.push(patients);
        expect(norm(sum)).toBeLessThanOrEqual(0.6);
        return new Float32Array(sum.length).fill(0.5);
      },
    });
    expect(seen).toEqual([3, 3, 3]);
    expect(
      relativeDifference(
        trained,
        weights.map((w) => w - 3 * 0.05),
      ),
    ).toBeLessThan(1e-6);
  });

  it('says when the loss explodes instead of returning NaN', () => {
    const model = modelSchema.parse({ layers: [{ type: 'dense', units: 1 }] });
    const t = madeTrainer({
      model,
      inputShape: [6],
      loss: 'mean-squared-error',
      data: learnable(50),
      maxRowsPerPatient: ROW_CAP,
      backend,
    });
    let code = 'none';
    try {
      t.train({
        weights: initialWeights(model, [6]),
        epochs: 100,
        batchSize: 10,
        optimizer: { kind: 'sgd', learningRate: 100 },
        randomness: seededRandom(3),
      });
    } catch (error) {
      code = isConsiliumError(error) ? error.code : String(error);
    }
    expect(code).toBe('TRAINING_FAILED');
  });
});

describe('noisy steps that leave float32', () => {
  it('end with the last finite weights, not with an error', () => {
    const model = modelSchema.parse({ layers: [{ type: 'dense', units: 1 }] });
    const data = randomData({ patients: 3, width: 1 });
    const t = madeTrainer({ model, inputShape: [1], loss: 'mean-squared-error', data, maxRowsPerPatient: ROW_CAP, backend });
    let calls = 0;
    const weights = t.trainDpSgd({
      weights: Float32Array.of(0, 0),
      steps: 9,
      denominator: 1,
      optimizer: { kind: 'sgd', learningRate: 1 },
      noisySum: () => Float32Array.of(calls++ < 2 ? -1 : -3.4e38, calls < 4 ? 0 : -3.4e38),
    });
    // Two steps of 1, a long one, and one that no longer fits.
    expect([calls, ...weights]).toEqual([4, Math.fround(3.4e38), 0]);
  });
});

describe('backends', () => {
  it('give the same results', async () => {
    const cpu = await loadBackend({ prefer: 'cpu' });
    const data = randomData({ patients: 20, width: 6, rowsOfPatient: (p) => 1 + (p % 2) });
    const sums = [cpu, backend].map((b) => {
      const t = madeTrainer({
        model: mlp,
        inputShape: [6],
        loss: 'binary-crossentropy',
        data,
        maxRowsPerPatient: ROW_CAP,
        backend: b,
      });
      const result = clippedSum(t, { weights, patients: everyone(data), clip: 0.2 }).sum;
      t.dispose();
      return result;
    });
    expect(relativeDifference(sums[0] ?? new Float32Array(0), sums[1] ?? new Float32Array(0))).toBeLessThan(1e-5);
  });
});
