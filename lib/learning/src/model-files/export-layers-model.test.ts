import { initialWeights, modelSchema } from '@consilium/plan';
import type { Tensor } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { loadBackend } from '../backend/backend.ts';
import { predictionBody, predictionSpecs } from '../evaluation/prediction-body.ts';
import { eagerFunction } from '../graph/numeric-function.ts';
import { createNetwork } from '../layers/network.ts';
import { asLayersModel } from '../testing/layers-model.ts';
import { randomData, relativeDifference } from '../testing/test-data.ts';
import { TEST_NETWORKS } from '../testing/test-networks.ts';

const NETWORKS = {
  ...TEST_NETWORKS,
  'batch normalisation and dropout': {
    inputShape: [6],
    layers: [
      { type: 'dense', units: 5 },
      { type: 'batch-norm' },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 3, activation: 'softmax' },
    ],
  },
};

it.each(Object.entries(NETWORKS))(
  'exports what tf.loadLayersModel loads: %s',
  async (_name, { inputShape, layers, codes }: (typeof TEST_NETWORKS)[string]) => {
    const backend = await loadBackend();
    const model = modelSchema.parse({ layers });
    // Away from the initial values, so that no weight is zero or one by chance; positive, since some are variances.
    const weights = initialWeights(model, inputShape, 4).map((w, i) => Math.abs(w) + 0.1 + 0.1 * Math.sin(i));
    const loaded = await asLayersModel(backend, model, inputShape, weights);
    const width = inputShape.reduce((a, b) => a * b, 1);
    const data = randomData({
      patients: 4,
      width,
      ...(codes === undefined ? {} : { feature: (u: number) => Math.floor(u * codes) }),
    });
    const network = createNetwork(model, inputShape);
    const [ours] = eagerFunction(backend, predictionSpecs(network, 4, 1), predictionBody(network, undefined)).run([
      weights,
      data.features,
      new Float32Array(4),
    ]) as [Float32Array];
    const theirs = loaded.predict(backend.tf.tensor(data.features, [4, ...inputShape])) as Tensor;
    expect(ours.length).toBe(theirs.size);
    expect(relativeDifference(ours, Float32Array.from(theirs.dataSync()))).toBeLessThan(1e-5);
  },
);
