import { initialWeights, modelSchema } from '@consilium/plan';
import { beforeAll, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { indexPatients } from '../data/training-data.ts';
import { createFunctionCache } from '../graph/function-cache.ts';
import { createNetwork } from '../layers/network.ts';
import { TEST_NETWORKS } from '../testing/test-networks.ts';
import { randomData, ROW_CAP } from '../testing/test-data.ts';
import { predict } from './evaluate.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

const dense = (...widths: readonly number[]): readonly unknown[] =>
  widths.map((units) => ({ type: 'dense', units, activation: 'tanh' }));
const NETWORKS = {
  logistic: { inputShape: [23], layers: [], codes: undefined },
  'dense 30-300-301': { inputShape: [30], layers: dense(300, 301), codes: undefined },
  'dense 700-65': { inputShape: [700], layers: dense(65), codes: undefined },
  'logistic of 1500': { inputShape: [1500], layers: [], codes: undefined },
  'dense 40-2051-3': { inputShape: [40], layers: dense(2051, 3), codes: undefined },
  'dense 3000-17': { inputShape: [3000], layers: dense(17), codes: undefined },
  'dense 7-5-3': { inputShape: [7], layers: dense(5, 3), codes: undefined },
  'conv 20x20': {
    inputShape: [20, 20, 3],
    layers: [{ type: 'conv2d', filters: 33, kernelSize: 5, activation: 'tanh' }, { type: 'flatten' }],
    codes: undefined,
  },
  ...TEST_NETWORKS,
};

// Premise of docs/proofs/scores.md#company: bit by bit, what is said of a patient is what is said of it alone.
it.each(Object.entries(NETWORKS))('scores of a patient do not depend on company: %s', (_name, { inputShape, layers, codes }) => {
  const model = modelSchema.parse({
    layers: [...layers, { type: 'flatten' }, { type: 'dense', units: 1, activation: 'sigmoid' }],
  });
  const width = inputShape.reduce((a, b) => a * b, 1);
  const feature = codes === undefined ? (u: number): number => 2 * u - 1 : (u: number): number => Math.floor(u * codes);
  const data = randomData({ patients: 75, width, feature, rowsOfPatient: (p) => 1 + ((p * 7) % 5) });
  const functions = createFunctionCache(backend, `company/${JSON.stringify({ layers, inputShape })}`);
  const source = {
    backend,
    network: createNetwork(model, inputShape),
    loss: 'binary-crossentropy' as const,
    data,
    targetWidth: 1,
    index: indexPatients(data, 1, ROW_CAP),
    rowFactors: undefined,
    sizing: { maximumRows: 256, rule: 'round-up' as const },
    clipMargin: 0,
    functions: functions.get,
  };
  try {
    const weights = initialWeights(model, inputShape, 3);
    const all = predict(source, weights, undefined);
    const bits = (values: Float32Array): readonly number[] => [...new Uint32Array(values.slice().buffer)];
    const alone = Array.from({ length: 75 }, (_, patient) => predict(source, weights, Uint32Array.of(patient)));
    expect(bits(all.outputs)).toEqual(alone.flatMap(({ outputs }) => bits(outputs)));
    expect(bits(all.losses)).toEqual(alone.flatMap(({ losses }) => bits(losses)));
    expect([...all.patients]).toEqual(alone.flatMap(({ patients }) => [...patients]));
  } finally {
    functions.dispose();
  }
});
