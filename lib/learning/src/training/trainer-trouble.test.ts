import { isConsiliumError, seededRandom } from '@consilium/core';
import { initialWeights, modelSchema } from '@consilium/plan';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import type { PatientLabels } from '../data/training-data.ts';
import { clippedSum, UNCLIPPED } from '../testing/clipped-sums.ts';
import { norm, randomData, relativeDifference, ROW_CAP } from '../testing/test-data.ts';
import { madeTrainer } from '../testing/made-trainer.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

const logistic = modelSchema.parse({ layers: [{ type: 'dense', units: 1, activation: 'sigmoid' }] });
const weights = initialWeights(logistic, [4], 1);
const everyone = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, p) => p);

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return isConsiliumError(error) ? error.code : String(error);
  }
}

describe('memory', () => {
  it('does not grow over 10,000 steps', () => {
    const trainer = madeTrainer({
      model: logistic,
      inputShape: [4],
      loss: 'binary-crossentropy',
      data: randomData({ patients: 64, width: 4 }),
      maxRowsPerPatient: ROW_CAP,
      backend,
    });
    const steps = (n: number): Float32Array =>
      trainer.train({
        weights,
        steps: n,
        batchSize: 32,
        optimizer: { kind: 'adam', learningRate: 0.001 },
        randomness: seededRandom(1),
      });
    const held = (): number[] => {
      const { binding } = backend.tf.backend() as unknown as { binding?: { getNumOfTensors: number } };
      return [backend.tf.memory().numTensors, binding?.getNumOfTensors ?? 0];
    };
    steps(100);
    const before = held();
    steps(10_000);
    expect(held()).toEqual(before);
    trainer.dispose();
  });
});

describe('numerical trouble', () => {
  it('a constant feature and a single class train to finite weights', () => {
    const data = randomData({ patients: 40, width: 4, feature: () => 1, target: () => [1] });
    const trainer = madeTrainer({
      model: logistic,
      inputShape: [4],
      loss: 'binary-crossentropy',
      data,
      maxRowsPerPatient: ROW_CAP,
      backend,
    });
    const trained = trainer.train({
      weights,
      epochs: 30,
      batchSize: 8,
      optimizer: { kind: 'sgd', learningRate: 1 },
      randomness: seededRandom(1),
    });
    expect(trained.every(Number.isFinite)).toBe(true);
    expect(trainer.evaluate({ weights: trained }).lossFinite).toBe(true);
  });

  it('probabilities of exactly 0 and 1 keep loss and gradient finite', () => {
    const data = randomData({ patients: 20, width: 4 });
    const extreme = Float32Array.of(1e4, -1e4, 1e4, -1e4, 0);
    const trainer = madeTrainer({
      model: logistic,
      inputShape: [4],
      loss: 'binary-crossentropy',
      data,
      maxRowsPerPatient: ROW_CAP,
      backend,
    });
    expect(trainer.evaluate({ weights: extreme }).lossFinite).toBe(true);
    expect(clippedSum(trainer, { weights: extreme, patients: everyone(20), clip: 1 }).excluded).toBe(0);
  });

  it('a loss that is not finite is said, not returned', () => {
    const linear = modelSchema.parse({ layers: [{ type: 'dense', units: 1 }] });
    const data = randomData({ patients: 20, width: 4 });
    const result = madeTrainer({
      model: linear,
      inputShape: [4],
      loss: 'mean-squared-error',
      data,
      maxRowsPerPatient: ROW_CAP,
      backend,
    }).evaluate({
      weights: Float32Array.of(3e38, 3e38, 3e38, 3e38, 0),
    });
    expect(result.lossFinite).toBe(false);
    expect(result.loss).toBeUndefined();
    expect(JSON.stringify(result)).not.toContain('null');
  });

  it('patients without rows and data that do not fit are handled by name', () => {
    const data = randomData({ patients: 5, width: 4, rowsOfPatient: (p) => (p === 2 ? 0 : 1) });
    const trainer = madeTrainer({
      model: logistic,
      inputShape: [4],
      loss: 'binary-crossentropy',
      data,
      maxRowsPerPatient: ROW_CAP,
      backend,
    });
    expect(clippedSum(trainer, { weights, patients: Uint32Array.of(2), clip: 1 }).sum).toEqual(new Float32Array(5));
    const options = {
      weights,
      epochs: 1,
      batchSize: 2,
      optimizer: { kind: 'sgd', learningRate: 1 },
      randomness: seededRandom(1),
    } as const;
    expect(codeOf(() => trainer.train({ ...options, patients: Uint32Array.of(2) }))).toBe('TOO_FEW_PATIENTS');
    expect(codeOf(() => trainer.train({ ...options, batchSize: 0 }))).toBe('PARAMETER_INVALID');
    const broken = { ...data, features: data.features.map(() => Number.NaN) };
    expect(
      codeOf(() =>
        madeTrainer({
          model: logistic,
          inputShape: [4],
          loss: 'binary-crossentropy',
          data: broken,
          maxRowsPerPatient: ROW_CAP,
          backend,
        }),
      ),
    ).toBe('PARAMETER_INVALID');
    const wrongLoss = (): unknown =>
      madeTrainer({ model: logistic, inputShape: [4], loss: 'poisson', data, maxRowsPerPatient: ROW_CAP, backend });
    expect(codeOf(wrongLoss)).toBe('MODEL_INVALID');
  });
});

describe('a full or missing temporary folder', () => {
  it('is named, and the next call works again', () => {
    const model = modelSchema.parse({ layers: [{ type: 'dense', units: 1, activation: 'sigmoid', name: 'only_here' }] });
    const data = randomData({ patients: 20, width: 4 });
    const trainer = madeTrainer({
      model,
      inputShape: [4],
      loss: 'binary-crossentropy',
      data,
      maxRowsPerPatient: ROW_CAP,
      backend,
    });
    const call = (): string => codeOf(() => clippedSum(trainer, { weights, patients: everyone(20), clip: 1 }));
    const before = process.env.TMPDIR;
    process.env.TMPDIR = '/nonexistent/folder';
    try {
      // Pure JavaScript compiles nothing and needs no folder.
      expect(call()).toBe(backend.name === 'tensorflow' ? 'FILE_UNREADABLE' : 'none');
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
    expect(call()).toBe('none');
  });
});

describe('what a batch may not mix', () => {
  it('is refused under per-patient clipping, and trains otherwise', () => {
    const model = modelSchema.parse({
      layers: [
        { type: 'dense', units: 3 },
        { type: 'batch-norm', momentum: 0.5 },
        { type: 'dense', units: 1, activation: 'sigmoid' },
      ],
    });
    const data = randomData({ patients: 21, width: 4 });
    const trainer = madeTrainer({
      model,
      inputShape: [4],
      loss: 'binary-crossentropy',
      data,
      maxRowsPerPatient: ROW_CAP,
      backend,
    });
    const start = initialWeights(model, [4]);
    expect(codeOf(() => clippedSum(trainer, { weights: start, patients: everyone(3), clip: 1 }))).toBe('MODEL_INVALID');
    const trained = trainer.train({
      weights: start,
      epochs: 3,
      batchSize: 10,
      optimizer: { kind: 'sgd', learningRate: 0.1 },
      randomness: seededRandom(1),
    });
    const mean = trainer.manifest.tensors.find((t) => t.name.endsWith('moving_mean'));
    const variance = trainer.manifest.tensors.find((t) => t.name.endsWith('moving_variance'));
    expect(norm(trained.subarray(mean?.offset, (mean?.offset ?? 0) + 3))).toBeGreaterThan(0);
    expect(trained.subarray(variance?.offset, (variance?.offset ?? 0) + 3).every((v) => v > 0)).toBe(true);
  });

  it('Cox: the gradient is that of the evaluated partial likelihood, and risk is learned', () => {
    const model = modelSchema.parse({ layers: [{ type: 'dense', units: 1, useBias: false }] });
    const data = randomData({
      patients: 60,
      width: 3,
      targetWidth: 2,
      target: (x, u) => [Math.ceil(-5 * Math.log(u) * Math.exp(-2 * (x[0] ?? 0))), Number(u > 0.3)],
    });
    const trainer = madeTrainer({ model, inputShape: [3], loss: 'cox', data, maxRowsPerPatient: ROW_CAP, backend });
    const start = initialWeights(model, [3]);
    expect(codeOf(() => clippedSum(trainer, { weights: start, patients: everyone(3), clip: 1 }))).toBe('MODEL_INVALID');
    const step = {
      epochs: 1,
      batchSize: 60,
      optimizer: { kind: 'sgd', learningRate: 1e-3 },
      randomness: seededRandom(1),
    } as const;
    const moved = trainer.train({ weights: start, ...step }).map((w, i) => ((start[i] ?? 0) - w) / 1e-3);
    // The training loss is a mean over rows, the evaluated one over events.
    const events = data.targets.filter((_, i) => i % 2 === 1).reduce((a, b) => a + b, 0);
    const numeric = start.map((_, i) => {
      const at = (h: number): number =>
        trainer.evaluate({ weights: start.map((w, j) => (j === i ? w + h : w)) }).loss ?? Number.NaN;
      return ((at(0.01) - at(-0.01)) / 0.02) * (events / 60);
    });
    expect(relativeDifference(moved, numeric)).toBeLessThan(5e-3);
    const trained = trainer.train({
      weights: start,
      epochs: 100,
      batchSize: 60,
      optimizer: { kind: 'adam', learningRate: 0.05 },
      randomness: seededRandom(1),
    });
    const concordance = (w: Float32Array): number => trainer.evaluate({ weights: w }).concordance ?? 0;
    expect(concordance(start)).toBeLessThan(0.6);
    expect(concordance(trained)).toBeGreaterThan(0.7);
  });
});

describe('dropout', () => {
  const numbered = (length: number): PatientLabels => ({ length, at: (patient) => `patient ${patient}` });
  const model = modelSchema.parse({
    layers: [
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  });
  const data = { ...randomData({ patients: 32, width: 4 }), patientLabels: numbered(32) };
  const sum = (seed: number, eager: boolean): Float32Array[] => {
    const trainer = madeTrainer({
      model,
      inputShape: [4],
      loss: 'binary-crossentropy',
      data,
      maxRowsPerPatient: ROW_CAP,
      backend,
      eager,
    });
    return [1, 2].map(
      (step) =>
        clippedSum(trainer, { weights, patients: everyone(32), clip: 10, dropout: seededRandom(seed).fork(`${step}`) }).sum,
    );
  };

  it('draws again at every step, repeatably by seed, the same compiled and eager', () => {
    const [first, second] = sum(1, false);
    expect(relativeDifference(second ?? new Float32Array(0), first ?? new Float32Array(0))).toBeGreaterThan(0.05);
    const [again] = sum(1, false);
    expect(again).toEqual(first);
    expect(relativeDifference(sum(1, true)[0] ?? new Float32Array(0), first ?? new Float32Array(0))).toBeLessThan(1e-6);
  });

  it('wants a name for each patient that does not depend on the others', () => {
    const trainer = madeTrainer({
      model,
      inputShape: [4],
      loss: 'binary-crossentropy',
      data: randomData({ patients: 32, width: 4 }),
      maxRowsPerPatient: ROW_CAP,
      backend,
    });
    expect(() => clippedSum(trainer, { weights, patients: everyone(32), clip: 10 })).toThrow('wants patients with labels');
  });

  it('keeps the expected gradient of a linear model', () => {
    // One unit and squared error: the mean over many draws of the dropped-out output is the output itself.
    const linear = modelSchema.parse({
      layers: [
        { type: 'dropout', rate: 0.5 },
        { type: 'dense', units: 1 },
      ],
    });
    const ones = {
      ...randomData({ patients: 4096, width: 4, feature: () => 1, target: () => [0] }),
      patientLabels: numbered(4096),
    };
    const trainer = madeTrainer({
      model: linear,
      inputShape: [4],
      loss: 'mean-squared-error',
      data: ones,
      maxRowsPerPatient: ROW_CAP,
      backend,
    });
    const one = Float32Array.of(0, 0, 0, 0, 1);
    const { sum } = clippedSum(trainer, { weights: one, patients: everyone(4096), clip: UNCLIPPED });
    // The gradient of each weight is 2 x dropped input: mean 2, standard deviation 2 a patient.
    for (const g of sum.subarray(0, 4)) expect(Math.abs(g / 4096 - 2)).toBeLessThan((7 * 2) / 64);
    expect(new Set(sum.subarray(0, 4)).size).toBeGreaterThan(1);
  });
});

describe('data', () => {
  it('class weights scale the gradient of their class', () => {
    const data = randomData({ patients: 20, width: 4, target: (_x, u) => [Number(u > 0.5)] });
    const gradient = (classWeights?: number[]): Float32Array =>
      clippedSum(
        madeTrainer({
          model: logistic,
          inputShape: [4],
          loss: 'binary-crossentropy',
          data,
          maxRowsPerPatient: ROW_CAP,
          backend,
          writtenOut: true,
          ...(classWeights === undefined ? {} : { classWeights }),
        }),
        { weights, patients: everyone(20), clip: UNCLIPPED },
      ).sum;
    const [zeroes, ones, both] = [gradient([1, 0]), gradient([0, 1]), gradient()];
    expect(
      relativeDifference(
        zeroes.map((g, i) => g + (ones[i] ?? 0)),
        both,
      ),
    ).toBeLessThan(1e-5);
    expect(
      relativeDifference(
        gradient([1, 3]),
        zeroes.map((g, i) => g + 3 * (ones[i] ?? 0)),
      ),
    ).toBeLessThan(1e-5);
    expect(() => gradient([1])).toThrow('classWeights');
  });
});
