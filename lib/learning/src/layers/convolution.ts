import { asPair } from '@consilium/plan';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { explicitContribution, outerContribution, summedContribution } from './contribution.ts';
import {
  activationOf,
  biasName,
  kerasActivation,
  type KerasConfig,
  type KerasFileLayer,
  kerasLayer,
  kerasTrainable,
  requireFixed,
  single,
  trainableFields,
} from './keras.ts';
import { byUnit, type LayerContext, type LayerForward, observed } from './layer.ts';
import type { LayerOf, LayerRows } from './layer-row.ts';
import { extractPatches } from './patches.ts';

/** Where a kernel slides. */
interface Window {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'valid' | 'same';
}

/** A convolution with the rule of a dense layer on its patches: each output place is a dense layer on the patch it sees. */
function convolve(context: LayerContext, input: Tensor4D, kernel: Tensor4D, bias: Tensor | undefined, window: Window): Tensor4D {
  const { tf, units } = context;
  const strides: [number, number] = [...window.strides];
  return observed(
    context,
    input,
    (x) => {
      const z = tf.conv2d(x as Tensor4D, kernel, strides, window.padding);
      return bias === undefined ? z : tf.add(z, bias);
    },
    (dz, x) => tf.conv2dTranspose(dz as Tensor4D, kernel, (x as Tensor4D).shape, strides, window.padding),
    (dz, x) =>
      context.contribute(0, () => {
        const patches = extractPatches(tf, x as Tensor4D, window.size, window.strides, window.padding);
        return outerContribution(tf, byUnit(tf, patches, units), byUnit(tf, dz, units), bias !== undefined);
      }),
  ) as Tensor4D;
}

/** 2-d convolution over `[rows, height, width, channels]`. */
const conv2d: LayerForward<LayerOf<'conv2d'>> = (context, { layer }, [input], [kernel, bias]) =>
  convolve(context, input as Tensor4D, kernel as Tensor4D, bias, {
    size: asPair(layer.kernelSize),
    strides: asPair(layer.strides),
    padding: layer.padding,
  });

/** 1-d convolution over `[rows, steps, channels]`: a 2-d one of height 1. */
const conv1d: LayerForward<LayerOf<'conv1d'>> = (context, { layer, outputShape }, [input], [kernel, bias]) => {
  const { tf } = context;
  const [, steps, channels] = (input as Tensor3D).shape;
  const image = tf.reshape(input as Tensor3D, [-1, 1, steps, channels]) as Tensor4D;
  // Kept, since the gradient of the input needs it after the scope of the forward pass.
  const filter = context.keep(tf.reshape(kernel as Tensor3D, [1, ...(kernel as Tensor3D).shape])) as Tensor4D;
  const window: Window = { size: [1, layer.kernelSize], strides: [1, layer.strides], padding: layer.padding };
  return tf.reshape(convolve(context, image, filter, bias, window), [-1, ...outputShape]);
};

/** Every channel convolved with its own kernels. */
function depthwise(context: LayerContext, input: Tensor4D, kernel: Tensor4D, window: Window): Tensor4D {
  const { tf, units } = context;
  const [kh, kw, channels, multiplier] = kernel.shape;
  const strides: [number, number] = [...window.strides];
  return observed(
    context,
    input,
    (x) => tf.depthwiseConv2d(x as Tensor4D, kernel, strides, window.padding),
    (dz, x) =>
      tf.engine().runKernel('DepthwiseConv2dNativeBackpropInput', { dy: dz, filter: kernel }, {
        strides,
        pad: window.padding,
        dilations: [1, 1],
        dimRoundingMode: undefined,
        inputShape: x.shape,
      } as never) as Tensor,
    (dz, x) =>
      context.contribute(0, () => {
        const patches = extractPatches(tf, x as Tensor4D, window.size, window.strides, window.padding);
        const a = tf.transpose(tf.reshape(patches, [units, -1, kh * kw, channels]), [0, 3, 2, 1]);
        const d = tf.transpose(tf.reshape(dz, [units, -1, channels, multiplier]), [0, 2, 1, 3]);
        const gradient = tf.transpose(tf.matMul(a, d), [0, 2, 1, 3]);
        return explicitContribution(tf, [tf.reshape(gradient, [units, kh * kw * channels * multiplier])], multiplier);
      }),
  ) as Tensor4D;
}

/** A bias on the last dimension whose gradient is seen; `first` is its number among the weights of the layer. */
function biased(context: LayerContext, input: Tensor, bias: Tensor | undefined, first: number): Tensor {
  if (bias === undefined) return input;
  const { tf, units } = context;
  return observed(
    { ...context, inputLearns: true },
    input,
    (x) => tf.add(x, bias),
    (dz) => dz,
    (dz) => context.contribute(first, () => summedContribution(tf, byUnit(tf, dz, units))),
  );
}

/** Depthwise convolution with bias. */
const depthwiseConv2d: LayerForward<LayerOf<'depthwise-conv2d'>> = (context, { layer }, [input], [kernel, bias]) => {
  const window: Window = { size: asPair(layer.kernelSize), strides: asPair(layer.strides), padding: layer.padding };
  return biased(context, depthwise(context, input as Tensor4D, kernel as Tensor4D, window), bias, 1);
};

/** Depthwise convolution, then a dense layer over the channels of each place. */
const separableConv2d: LayerForward<LayerOf<'separable-conv2d'>> = (
  context,
  { layer, outputShape },
  [input],
  [kernel, pointwise, bias],
) => {
  const { tf, units } = context;
  const window: Window = { size: asPair(layer.kernelSize), strides: asPair(layer.strides), padding: layer.padding };
  const spread = depthwise(context, input as Tensor4D, kernel as Tensor4D, window);
  const channels = spread.shape[3];
  const w = context.keep(tf.reshape(pointwise as Tensor, [channels, layer.filters])) as Tensor2D;
  const z = observed(
    { ...context, inputLearns: true },
    spread,
    (x) => {
      const product = tf.matMul(tf.reshape(x, [-1, channels]), w);
      return tf.reshape(bias === undefined ? product : tf.add(product, bias), [-1, ...outputShape]);
    },
    (dz, x) => tf.reshape(tf.matMul(tf.reshape(dz, [-1, layer.filters]), w, false, true), x.shape),
    (dz, x) =>
      context.contribute(1, () => outerContribution(tf, byUnit(tf, x, units), byUnit(tf, dz, units), bias !== undefined)),
  );
  return z;
};

/** What all convolutions read from a file. */
function convolutionFields(file: KerasFileLayer, fixed: KerasConfig): KerasConfig {
  const { config } = file;
  const activation = activationOf(file, config.activation);
  requireFixed(file, fixed);
  return { ...trainableFields(file), activation, padding: config.padding ?? 'valid' };
}

/** What convolutions over images do not support. */
const OVER_IMAGES = { dilation_rate: [1, 1], data_format: 'channels_last' };

/** What separable and depthwise convolutions say in a file; their steps are equal in both directions. */
function depthwiseConfig(layer: LayerOf<'separable-conv2d' | 'depthwise-conv2d'>): KerasConfig {
  return {
    kernel_size: asPair(layer.kernelSize),
    strides: asPair(layer.strides),
    padding: layer.padding,
    depth_multiplier: layer.depthMultiplier,
    use_bias: layer.useBias,
    activation: kerasActivation(layer.activation),
  };
}

function depthwiseFields(file: KerasFileLayer): KerasConfig {
  const { config } = file;
  return {
    ...convolutionFields(file, OVER_IMAGES),
    kernelSize: config.kernel_size,
    strides: single(config.strides),
    depthMultiplier: config.depth_multiplier,
  };
}

/** Convolutions along sequences and over images. */
export const CONVOLUTIONS: LayerRows<'conv1d' | 'conv2d' | 'separable-conv2d' | 'depthwise-conv2d'> = {
  conv1d: {
    forward: conv1d,
    toKeras(placed) {
      const { layer } = placed;
      const config = {
        ...kerasTrainable(layer),
        filters: layer.filters,
        kernel_size: [layer.kernelSize],
        strides: [layer.strides],
        padding: layer.padding,
        use_bias: layer.useBias,
        activation: kerasActivation(layer.activation),
      };
      return kerasLayer(placed, 'Conv1D', config, ['kernel', ...biasName(layer)]);
    },
    fromKeras: {
      classes: ['Conv1D'],
      fields: (file) => ({
        ...convolutionFields(file, { dilation_rate: [1] }),
        filters: file.config.filters,
        kernelSize: single(file.config.kernel_size),
        strides: single(file.config.strides),
      }),
    },
  },
  conv2d: {
    forward: conv2d,
    toKeras(placed) {
      const { layer } = placed;
      const config = {
        ...kerasTrainable(layer),
        filters: layer.filters,
        kernel_size: asPair(layer.kernelSize),
        strides: asPair(layer.strides),
        padding: layer.padding,
        use_bias: layer.useBias,
        activation: kerasActivation(layer.activation),
      };
      return kerasLayer(placed, 'Conv2D', config, ['kernel', ...biasName(layer)]);
    },
    fromKeras: {
      classes: ['Conv2D'],
      fields: (file) => ({
        ...convolutionFields(file, OVER_IMAGES),
        filters: file.config.filters,
        kernelSize: file.config.kernel_size,
        strides: file.config.strides,
      }),
    },
  },
  'separable-conv2d': {
    forward: separableConv2d,
    toKeras(placed) {
      const { layer } = placed;
      const config = { ...kerasTrainable(layer), filters: layer.filters, ...depthwiseConfig(layer) };
      return kerasLayer(placed, 'SeparableConv2D', config, ['depthwise_kernel', 'pointwise_kernel', ...biasName(layer)]);
    },
    fromKeras: {
      classes: ['SeparableConv2D'],
      fields: (file) => ({ ...depthwiseFields(file), filters: file.config.filters }),
    },
  },
  'depthwise-conv2d': {
    forward: depthwiseConv2d,
    toKeras(placed) {
      const { layer } = placed;
      const config = { ...kerasTrainable(layer), ...depthwiseConfig(layer) };
      return kerasLayer(placed, 'DepthwiseConv2D', config, ['depthwise_kernel', ...biasName(layer)]);
    },
    fromKeras: { classes: ['DepthwiseConv2D'], fields: depthwiseFields },
  },
};
