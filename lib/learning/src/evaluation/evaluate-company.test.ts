import { initialWeights, type Model, modelSchema } from '@consilium/plan';
import { beforeAll, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { indexPatients } from '../data/training-data.ts';
import { createFunctionCache, type FunctionCache } from '../graph/function-cache.ts';
import { createNetwork } from '../layers/network.ts';
import { TEST_NETWORKS } from '../testing/test-networks.ts';
import { type MemoryData, randomData, ROW_CAP } from '../testing/test-data.ts';
import type { NetworkSource } from '../training/gradients.ts';
import { evaluate, predict } from './evaluate.ts';

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

/** A network over data as a trainer has them. */
function sourceOf(
  model: Model,
  inputShape: readonly number[],
  data: MemoryData,
): { readonly source: NetworkSource; readonly functions: FunctionCache } {
  const functions = createFunctionCache(backend, `company/${JSON.stringify({ layers: model.layers, inputShape })}`);
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
  return { source, functions };
}

// Premise of docs/proofs/scores.md#company: bit by bit, what is said of a patient is what is said of it alone.
it.each(Object.entries(NETWORKS))('scores of a patient do not depend on company: %s', (_name, { inputShape, layers, codes }) => {
  const model = modelSchema.parse({
    layers: [...layers, { type: 'flatten' }, { type: 'dense', units: 1, activation: 'sigmoid' }],
  });
  const width = inputShape.reduce((a, b) => a * b, 1);
  const feature = codes === undefined ? (u: number): number => 2 * u - 1 : (u: number): number => Math.floor(u * codes);
  const data = randomData({ patients: 75, width, feature, rowsOfPatient: (p) => 1 + ((p * 7) % 5) });
  const { source, functions } = sourceOf(model, inputShape, data);
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

it('a patient on whose rows the model cannot be run is no number, and nobody else is touched', () => {
  // An embedding that does not know a code makes the native call fail. No plan has one; whatever may fail has to fail like this.
  const model = modelSchema.parse({
    layers: [
      { type: 'embedding', vocabulary: 10, units: 2 },
      { type: 'flatten' },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  });
  const data = randomData({
    patients: 9,
    width: 3,
    feature: (u) => Math.floor(u * 10),
    rowsOfPatient: (p) => 1 + (p % 3),
  });
  const first = data.patientOfRow.indexOf(4);
  data.features[first * 3] = 12;
  const { source, functions } = sourceOf(model, [3], data);
  try {
    const weights = initialWeights(model, [3], 3);
    const all = predict(source, weights, undefined);
    all.patients.forEach((patient, row) => {
      expect([patient, Number.isNaN(all.outputs[row]), Number.isNaN(all.losses[row])]).toEqual([
        patient,
        patient === 4,
        patient === 4,
      ]);
    });
    const others = Uint32Array.of(0, 1, 2, 3, 5, 6, 7, 8);
    const without = predict(source, weights, others);
    expect(all.outputs.filter((_, row) => all.patients[row] !== 4)).toEqual(without.outputs);
    // Exact scores of a rehearsal say that something is wrong.
    expect(() => evaluate(source, { weights })).toThrow('not in [0, 10)');
  } finally {
    functions.dispose();
  }
});

it('an error of the machine is nobody’s score', () => {
  const model = modelSchema.parse({ layers: [{ type: 'dense', units: 1, activation: 'sigmoid', name: 'nowhere_else' }] });
  const { source, functions } = sourceOf(model, [3], randomData({ patients: 3, width: 3 }));
  const weights = initialWeights(model, [3], 3);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = '/nonexistent/folder';
  try {
    expect(() => predict(source, weights, undefined)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  expect(predict(source, weights, undefined).outputs.every(Number.isFinite)).toBe(true);
  functions.dispose();
});
