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
export const INITIALIZERS = ['glorot-uniform', 'he-uniform', 'lecun-uniform', 'fan-in-uniform', 'orthogonal', 'zeros'] as const;

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
const activation = z.enum(ACTIVATIONS).default('linear').describe('function applied to the result');
const useBias = z.boolean().default(true).describe('whether a constant is learned for each output');
const initializer = z.enum(INITIALIZERS).default('glorot-uniform').describe('how the kernel starts');
const pair = z.union([count, z.tuple([count, count])]);
const units = count.describe('number of outputs');
const filters = count.describe('number of output channels');
const strides = count.default(1).describe('step between two windows');
const poolStrides = 'step between two windows; left out, the size of a window';
const depthMultiplier = count.default(1).describe('outputs a channel');
const recurrentActivation = z.enum(['sigmoid', 'hard-sigmoid']).default('sigmoid').describe('function of the gates');
const padding = z
  .enum(['valid', 'same'])
  .default('valid')
  .describe('`valid` keeps windows inside the input; `same` adds zeros so that the size stays');
const rate = z.number().min(0).lt(1).describe('fraction of values set to zero while training');
const epsilon = z.number().positive().default(1e-3).describe('added to the variance');

const recurrent = {
  ...trainable,
  units,
  activation: z.enum(['tanh', 'relu', 'sigmoid', 'linear']).default('tanh').describe('function of the state'),
  useBias,
  returnSequences: z.boolean().default(false).describe('give every step’s state instead of the last one'),
  initializer,
};

/** One layer of a model, by `type`. */
export const layerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('dense').describe('every output sees every input'),
    ...trainable,
    units,
    activation,
    useBias,
    initializer,
  }),
  z.strictObject({ type: z.literal('dropout').describe('sets random values to zero while training'), ...common, rate }),
  z.strictObject({ type: z.literal('flatten').describe('one long vector of any shape'), ...common }),
  z.strictObject({
    type: z.literal('reshape').describe('the same values in another shape'),
    ...common,
    shape: z.array(count).min(1).max(4).describe('the new shape, without the row'),
  }),
  z.strictObject({
    type: z.literal('activation').describe('an activation by itself'),
    ...common,
    activation: z.enum(ACTIVATIONS).describe('the function'),
  }),
  z.strictObject({
    type: z.literal('conv1d').describe('convolution along a sequence'),
    ...trainable,
    filters,
    kernelSize: count.describe('length of a window'),
    strides,
    padding,
    activation,
    useBias,
    initializer,
  }),
  z.strictObject({
    type: z.literal('conv2d').describe('convolution over an image'),
    ...trainable,
    filters,
    kernelSize: pair.describe('height and width of a window; one number for both'),
    strides: pair.default(1).describe('steps between two windows; one number for both'),
    padding,
    activation,
    useBias,
    initializer,
  }),
  z.strictObject({
    type: z.literal('separable-conv2d').describe('a convolution a channel, then a mix of the channels'),
    ...trainable,
    filters,
    kernelSize: pair.describe('height and width of a window; one number for both'),
    strides,
    padding,
    depthMultiplier,
    activation,
    useBias,
    initializer,
  }),
  z.strictObject({
    type: z.literal('depthwise-conv2d').describe('a convolution a channel'),
    ...trainable,
    kernelSize: pair.describe('height and width of a window; one number for both'),
    strides,
    padding,
    depthMultiplier,
    activation,
    useBias,
    initializer,
  }),
  z.strictObject({
    type: z.literal('max-pooling1d').describe('largest value of each window of a sequence'),
    ...common,
    poolSize: count.default(2).describe('length of a window'),
    strides: count.optional().describe(poolStrides),
    padding,
  }),
  z.strictObject({
    type: z.literal('average-pooling1d').describe('mean of each window of a sequence'),
    ...common,
    poolSize: count.default(2).describe('length of a window'),
    strides: count.optional().describe(poolStrides),
    padding,
  }),
  z.strictObject({
    type: z.literal('max-pooling2d').describe('largest value of each window of an image'),
    ...common,
    poolSize: pair.default(2).describe('height and width of a window; one number for both'),
    strides: pair.optional().describe(poolStrides),
    padding,
  }),
  z.strictObject({
    type: z.literal('average-pooling2d').describe('mean of each window of an image'),
    ...common,
    poolSize: pair.default(2).describe('height and width of a window; one number for both'),
    strides: pair.optional().describe(poolStrides),
    padding,
  }),
  z.strictObject({ type: z.literal('global-max-pooling').describe('largest value of each channel'), ...common }),
  z.strictObject({ type: z.literal('global-average-pooling').describe('mean of each channel'), ...common }),
  z.strictObject({
    type: z.literal('embedding').describe('a vector for each code'),
    ...trainable,
    vocabulary: count.describe('number of codes; inputs are 0 .. vocabulary - 1'),
    units,
  }),
  z.strictObject({ type: z.literal('layer-norm').describe('normalises each row over its values'), ...trainable, epsilon }),
  z.strictObject({
    type: z.literal('group-norm').describe('normalises each row within groups of channels'),
    ...trainable,
    groups: count.describe('number of groups; divides the number of channels'),
    epsilon,
  }),
  z.strictObject({
    type: z
      .literal('batch-norm')
      .describe('normalises over the batch; refused with a guarantee for patients, since it mixes them'),
    ...trainable,
    momentum: z.number().min(0).lt(1).default(0.99).describe('decay of the running moments'),
    epsilon,
  }),
  z.strictObject({ type: z.literal('simple-rnn').describe('plain recurrent layer'), ...recurrent }),
  z.strictObject({
    type: z.literal('lstm').describe('long short-term memory'),
    ...recurrent,
    recurrentActivation,
  }),
  z.strictObject({
    type: z.literal('gru').describe('gated recurrent unit'),
    ...recurrent,
    recurrentActivation,
  }),
  z.strictObject({ type: z.literal('add').describe('sum of several layers of one shape'), ...common }),
  z.strictObject({ type: z.literal('concatenate').describe('several layers side by side'), ...common }),
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
