import { asPair, type Layer } from '@consilium/plan';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import { sumOfPositions } from './contribution.ts';
import { byUnit, type LayerForward } from './layer.ts';
import { samePadding } from './patches.ts';

type Of<T extends Layer['type']> = Extract<Layer, { type: T }>;

/** Maximum or average over windows; one-dimensional windows have height 1. */
export const pooling: LayerForward<Of<'max-pooling1d' | 'average-pooling1d' | 'max-pooling2d' | 'average-pooling2d'>> = (
  { tf },
  { layer, outputShape },
  [input],
) => {
  const flat = layer.type === 'max-pooling1d' || layer.type === 'average-pooling1d';
  const x = input as Tensor;
  const image = (flat ? tf.reshape(x, [-1, 1, x.shape[1] ?? 1, x.shape[2] ?? 1]) : x) as Tensor4D;
  const size: [number, number] = flat ? [1, layer.poolSize as number] : [...asPair(layer.poolSize)];
  const strides: [number, number] = flat
    ? [1, (layer.strides ?? layer.poolSize) as number]
    : [...asPair(layer.strides ?? layer.poolSize)];
  const maximum = layer.type === 'max-pooling1d' || layer.type === 'max-pooling2d';
  const pooled = maximum ? tf.maxPool(image, size, strides, layer.padding) : averagePool(tf, image, size, strides, layer.padding);
  return tf.reshape(pooled, [-1, ...outputShape]);
};

/**
 * Average over windows, of which padding is no part. Under `same`, TensorFlow.js in pure JavaScript computes a wrong gradient at
 * the border (it divides by the whole window): pad with zeros, average everywhere, and correct by how much of each window is inside.
 */
function averagePool(
  tf: TensorFlow,
  image: Tensor4D,
  size: [number, number],
  strides: [number, number],
  padding: 'valid' | 'same',
): Tensor4D {
  if (padding === 'valid') return tf.avgPool(image, size, strides, 'valid');
  const [, height, width] = image.shape;
  const high = samePadding(height, size[0], strides[0]);
  const wide = samePadding(width, size[1], strides[1]);
  const pad = (x: Tensor4D): Tensor4D => tf.avgPool(tf.pad(x, [[0, 0], high, wide, [0, 0]]), size, strides, 'valid');
  return tf.div(pad(image), pad(tf.ones([1, height, width, 1]))) as Tensor4D;
}

/** Maximum or average over all places, one value a channel. */
export const globalPooling: LayerForward<Of<'global-max-pooling' | 'global-average-pooling'>> = ({ tf }, { layer }, [input]) => {
  const x = input as Tensor;
  const axes = x.shape.slice(1, -1).map((_, i) => i + 1);
  if (layer.type === 'global-max-pooling') return tf.max(x, axes);
  const places = byUnit(tf, x, x.shape[0] ?? 1);
  return tf.div(sumOfPositions(tf, places), places.shape[1]);
};
