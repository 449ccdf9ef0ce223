import { initialWeights, type Model, modelSchema } from '@consilium/plan';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../../backend/backend.ts';
import { buildNetwork, networkDrafts } from '../../testing/random-networks.ts';
import { randomData } from '../../testing/test-data.ts';
import { TEST_NETWORKS } from '../../testing/test-networks.ts';
import { createPredictor } from '../predictor.ts';
import { exportKeras } from '../keras/export-keras.ts';
import { exportOnnxNetwork } from './export-onnx.ts';

const ORIGIN = { producerVersion: '0.0.0', description: 'a test', metadata: { plan: 'none' } };
const ROWS = 5;

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

/** Largest difference between the agent's prediction and that of ONNX Runtime, over the size of the prediction where that is above 1. */
async function difference(model: Model, inputShape: readonly number[], seed: number, codes?: number): Promise<number> {
  // Away from the initial values, so that no weight is zero or one by chance; positive, since some are variances.
  const weights = initialWeights(model, inputShape, seed).map((w, i) =>
    hasVariance(model) ? Math.abs(w) + 0.1 + 0.1 * Math.sin(i) : w + 0.1 * Math.sin(i),
  );
  const width = inputShape.reduce((a, b) => a * b, 1);
  const { features } = randomData({
    patients: ROWS,
    width,
    seed,
    ...(codes === undefined ? {} : { feature: (u: number) => Math.floor(u * codes) }),
  });
  const predictor = createPredictor({ model, inputShape, weights }, backend);
  const ours = predictor.predict(features);
  predictor.dispose();
  const file = Buffer.concat(exportOnnxNetwork({ model, inputShape, weights }, ORIGIN));
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const { prediction } = await session.run({ input: new Tensor('float32', features, [ROWS, ...inputShape]) });
  const theirs = prediction?.data as Float32Array;
  await session.release();
  expect(theirs).toHaveLength(ours.length);
  return ours.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (theirs[i] as number)) / Math.max(1, Math.abs(value))),
    0,
  );
}

function hasVariance({ layers }: Model): boolean {
  return layers.some(({ type }) => type === 'batch-norm');
}

const NETWORKS: typeof TEST_NETWORKS = {
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
  'ONNX Runtime predicts what the agents do: %s',
  async (_name, { inputShape, layers, codes }) => {
    expect(await difference(modelSchema.parse({ layers }), inputShape, 4, codes)).toBeLessThan(1e-6);
  },
);

it('has a network with each type of layer above', () => {
  const types = new Set(
    Object.values(NETWORKS).flatMap(({ layers }) => modelSchema.parse({ layers }).layers.map(({ type }) => type)),
  );
  const [layer] = modelSchema.shape.layers.element.options === undefined ? [] : [modelSchema.shape.layers.element];
  expect([...types].sort()).toEqual(layer?.options.map(({ shape }) => shape.type.value).sort());
});

it('copies no weights: a file is pieces, of which the large ones are the weights themselves', () => {
  const model = modelSchema.parse({
    layers: [
      { type: 'dense', units: 64 },
      { type: 'dense', units: 32 },
    ],
  });
  const weights = initialWeights(model, [100], 1);
  const files = exportKeras({ model, inputShape: [100], weights }, {});
  for (const pieces of [exportOnnxNetwork({ model, inputShape: [100], weights }, ORIGIN), files['model.weights.h5']]) {
    const shared = pieces.filter(({ buffer }) => buffer === weights.buffer).reduce((sum, { length }) => sum + length, 0);
    expect(shared).toBe(weights.byteLength);
  }
});

/** Two hundred networks are compiled twice each: some ten seconds where nothing else runs, beside other work many times that. */
const BUDGET_MS = 300_000;

it('ONNX Runtime predicts what the agents do: 200 random networks', { timeout: BUDGET_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(networkDrafts, fc.integer({ min: 0, max: 1000 }), async (draft, seed) => {
      expect(await difference(buildNetwork(draft), draft.inputShape, seed)).toBeLessThan(1e-5);
    }),
    { numRuns: 200, seed: 7 },
  );
});
