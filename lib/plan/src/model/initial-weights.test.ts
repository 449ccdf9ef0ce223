import { sha256Hex } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { initialWeights, modelSchema, tensorManifest } from './index.ts';

const mlp = modelSchema.parse({
  layers: [
    { type: 'dense', units: 64, activation: 'relu' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 32, activation: 'relu' },
    { type: 'dense', units: 1, activation: 'sigmoid', name: 'risk' },
  ],
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
