import { type Layer, type Model, modelSchema, placeLayers } from '@consilium/plan';
import fc from 'fast-check';

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

/** Layers that fit the input of a network, most of the time. */
export interface NetworkDraft {
  readonly inputShape: readonly number[];
  readonly drafts: readonly Draft[];
}

/** Networks of every kind of input: vectors, sequences, images. */
export const networkDrafts: fc.Arbitrary<NetworkDraft> = fc.oneof(
  fc.record({ inputShape: fc.constant([4]), drafts: fc.array(anyRank, { minLength: 1, maxLength: 4 }) }),
  fc.record({ inputShape: fc.constant([6, 2]), drafts: fc.array(sequences, { minLength: 1, maxLength: 4 }) }),
  fc.record({ inputShape: fc.constant([6, 5, 2]), drafts: fc.array(images, { minLength: 1, maxLength: 4 }) }),
);

/** Keeps the drafts that fit one after the other, then ends in one trained output. */
export function buildNetwork({ inputShape, drafts }: NetworkDraft): Model {
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
