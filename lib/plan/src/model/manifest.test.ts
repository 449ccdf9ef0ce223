import { describe, expect, it } from 'vitest';
import { modelSchema, placeLayers, tensorManifest } from './index.ts';

const mlp = modelSchema.parse({
  layers: [
    { type: 'dense', units: 64, activation: 'relu' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 32, activation: 'relu' },
    { type: 'dense', units: 1, activation: 'sigmoid', name: 'risk' },
  ],
});

describe('the manifest', () => {
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
    expect(placeLayers(cnn, [28, 28, 1]).layers.map(({ outputShape }) => outputShape)).toEqual([
      [14, 14, 16],
      [13, 13, 16],
      [5, 5, 32],
      [4, 4, 32],
      [512],
      [32],
      [10],
    ]);
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
});
