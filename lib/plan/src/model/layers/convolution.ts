import { z } from 'zod';
import { activation, count, initializer, padding, pair, trainable, useBias } from './fields.ts';
import { layerRow, treatsPatientsAlone } from './layer-row.ts';
import { asPair, type LayerInputs, needRank, type Shape, slide } from './shape-rules.ts';
import { bias, kernel } from './tensor-plan.ts';

const filters = count.describe('number of output channels');
const strides = count.default(1).describe('step between two windows');
const depthMultiplier = count.default(1).describe('outputs a channel');
const kernelPair = pair.describe('height and width of a window; one number for both');

/** A convolution over an image, whatever it does with the channels. */
interface ImageWindow {
  readonly kernelSize: number | [number, number];
  readonly strides: number | [number, number];
  readonly padding: 'valid' | 'same';
}

function imageShape({ kernelSize, strides: step, padding: border }: ImageWindow, inputs: LayerInputs, channels: number): Shape {
  needRank(inputs, 3, 'height, width and channels');
  return [...slide(inputs, { size: asPair(kernelSize), strides: asPair(step), padding: border }), channels];
}

/** Convolutions along sequences and over images. */
export const CONVOLUTIONS = {
  conv1d: layerRow({
    schema: z.strictObject({
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
    shape(layer, inputs) {
      needRank(inputs, 2, 'steps and channels');
      const window = { size: [layer.kernelSize], strides: [layer.strides], padding: layer.padding };
      return [...slide(inputs, window), layer.filters];
    },
    tensors: (layer, channels) => [
      kernel('kernel', [layer.kernelSize, channels, layer.filters], layer.initializer),
      ...bias(layer, layer.filters),
    ],
    fitness: treatsPatientsAlone,
  }),
  conv2d: layerRow({
    schema: z.strictObject({
      type: z.literal('conv2d').describe('convolution over an image'),
      ...trainable,
      filters,
      kernelSize: kernelPair,
      strides: pair.default(1).describe('steps between two windows; one number for both'),
      padding,
      activation,
      useBias,
      initializer,
    }),
    shape: (layer, inputs) => imageShape(layer, inputs, layer.filters),
    tensors: (layer, channels) => [
      kernel('kernel', [...asPair(layer.kernelSize), channels, layer.filters], layer.initializer),
      ...bias(layer, layer.filters),
    ],
    fitness: treatsPatientsAlone,
  }),
  'separable-conv2d': layerRow({
    schema: z.strictObject({
      type: z.literal('separable-conv2d').describe('a convolution a channel, then a mix of the channels'),
      ...trainable,
      filters,
      kernelSize: kernelPair,
      strides,
      padding,
      depthMultiplier,
      activation,
      useBias,
      initializer,
    }),
    shape: (layer, inputs) => imageShape(layer, inputs, layer.filters),
    tensors: (layer, channels) => [
      kernel('depthwise_kernel', [...asPair(layer.kernelSize), channels, layer.depthMultiplier], layer.initializer),
      kernel('pointwise_kernel', [1, 1, channels * layer.depthMultiplier, layer.filters], layer.initializer),
      ...bias(layer, layer.filters),
    ],
    fitness: treatsPatientsAlone,
  }),
  'depthwise-conv2d': layerRow({
    schema: z.strictObject({
      type: z.literal('depthwise-conv2d').describe('a convolution a channel'),
      ...trainable,
      kernelSize: kernelPair,
      strides,
      padding,
      depthMultiplier,
      activation,
      useBias,
      initializer,
    }),
    shape: (layer, inputs) => imageShape(layer, inputs, (inputs.input[2] ?? 1) * layer.depthMultiplier),
    tensors: (layer, channels) => [
      kernel('depthwise_kernel', [...asPair(layer.kernelSize), channels, layer.depthMultiplier], layer.initializer),
      ...bias(layer, channels * layer.depthMultiplier),
    ],
    fitness: treatsPatientsAlone,
  }),
};
