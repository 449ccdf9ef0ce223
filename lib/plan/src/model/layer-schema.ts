import { z } from 'zod';

/** Activations by name; each is the function of that name in Keras and in the TensorFlow.js layers format. */
export const ACTIVATIONS = [
  'linear',
  'relu',
  'elu',
  'selu',
  'sigmoid',
  'hard-sigmoid',
  'softplus',
  'softsign',
  'tanh',
  'softmax',
  'swish',
  'gelu',
] as const;

/** Initial kernels by name; all are computed with + - * / and sqrt only, so that every machine gets the same bits. */
export const INITIALIZERS = ['glorot-uniform', 'he-uniform', 'lecun-uniform', 'orthogonal', 'zeros'] as const;

const count = z.number().int().positive().max(1_000_000);
const common = {
  name: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'a layer name is a letter, then up to 63 letters, digits, _ and -')
    .refine((name) => name !== 'input', '`input` names the input of the model')
    .optional()
    .describe('name of the layer; left out, it is made from type and position, such as `dense_1`'),
  inputs: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('names of the layers that feed this one (`input` is the input of the model); left out, the layer before it'),
};
const trainable = { ...common, frozen: z.boolean().default(false).describe('keep the weights as they are (fine-tuning)') };
const activation = z.enum(ACTIVATIONS).default('linear');
const useBias = z.boolean().default(true);
const initializer = z.enum(INITIALIZERS).default('glorot-uniform').describe('how the kernel starts');
const pair = z.union([count, z.tuple([count, count])]);
const padding = z.enum(['valid', 'same']).default('valid');
const rate = z.number().min(0).lt(1).describe('fraction of values set to zero while training');
const epsilon = z.number().positive();

const recurrent = {
  ...trainable,
  units: count,
  activation: z.enum(['tanh', 'relu', 'sigmoid', 'linear']).default('tanh'),
  useBias,
  returnSequences: z.boolean().default(false).describe('give every step’s state instead of the last one'),
  initializer,
};

/** One layer of a model, by `type`. */
export const layerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('dense'), ...trainable, units: count, activation, useBias, initializer }),
  z.strictObject({ type: z.literal('dropout'), ...common, rate }),
  z.strictObject({ type: z.literal('flatten'), ...common }),
  z.strictObject({ type: z.literal('reshape'), ...common, shape: z.array(count).min(1).max(4) }),
  z.strictObject({ type: z.literal('activation'), ...common, activation: z.enum(ACTIVATIONS) }),
  z.strictObject({
    type: z.literal('conv1d'),
    ...trainable,
    filters: count,
    kernelSize: count,
    strides: count.default(1),
    padding,
    activation,
    useBias,
    initializer,
  }),
  z.strictObject({
    type: z.literal('conv2d'),
    ...trainable,
    filters: count,
    kernelSize: pair,
    strides: pair.default(1),
    padding,
    activation,
    useBias,
    initializer,
  }),
  z.strictObject({
    type: z.literal('separable-conv2d'),
    ...trainable,
    filters: count,
    kernelSize: pair,
    strides: count.default(1),
    padding,
    depthMultiplier: count.default(1),
    activation,
    useBias,
    initializer,
  }),
  z.strictObject({
    type: z.literal('depthwise-conv2d'),
    ...trainable,
    kernelSize: pair,
    strides: count.default(1),
    padding,
    depthMultiplier: count.default(1),
    activation,
    useBias,
    initializer,
  }),
  z.strictObject({ type: z.literal('max-pooling1d'), ...common, poolSize: count.default(2), strides: count.optional(), padding }),
  z.strictObject({
    type: z.literal('average-pooling1d'),
    ...common,
    poolSize: count.default(2),
    strides: count.optional(),
    padding,
  }),
  z.strictObject({ type: z.literal('max-pooling2d'), ...common, poolSize: pair.default(2), strides: pair.optional(), padding }),
  z.strictObject({
    type: z.literal('average-pooling2d'),
    ...common,
    poolSize: pair.default(2),
    strides: pair.optional(),
    padding,
  }),
  z.strictObject({ type: z.literal('global-max-pooling'), ...common }),
  z.strictObject({ type: z.literal('global-average-pooling'), ...common }),
  z.strictObject({
    type: z.literal('embedding'),
    ...trainable,
    vocabulary: count.describe('number of codes; inputs are 0 .. vocabulary - 1'),
    units: count,
  }),
  z.strictObject({ type: z.literal('layer-norm'), ...trainable, epsilon: epsilon.default(1e-3) }),
  z.strictObject({ type: z.literal('group-norm'), ...trainable, groups: count, epsilon: epsilon.default(1e-3) }),
  z.strictObject({
    type: z.literal('batch-norm'),
    ...trainable,
    momentum: z.number().min(0).lt(1).default(0.99),
    epsilon: epsilon.default(1e-3),
  }),
  z.strictObject({ type: z.literal('simple-rnn'), ...recurrent }),
  z.strictObject({
    type: z.literal('lstm'),
    ...recurrent,
    recurrentActivation: z.enum(['sigmoid', 'hard-sigmoid']).default('sigmoid'),
  }),
  z.strictObject({
    type: z.literal('gru'),
    ...recurrent,
    recurrentActivation: z.enum(['sigmoid', 'hard-sigmoid']).default('sigmoid'),
  }),
  z.strictObject({ type: z.literal('add'), ...common }),
  z.strictObject({ type: z.literal('concatenate'), ...common }),
]);

/** The model section of a plan: layers in order, each fed by the one before it unless it names its `inputs`. */
export const modelSchema = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(0)
    .describe('chooses the initial weights, the same on every machine'),
  layers: z.array(layerSchema).min(1).max(500).describe('the last layer is the output of the model'),
});

/** A layer as parsed, defaults filled in. */
export type Layer = z.output<typeof layerSchema>;
/** The model section as parsed. */
export type Model = z.output<typeof modelSchema>;
/** Name of an activation. */
export type Activation = (typeof ACTIVATIONS)[number];
/** Name of an initialiser. */
export type Initializer = (typeof INITIALIZERS)[number];
/** Name of a layer type. */
export type LayerType = Layer['type'];
