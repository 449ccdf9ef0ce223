import { asPair } from '@consilium/plan';
import { samePadding } from '../../layers/patches.ts';
import type { LayerOf } from '../../layers/layer-row.ts';
import { attribute, type OnnxAttribute, type OnnxBuilder } from './onnx-graph.ts';
import { type OnnxLayer, type OnnxLayerWriter, type OnnxWeight, plusBias, reshaped, stored, transposed } from './onnx-layer.ts';

/** A window that slides over an image; a sequence is an image of height 1. */
interface Window {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'valid' | 'same';
}

/** An image with channels last, `[height, width, channels]`, and what slides over it. */
interface Sliding {
  readonly graph: OnnxBuilder;
  readonly image: string;
  readonly height: number;
  readonly width: number;
  readonly window: Window;
}

/** A window in the words of ONNX: TensorFlow's padding in numbers, since not every runtime has its rule. */
function windowAttributes({ height, width, window: { size, strides, padding } }: Sliding): Record<string, OnnxAttribute> {
  const none = [0, 0] as const;
  const [top, bottom] = padding === 'same' ? samePadding(height, size[0], strides[0]) : none;
  const [left, right] = padding === 'same' ? samePadding(width, size[1], strides[1]) : none;
  return {
    kernel_shape: attribute.ints(size),
    strides: attribute.ints(strides),
    pads: attribute.ints([top, left, bottom, right]),
  };
}

/** ONNX slides over images with channels first. */
function slid(sliding: Sliding, op: string, weights: readonly string[], more: Record<string, OnnxAttribute> = {}): string {
  const { graph, image } = sliding;
  const first = transposed(graph, image, [0, 3, 1, 2]);
  const result = graph.add(op, [first, ...weights], { ...windowAttributes(sliding), ...more });
  return transposed(graph, result, [0, 2, 3, 1]);
}

/** A kernel `[height, width, channels, filters]` as ONNX has it, `[filters, channels, height, width]`. */
function filtersFirst(
  { values }: OnnxWeight,
  [h, w, channels, filters]: readonly [number, number, number, number],
): Float32Array {
  const result = new Float32Array(values.length);
  const places = h * w;
  for (let place = 0; place < places; place++)
    for (let c = 0; c < channels; c++)
      for (let f = 0; f < filters; f++)
        result[(f * channels + c) * places + place] = values[(place * channels + c) * filters + f] as number;
  return result;
}

function convolved(sliding: Sliding, kernel: OnnxWeight, channels: number, filters: number): string {
  const [h, w] = sliding.window.size;
  const weights = sliding.graph.floats([filters, channels, h, w], filtersFirst(kernel, [h, w, channels, filters]));
  return slid(sliding, 'Conv', [weights]);
}

/** Each channel with its own kernels: groups of one channel, of which the outputs stand side by side. */
function channelByChannel(sliding: Sliding, kernel: OnnxWeight): string {
  const [h = 1, w = 1, channels = 1, multiplier = 1] = kernel.shape;
  const filters = filtersFirst(kernel, [h, w, 1, channels * multiplier]);
  const weights = sliding.graph.floats([channels * multiplier, 1, h, w], filters);
  return slid(sliding, 'Conv', [weights], { group: attribute.int(channels) });
}

function overImage<L extends { readonly strides?: number | readonly [number, number] | undefined }>(
  { graph, inputShape, inputs }: Omit<OnnxLayer<never>, 'layer'>,
  { strides, padding }: L & { readonly padding: 'valid' | 'same' },
  size: readonly [number, number],
): Sliding {
  const [height = 1, width = 1] = inputShape;
  return { graph, image: inputs[0], height, width, window: { size, strides: asPair(strides ?? size), padding } };
}

function overSequence(
  { graph, inputShape, inputs }: Omit<OnnxLayer<never>, 'layer'>,
  { strides, padding }: { readonly strides?: number | undefined; readonly padding: 'valid' | 'same' },
  size: number,
): Sliding {
  const [steps = 1, channels = 1] = inputShape;
  const image = reshaped(graph, inputs[0], [1, steps, channels]);
  return { graph, image, height: 1, width: steps, window: { size: [1, size], strides: [1, strides ?? size], padding } };
}

const conv1d: OnnxLayerWriter<LayerOf<'conv1d'>> = (placed) => {
  const { graph, layer, inputShape, outputShape, weights } = placed;
  const [kernel, bias] = weights as [OnnxWeight, OnnxWeight?];
  const z = convolved(overSequence(placed, layer, layer.kernelSize), kernel, inputShape[1] ?? 1, layer.filters);
  return reshaped(graph, plusBias(graph, z, bias), outputShape);
};

const conv2d: OnnxLayerWriter<LayerOf<'conv2d'>> = (placed) => {
  const { graph, layer, inputShape, weights } = placed;
  const [kernel, bias] = weights as [OnnxWeight, OnnxWeight?];
  const z = convolved(overImage(placed, layer, asPair(layer.kernelSize)), kernel, inputShape[2] ?? 1, layer.filters);
  return plusBias(graph, z, bias);
};

const depthwiseConv2d: OnnxLayerWriter<LayerOf<'depthwise-conv2d'>> = (placed) => {
  const { graph, layer, weights } = placed;
  const [kernel, bias] = weights as [OnnxWeight, OnnxWeight?];
  return plusBias(graph, channelByChannel(overImage(placed, layer, asPair(layer.kernelSize)), kernel), bias);
};

const separableConv2d: OnnxLayerWriter<LayerOf<'separable-conv2d'>> = (placed) => {
  const { graph, layer, weights } = placed;
  const [kernel, pointwise, bias] = weights as [OnnxWeight, OnnxWeight, OnnxWeight?];
  const spread = channelByChannel(overImage(placed, layer, asPair(layer.kernelSize)), kernel);
  const mixed = graph.add('MatMul', [spread, stored(graph, pointwise, pointwise.shape.slice(2))]);
  return plusBias(graph, mixed, bias);
};

type SequencePooling = LayerOf<'max-pooling1d' | 'average-pooling1d'>;
type ImagePooling = LayerOf<'max-pooling2d' | 'average-pooling2d'>;

/** Padding is no part of an average, which is also what ONNX does unless told otherwise. */
const sequencePooling =
  (op: string): OnnxLayerWriter<SequencePooling> =>
  (placed) =>
    reshaped(placed.graph, slid(overSequence(placed, placed.layer, placed.layer.poolSize), op, []), placed.outputShape);

const imagePooling =
  (op: string): OnnxLayerWriter<ImagePooling> =>
  (placed) =>
    slid(overImage(placed, placed.layer, asPair(placed.layer.poolSize)), op, []);

const globalPooling =
  (op: string): OnnxLayerWriter<LayerOf<'global-max-pooling' | 'global-average-pooling'>> =>
  ({ graph, inputShape, inputs }) =>
    graph.add(op, [inputs[0]], {
      axes: attribute.ints(inputShape.slice(0, -1).map((_, i) => i + 1)),
      keepdims: attribute.int(0),
    });

/** Convolutions and poolings. */
export const ONNX_WINDOWS = {
  conv1d,
  conv2d,
  'depthwise-conv2d': depthwiseConv2d,
  'separable-conv2d': separableConv2d,
  'max-pooling1d': sequencePooling('MaxPool'),
  'average-pooling1d': sequencePooling('AveragePool'),
  'max-pooling2d': imagePooling('MaxPool'),
  'average-pooling2d': imagePooling('AveragePool'),
  'global-max-pooling': globalPooling('ReduceMax'),
  'global-average-pooling': globalPooling('ReduceMean'),
};
