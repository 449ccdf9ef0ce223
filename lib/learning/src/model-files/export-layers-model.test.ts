import { initialWeights, modelSchema } from '@consilium/plan';
import { expect, it } from 'vitest';
import { loadBackend } from '../backend/backend.ts';
import { eagerFunction } from '../graph/numeric-function.ts';
import { predictionBody, predictionSpecs } from '../evaluation/prediction-body.ts';
import { createNetwork } from '../layers/network.ts';
import { randomData, relativeDifference } from '../testing/test-data.ts';
import { exportLayersModel } from './export-layers-model.ts';

const CASES: Record<string, { inputShape: number[]; layers: unknown[] }> = {
  'dense network with dropout and a residual': {
    inputShape: [6],
    layers: [
      { type: 'dense', units: 8, activation: 'gelu', name: 'first' },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 8, activation: 'swish', useBias: false },
      { type: 'add', inputs: ['first', 'dense_3'] },
      { type: 'activation', activation: 'hard-sigmoid' },
      { type: 'concatenate', inputs: ['activation_5', 'input'] },
      { type: 'reshape', shape: [2, 7] },
      { type: 'dense', units: 3, activation: 'softsign' },
      { type: 'flatten' },
      { type: 'dense', units: 3, activation: 'softmax' },
    ],
  },
};

it.each(Object.keys(CASES))('exports what tf.loadLayersModel loads: %s', async (name) => {
  const { inputShape, layers } = CASES[name] ?? { inputShape: [], layers: [] };
  const backend = await loadBackend();
  const { tf } = backend;
  const model = modelSchema.parse({ layers });
  // Away from the initial values, so that no weight is zero or one by chance.
  const weights = initialWeights(model, inputShape, 4).map((w, i) => w + 0.1 * Math.sin(i));
  const { modelJson, weightsBin } = exportLayersModel(model, inputShape, weights);
  const [first] = modelJson.weightsManifest as unknown as { weights: import('@tensorflow/tfjs').io.WeightsManifestEntry[] }[];
  const loaded = await tf.loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology: JSON.parse(JSON.stringify(modelJson.modelTopology)) as object,
        weightSpecs: first?.weights ?? [],
        weightData: weightsBin.slice().buffer,
      }),
  });
  const width = inputShape.reduce((a, b) => a * b, 1);
  const data = randomData({ patients: 4, width });
  const network = createNetwork(model, inputShape);
  const [ours] = eagerFunction(backend, predictionSpecs(network, 4, 1), predictionBody(network, undefined)).run([
    weights,
    data.features,
    new Float32Array(4),
  ]) as [Float32Array];
  const theirs = loaded.predict(tf.tensor(data.features, [4, ...inputShape])) as import('@tensorflow/tfjs').Tensor;
  expect(ours.length).toBe(theirs.size);
  expect(relativeDifference(ours, Float32Array.from(theirs.dataSync()))).toBeLessThan(1e-5);
});
