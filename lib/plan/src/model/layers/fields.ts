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

/** Name of an activation. */
export type Activation = (typeof ACTIVATIONS)[number];
/** Name of an initialiser. */
export type Initializer = (typeof INITIALIZERS)[number];

/** A number of things that are worth counting. */
export const count = z.number().int().positive().max(1_000_000);
/** One number for both directions, or one for each. */
export const pair = z.union([count, z.tuple([count, count])]);

/** Fields of every layer. */
export const common = {
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

/** Fields of every layer with weights. */
export const trainable = {
  ...common,
  frozen: z.boolean().default(false).describe('keep the weights as they are (fine-tuning)'),
};

/** Function applied to the result of a layer. */
export const activation = z.enum(ACTIVATIONS).default('linear').describe('function applied to the result');
/** Whether a layer has a bias. */
export const useBias = z.boolean().default(true).describe('whether a constant is learned for each output');
/** How a kernel starts. */
export const initializer = z
  .enum(INITIALIZERS)
  .default('glorot-uniform')
  .describe(
    'how the kernel starts; unless named, a dense output (`linear`, `sigmoid` or `softmax`) that is the only layer with weights starts at `zeros`',
  );
/** Number of outputs. */
export const units = count.describe('number of outputs');
/** Treatment of the border by a sliding window. */
export const padding = z
  .enum(['valid', 'same'])
  .default('valid')
  .describe('`valid` keeps windows inside the input; `same` adds zeros so that the size stays');
