import { z } from 'zod';
import { common, count, padding, pair } from './fields.ts';
import { layerRow, treatsPatientsAlone } from './layer-row.ts';
import { asPair, type LayerInputs, needRank, type Shape, slide } from './shape-rules.ts';
import { weightless } from './tensor-plan.ts';

const step = 'step between two windows; left out, the size of a window';
const alongSequence = {
  ...common,
  poolSize: count.default(2).describe('length of a window'),
  strides: count.optional().describe(step),
  padding,
};
const overImage = {
  ...common,
  poolSize: pair.default(2).describe('height and width of a window; one number for both'),
  strides: pair.optional().describe(step),
  padding,
};

/** Pooling with windows whose size is a `T`. */
interface Pooling<T> {
  readonly poolSize: T;
  readonly strides?: T | undefined;
  readonly padding: 'valid' | 'same';
}

function sequenceShape({ poolSize, strides = poolSize, padding: border }: Pooling<number>, inputs: LayerInputs): Shape {
  needRank(inputs, 2, 'steps and channels');
  return [...slide(inputs, { size: [poolSize], strides: [strides], padding: border }), inputs.input[1] ?? 1];
}

function imageShape(
  { poolSize, strides = poolSize, padding: border }: Pooling<number | [number, number]>,
  inputs: LayerInputs,
): Shape {
  needRank(inputs, 3, 'height, width and channels');
  return [...slide(inputs, { size: asPair(poolSize), strides: asPair(strides), padding: border }), inputs.input[2] ?? 1];
}

/** One value a channel, from a sequence or an image. */
function channelShape(_layer: unknown, inputs: LayerInputs): Shape {
  const { input } = inputs;
  if (input.length < 2 || input.length > 3) needRank(inputs, 3, 'positions and channels');
  return [input.at(-1) ?? 1];
}

/** Maximum and average over windows, or over all places. */
export const POOLINGS = {
  'max-pooling1d': layerRow({
    schema: z.strictObject({
      type: z.literal('max-pooling1d').describe('largest value of each window of a sequence'),
      ...alongSequence,
    }),
    shape: sequenceShape,
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  'average-pooling1d': layerRow({
    schema: z.strictObject({
      type: z.literal('average-pooling1d').describe('mean of each window of a sequence'),
      ...alongSequence,
    }),
    shape: sequenceShape,
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  'max-pooling2d': layerRow({
    schema: z.strictObject({
      type: z.literal('max-pooling2d').describe('largest value of each window of an image'),
      ...overImage,
    }),
    shape: imageShape,
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  'average-pooling2d': layerRow({
    schema: z.strictObject({
      type: z.literal('average-pooling2d').describe('mean of each window of an image'),
      ...overImage,
    }),
    shape: imageShape,
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  'global-max-pooling': layerRow({
    schema: z.strictObject({ type: z.literal('global-max-pooling').describe('largest value of each channel'), ...common }),
    shape: channelShape,
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
  'global-average-pooling': layerRow({
    schema: z.strictObject({ type: z.literal('global-average-pooling').describe('mean of each channel'), ...common }),
    shape: channelShape,
    tensors: weightless,
    fitness: treatsPatientsAlone,
  }),
};
