import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@consilium/core';
import { createPredictor, exportKeras, loadBackend } from '@consilium/learning';
import { initialWeights, modelSchema } from '@consilium/plan';
import { ROOT } from '@consilium/testing';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonVenv } from '../support/python-venv.ts';
import { PROGRAMS_MS } from '../support/programs.ts';

const venv = pythonVenv('keras', join(ROOT, 'test/interop/models/keras-requirements.txt'));
if ('missing' in venv) process.stderr.write(`Exported models are not opened by Keras here: ${venv.missing}\n`);

const ROWS = 1000;

interface Example {
  readonly inputShape: readonly number[];
  readonly layers: readonly unknown[];
  /** Inputs are whole numbers below it. */
  readonly codes?: number;
}

const same = { padding: 'same' } as const;
/** Networks that together have each type of layer and each activation that Keras 3 computes as the agents do. */
const NETWORKS: Readonly<Record<string, Example>> = {
  branches: {
    inputShape: [6],
    layers: [
      { type: 'dense', units: 8, activation: 'gelu', name: 'first' },
      { type: 'dense', units: 8, activation: 'swish', useBias: false, name: 'second', inputs: ['input'] },
      { type: 'dense', units: 8, activation: 'selu', name: 'third', inputs: ['first'] },
      { type: 'add', inputs: ['third', 'second'], name: 'sum' },
      { type: 'concatenate', inputs: ['sum', 'input'] },
      { type: 'reshape', shape: [2, 7] },
      { type: 'dense', units: 3, activation: 'softsign' },
      { type: 'flatten' },
      { type: 'batch-norm' },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 4, activation: 'softmax', frozen: true },
      { type: 'dense', units: 4, activation: 'elu' },
      { type: 'dense', units: 4, activation: 'softplus' },
      { type: 'activation', activation: 'relu' },
      { type: 'dense', units: 1, activation: 'sigmoid' },
    ],
  },
  sequence: {
    inputShape: [12, 2],
    layers: [
      { type: 'conv1d', filters: 4, kernelSize: 3, ...same, activation: 'relu' },
      { type: 'max-pooling1d', poolSize: 2 },
      { type: 'average-pooling1d', poolSize: 2, strides: 1, ...same },
      { type: 'lstm', units: 4, returnSequences: true },
      { type: 'gru', units: 3, returnSequences: true },
      { type: 'simple-rnn', units: 3, returnSequences: true, activation: 'relu' },
      { type: 'global-max-pooling' },
      { type: 'dense', units: 2 },
    ],
  },
  image: {
    inputShape: [9, 8, 2],
    layers: [
      { type: 'conv2d', filters: 4, kernelSize: [4, 3], strides: 2, ...same, activation: 'tanh' },
      { type: 'separable-conv2d', filters: 6, kernelSize: 3, ...same, depthMultiplier: 2, activation: 'relu' },
      { type: 'group-norm', groups: 3 },
      { type: 'max-pooling2d', poolSize: 2, strides: 1 },
      { type: 'depthwise-conv2d', kernelSize: 2, activation: 'tanh' },
      { type: 'layer-norm' },
      { type: 'average-pooling2d', poolSize: [2, 1], strides: 1, ...same },
      { type: 'global-average-pooling' },
      { type: 'dense', units: 1 },
    ],
  },
  codes: {
    inputShape: [5],
    codes: 7,
    layers: [{ type: 'embedding', vocabulary: 7, units: 3 }, { type: 'flatten' }, { type: 'dense', units: 1 }],
  },
  parts: {
    inputShape: [39],
    layers: [
      { type: 'series', from: 3, steps: 6, channels: 2, name: 'course' },
      { type: 'gru', units: 3, name: 'state', useBias: false },
      { type: 'image', from: 15, height: 4, width: 3, channels: 2 },
      { type: 'conv2d', filters: 2, kernelSize: 2, activation: 'tanh' },
      { type: 'flatten', name: 'seen' },
      { type: 'columns', count: 3, name: 'fixed' },
      { type: 'concatenate', inputs: ['state', 'seen', 'fixed'] },
      { type: 'dense', units: 2 },
    ],
  },
};

it('has a network with each type of layer', () => {
  const types = Object.values(NETWORKS).flatMap(({ layers }) => modelSchema.parse({ layers }).layers.map(({ type }) => type));
  const known = modelSchema.shape.layers.element.options.map(({ shape }) => shape.type.value);
  expect([...new Set(types)].sort()).toEqual([...known].sort());
});

it('refuses by name what Keras 3 computes in another way', () => {
  for (const layers of [
    [{ type: 'dense', units: 1, activation: 'hard-sigmoid', name: 'gate' }],
    [
      { type: 'reshape', shape: [2, 2] },
      { type: 'lstm', units: 1, recurrentActivation: 'hard-sigmoid', name: 'gate' },
    ],
  ]) {
    const model = modelSchema.parse({ layers });
    const weights = initialWeights(model, [4], 1);
    expect(() => exportKeras({ model, inputShape: [4], weights }, {})).toThrow(
      /^layer gate: hard-sigmoid is another function in Keras 3/,
    );
  }
});

describe.skipIf('missing' in venv)('Keras 3, and TensorFlow of the SavedModel that it makes, predict what the agents do', () => {
  let folder: string;
  const ours = new Map<string, Float32Array>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'consilium-keras-'));
    const backend = await loadBackend();
    for (const [name, { inputShape, layers, codes }] of Object.entries(NETWORKS)) {
      const model = modelSchema.parse({ layers });
      // Away from the initial values, so that no weight is zero or one by chance; positive, since some are variances.
      const positive = layers.some((layer) => (layer as { readonly type: string }).type === 'batch-norm');
      const weights = initialWeights(model, inputShape, 4).map((w, i) => {
        const moved = w + 0.1 * Math.sin(i);
        return positive ? Math.abs(moved) + 0.1 : moved;
      });
      const bytes = new Uint8Array(4 * ROWS * inputShape.reduce((a, b) => a * b, 1));
      seededRandom(name).fill(bytes);
      const uniform = Array.from(new Uint32Array(bytes.buffer), (word) => word / 2 ** 32);
      const features = Float32Array.from(uniform, (u) => (codes === undefined ? 4 * u - 2 : Math.floor(u * codes)));
      const predictor = createPredictor({ model, inputShape, weights }, backend);
      ours.set(name, predictor.predict(features));
      predictor.dispose();
      const files = exportKeras({ model, inputShape, weights }, { notice: 'a test' });
      const zip = zipSync(Object.fromEntries(Object.entries(files).map(([file, pieces]) => [file, Buffer.concat(pieces)])));
      writeFileSync(join(folder, `${name}.keras`), zip);
      writeFileSync(join(folder, `${name}.in`), new Uint8Array(features.buffer));
    }
    const { python } = venv as { readonly python: string };
    const program = join(ROOT, 'test/interop/models/predict_keras.py');
    const { status, stderr } = spawnSync(python, [program, folder], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    if (status !== 0) throw new Error(`Keras ended with ${status}:\n${stderr.slice(-4000)}`);
  }, PROGRAMS_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(Object.keys(NETWORKS).flatMap((name) => ['out', 'served'].map((by) => [name, by] as const)))('%s (%s)', (name, by) => {
    const theirs = new Float32Array(Uint8Array.from(readFileSync(join(folder, `${name}.${by}`))).buffer);
    const expected = ours.get(name) as Float32Array;
    expect(theirs).toHaveLength(expected.length);
    const difference = (value: number, i: number): number =>
      Math.abs(value - (theirs[i] as number)) / Math.max(1, Math.abs(value));
    expect(Math.max(...expected.map(difference))).toBeLessThan(1e-6);
    expect(new Set(expected).size).toBeGreaterThan(ROWS / 10);
  });
});
