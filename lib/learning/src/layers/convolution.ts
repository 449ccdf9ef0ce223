import { asPair, type Layer } from '@consilium/plan';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { explicitContribution, outerContribution, summedContribution } from './contribution.ts';
import { byUnit, type LayerContext, type LayerForward, observed } from './layer.ts';
import { extractPatches } from './patches.ts';

type Of<T extends Layer['type']> = Extract<Layer, { type: T }>;

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
export const conv2d: LayerForward<Of<'conv2d'>> = (context, { layer }, [input], [kernel, bias]) =>
  convolve(context, input as Tensor4D, kernel as Tensor4D, bias, {
    size: asPair(layer.kernelSize),
    strides: asPair(layer.strides),
    padding: layer.padding,
  });

/** 1-d convolution over `[rows, steps, channels]`: a 2-d one of height 1. */
export const conv1d: LayerForward<Of<'conv1d'>> = (context, { layer, outputShape }, [input], [kernel, bias]) => {
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
        return explicitContribution(tf, [tf.reshape(gradient, [units, kh * kw * channels * multiplier])]);
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
export const depthwiseConv2d: LayerForward<Of<'depthwise-conv2d'>> = (context, { layer }, [input], [kernel, bias]) => {
  const window: Window = { size: asPair(layer.kernelSize), strides: asPair(layer.strides), padding: layer.padding };
  return biased(context, depthwise(context, input as Tensor4D, kernel as Tensor4D, window), bias, 1);
};

/** Depthwise convolution, then a dense layer over the channels of each place. */
export const separableConv2d: LayerForward<Of<'separable-conv2d'>> = (
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
