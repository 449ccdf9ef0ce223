import { isConsiliumError, sha256Hex } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { checkLoss, inferShapes, initialWeights, modelSchema, refusals, tensorManifest } from './index.ts';

const mlp = modelSchema.parse({
  layers: [
    { type: 'dense', units: 64, activation: 'relu' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 32, activation: 'relu' },
    { type: 'dense', units: 1, activation: 'sigmoid', name: 'risk' },
  ],
});

function failure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isConsiliumError(error, 'MODEL_INVALID')) return error.message;
    throw error;
  }
  return 'no error';
}

describe('shapes and manifest', () => {
  it('counts the parameters of the 30-64-32-1 network', () => {
    const { tensors, parameters } = tensorManifest(mlp, [30]);
    expect(parameters).toBe(30 * 64 + 64 + 64 * 32 + 32 + 32 + 1);
    expect(tensors.map((t) => t.name)).toEqual([
      'dense_1/kernel',
      'dense_1/bias',
      'dense_3/kernel',
      'dense_3/bias',
      'risk/kernel',
      'risk/bias',
    ]);
    expect(tensors.map((t) => t.offset)).toEqual([0, 1920, 1984, 4032, 4064, 4096]);
  });

  it('counts the 26,010 parameters of the MNIST tutorial network', () => {
    const cnn = modelSchema.parse({
      layers: [
        { type: 'conv2d', filters: 16, kernelSize: 8, strides: 2, padding: 'same', activation: 'relu' },
        { type: 'max-pooling2d', poolSize: 2, strides: 1 },
        { type: 'conv2d', filters: 32, kernelSize: 4, strides: 2, activation: 'relu' },
        { type: 'max-pooling2d', poolSize: 2, strides: 1 },
        { type: 'flatten' },
        { type: 'dense', units: 32, activation: 'relu' },
        { type: 'dense', units: 10, activation: 'softmax' },
      ],
    });
    expect(tensorManifest(cnn, [28, 28, 1]).parameters).toBe(26_010);
    expect(inferShapes(cnn, [28, 28, 1])).toEqual([[14, 14, 16], [13, 13, 16], [5, 5, 32], [4, 4, 32], [512], [32], [10]]);
  });

  it('marks frozen layers and moving moments as not trainable', () => {
    const model = modelSchema.parse({
      layers: [{ type: 'dense', units: 2, frozen: true }, { type: 'batch-norm' }, { type: 'dense', units: 1 }],
    });
    const byName = new Map(tensorManifest(model, [3]).tensors.map((t) => [t.name, t]));
    expect(byName.get('dense_1/kernel')?.trainable).toBe(false);
    expect(byName.get('batch_norm_2/gamma')?.trainable).toBe(true);
    expect(byName.get('batch_norm_2/moving_mean')).toMatchObject({ trainable: false, kind: 'statistic' });
  });

  it('names the layer that does not fit', () => {
    const wrong = (layers: unknown[]): string => failure(() => inferShapes(modelSchema.parse({ layers }), [8]));
    expect(wrong([{ type: 'reshape', shape: [3, 3] }])).toContain('reshape_1');
    expect(wrong([{ type: 'lstm', units: 4 }])).toContain('steps and features');
    expect(
      wrong([
        { type: 'dense', units: 3, name: 'a' },
        { type: 'dense', units: 3, name: 'a' },
      ]),
    ).toContain('same name');
    expect(wrong([{ type: 'dense', units: 3, inputs: ['nowhere'] }])).toContain('nowhere');
    expect(
      wrong([
        { type: 'dense', units: 3 },
        { type: 'add', inputs: ['dense_1', 'input'] },
      ]),
    ).toContain('cannot be merged');
    expect(
      wrong([
        { type: 'dense', units: 3 },
        { type: 'dense', units: 3, inputs: ['input'] },
      ]),
    ).toContain('no later layer');
    expect(
      wrong([
        { type: 'reshape', shape: [8, 1] },
        { type: 'conv1d', filters: 2, kernelSize: 9 },
      ]),
    ).toContain('window of 9');
  });

  it('refuses unknown fields', () => {
    expect(modelSchema.safeParse({ layers: [{ type: 'dense', units: 1, unit: 2 }] }).success).toBe(false);
  });
});

describe('initial weights', () => {
  it('are the same bytes on every machine', () => {
    const rnn = modelSchema.parse({
      layers: [
        { type: 'lstm', units: 5 },
        { type: 'dense', units: 1, initializer: 'he-uniform' },
      ],
    });
    const weights = initialWeights(rnn, [4, 3], 7);
    expect(sha256Hex(new Uint8Array(weights.buffer))).toBe('5172d4b1f7f601926d5bf880c551d1a7d8cf19a46b90bd0208a660a8246be177');
    expect(initialWeights(rnn, [4, 3], 8)).not.toEqual(weights);
  });

  it('follow the Glorot bound and leave biases at zero', () => {
    const weights = initialWeights(mlp, [30]);
    const limit = Math.sqrt(6 / 94);
    const kernel = weights.subarray(0, 1920);
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(Math.fround(limit));
    // The mean square of a uniform distribution is a third of its squared bound; 1,920 values give it within 10 percent.
    expect(kernel.reduce((sum, w) => sum + w * w, 0) / 1920).toBeCloseTo((limit * limit) / 3, 3);
    expect(weights.subarray(1920, 1984).every((w) => w === 0)).toBe(true);
  });

  it('make recurrent kernels orthogonal', () => {
    const rnn = modelSchema.parse({ layers: [{ type: 'gru', units: 4 }] });
    const tensor = tensorManifest(rnn, [2, 3]).tensors.find((t) => t.name.endsWith('recurrent_kernel'));
    if (tensor === undefined) throw new Error('no recurrent kernel');
    const values = initialWeights(rnn, [2, 3]).subarray(tensor.offset, tensor.offset + tensor.size);
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        let product = 0;
        for (let i = 0; i < 12; i++) product += (values[a * 12 + i] ?? 0) * (values[b * 12 + i] ?? 0);
        expect(product).toBeCloseTo(a === b ? 1 : 0, 5);
      }
    }
  });
});

describe('fitness', () => {
  it('refuses batch normalisation under per-patient privacy only', () => {
    const model = modelSchema.parse({
      layers: [
        { type: 'batch-norm', name: 'mix' },
        { type: 'dense', units: 1 },
      ],
    });
    expect(refusals(model, { unit: 'patient' })).toMatchObject([{ layer: 0, name: 'mix' }]);
    expect(refusals(model, { unit: 'site' })).toEqual([]);
  });

  it('checks that the loss fits the output', () => {
    expect(checkLoss(mlp, [30], 'binary-crossentropy')).toBe(1);
    expect(failure(() => checkLoss(mlp, [30], 'categorical-crossentropy'))).toContain('softmax');
    expect(failure(() => checkLoss(mlp, [30], 'poisson'))).toContain('softplus');
  });
});
