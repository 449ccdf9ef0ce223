import { type Layer, initialWeights, modelSchema, placeLayers } from '@consilium/plan';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { clippedSum, patientGradients } from '../testing/clipped-sums.ts';
import { norm, randomData, relativeDifference, ROW_CAP } from '../testing/test-data.ts';
import { madeTrainer } from '../testing/made-trainer.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

type Draft = { readonly type: Layer['type'] } & Record<string, unknown>;

const smooth = fc.constantFrom(
  'linear',
  'tanh',
  'sigmoid',
  'softplus',
  'elu',
  'swish',
  'gelu',
  'softsign',
  'relu',
  'selu',
  'hard-sigmoid',
  'softmax',
);
const common = { activation: smooth, useBias: fc.boolean(), frozen: fc.boolean() };
const size = fc.integer({ min: 1, max: 4 });
const draft = <T extends Layer['type']>(type: T, fields: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<Draft> =>
  fc.record({ type: fc.constant(type), ...fields }) as fc.Arbitrary<Draft>;

const anyRank = fc.oneof(
  draft('dense', { ...common, units: size }),
  draft('activation', { activation: smooth }),
  draft('layer-norm', { frozen: common.frozen }),
  draft('group-norm', { groups: fc.constantFrom(1, 2), frozen: common.frozen }),
  draft('add', { inputs: fc.constant(['previous', 'previous']) }),
  draft('concatenate', { inputs: fc.constant(['previous', 'previous']) }),
);
const recurrent = { units: size, returnSequences: fc.boolean(), useBias: fc.boolean(), frozen: fc.boolean() };
const sequences = fc.oneof(
  anyRank,
  draft('conv1d', {
    ...common,
    filters: size,
    kernelSize: size,
    strides: fc.constantFrom(1, 2),
    padding: fc.constantFrom('same', 'valid'),
  }),
  draft('max-pooling1d', { poolSize: fc.constantFrom(1, 2), padding: fc.constantFrom('same', 'valid') }),
  draft('average-pooling1d', { poolSize: size, strides: fc.constantFrom(1, 2), padding: fc.constant('same') }),
  draft('simple-rnn', recurrent),
  draft('lstm', recurrent),
  draft('gru', recurrent),
);
const convolution = {
  ...common,
  kernelSize: fc.tuple(size, size),
  strides: fc.constantFrom(1, 2),
  padding: fc.constantFrom('same', 'valid'),
};
const images = fc.oneof(
  anyRank,
  draft('conv2d', { ...convolution, filters: size }),
  draft('separable-conv2d', { ...convolution, filters: size, depthMultiplier: fc.constantFrom(1, 2) }),
  draft('depthwise-conv2d', { ...convolution, depthMultiplier: fc.constantFrom(1, 2) }),
  draft('max-pooling2d', { poolSize: fc.constantFrom(1, 2), strides: fc.constant(1) }),
  draft('average-pooling2d', { poolSize: fc.tuple(size, size), strides: fc.constant(1), padding: fc.constant('same') }),
);

const network = fc.oneof(
  fc.record({ inputShape: fc.constant([4]), drafts: fc.array(anyRank, { minLength: 1, maxLength: 4 }) }),
  fc.record({ inputShape: fc.constant([6, 2]), drafts: fc.array(sequences, { minLength: 1, maxLength: 4 }) }),
  fc.record({ inputShape: fc.constant([6, 5, 2]), drafts: fc.array(images, { minLength: 1, maxLength: 4 }) }),
);

/** Keeps the drafts that fit one after the other, then ends in one trained output. */
function build({ inputShape, drafts }: { readonly inputShape: readonly number[]; readonly drafts: readonly Draft[] }) {
  const layers: Record<string, unknown>[] = [];
  let previous = 'input';
  for (const layer of drafts) {
    const name = `layer${layers.length}`;
    const inputs = 'inputs' in layer ? { inputs: [previous, previous] } : {};
    try {
      placeLayers(modelSchema.parse({ layers: [...layers, { ...layer, ...inputs, name }] }), inputShape);
    } catch {
      continue;
    }
    layers.push({ ...layer, ...inputs, name });
    previous = name;
  }
  return modelSchema.parse({ layers: [...layers, { type: 'flatten' }, { type: 'dense', units: 1, activation: 'sigmoid' }] });
}

/** Thirty networks are compiled twice each: some ten seconds where nothing else runs, beside other work many times that. */
const BUDGET_MS = 300_000;

it('random networks clip as the loop over patients does, compiled and eager alike, and no patient moves a sum by more than the clip', {
  timeout: BUDGET_MS,
}, () => {
  fc.assert(
    fc.property(network, fc.integer({ min: 0, max: 1000 }), (shape, seed) => {
      const model = build(shape);
      const { inputShape } = shape;
      const data = randomData({
        patients: 6,
        width: inputShape.reduce((a, b) => a * b, 1),
        rowsOfPatient: (p) => 1 + (p % 2),
        seed,
      });
      const options = { model, inputShape, loss: 'binary-crossentropy', data, maxRowsPerPatient: ROW_CAP, backend } as const;
      const trainer = madeTrainer(options);
      const eager = madeTrainer({ ...options, eager: true });
      const weights = initialWeights(model, inputShape, seed).map((w, i) => w + 0.1 * Math.sin(i));
      const sum = (patients: number[], clip: number): Float32Array =>
        clippedSum(trainer, { weights, patients: Uint32Array.from(patients), clip }).sum;
      const written = madeTrainer({ ...options, writtenOut: true });
      const singles = patientGradients(options);
      const everyone = Uint32Array.of(0, 1, 2, 3, 4, 5);
      const clip = norm(singles.of(weights, 0)) * 0.9 + 1e-3;
      const expected = singles.clippedSum(weights, [0, 1, 2, 3, 4, 5], clip);
      const together = sum([0, 1, 2, 3, 4, 5], clip);
      const difference = (a: Float32Array, b: Float32Array): number => norm(a.map((v, i) => v - (b[i] ?? 0))) / clip;
      expect(difference(clippedSum(written, { weights, patients: everyone, clip }).sum, expected)).toBeLessThan(1e-5);
      // Six patients, each off by what rounding factors may cost on the finest grid.
      expect(difference(together, expected)).toBeLessThan(6 * 4 * (weights.length ** 0.25 / Math.sqrt(2 ** 30 / 8)));
      const eagerSum = clippedSum(eager, { weights, patients: everyone, clip }).sum;
      expect(relativeDifference(together, eagerSum)).toBeLessThan(1e-5);
      expect(difference(together, sum([0, 1, 2, 3, 4], clip))).toBeLessThanOrEqual(1 + 1e-5);
      for (const t of [trainer, eager, written]) t.dispose();
    }),
    { numRuns: 30, seed: 5 },
  );
});
