import { asPair } from '@consilium/plan';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import { sumOfPositions } from './contribution.ts';
import { type KerasExpansion, kerasLayer, type KerasReader, requireFixed, single } from './keras.ts';
import { byUnit, type LayerForward, type PlacedOf } from './layer.ts';
import type { LayerOf, LayerRows } from './layer-row.ts';
import { samePadding } from './patches.ts';

/** What becomes of the windows of an image, `[rows, height, width, channels]`. */
type Pool = (
  tf: TensorFlow,
  image: Tensor4D,
  size: [number, number],
  strides: [number, number],
  padding: 'valid' | 'same',
) => Tensor4D;

const maxPool: Pool = (tf, image, size, strides, padding) => tf.maxPool(image, size, strides, padding);

/**
 * Average over windows, of which padding is no part. Under `same`, TensorFlow.js in pure JavaScript computes a wrong gradient at
 * the border (it divides by the whole window): pad with zeros, average everywhere, and correct by how much of each window is inside.
 */
const averagePool: Pool = (tf, image, size, strides, padding) => {
  if (padding === 'valid') return tf.avgPool(image, size, strides, 'valid');
  const [, height, width] = image.shape;
  const high = samePadding(height, size[0], strides[0]);
  const wide = samePadding(width, size[1], strides[1]);
  const pad = (x: Tensor4D): Tensor4D => tf.avgPool(tf.pad(x, [[0, 0], high, wide, [0, 0]]), size, strides, 'valid');
  return tf.div(pad(image), pad(tf.ones([1, height, width, 1]))) as Tensor4D;
};

type SequencePooling = LayerOf<'max-pooling1d' | 'average-pooling1d'>;
type ImagePooling = LayerOf<'max-pooling2d' | 'average-pooling2d'>;

/** Pooling of a sequence, as of an image of height 1. */
function overSequence(pool: Pool): LayerForward<SequencePooling> {
  return ({ tf }, { layer, outputShape }, [input]) => {
    const [, steps = 1, channels = 1] = (input as Tensor).shape;
    const image = tf.reshape(input as Tensor, [-1, 1, steps, channels]) as Tensor4D;
    const pooled = pool(tf, image, [1, layer.poolSize], [1, layer.strides ?? layer.poolSize], layer.padding);
    return tf.reshape(pooled, [-1, ...outputShape]);
  };
}

function overImage(pool: Pool): LayerForward<ImagePooling> {
  return ({ tf }, { layer, outputShape }, [input]) => {
    const [size, strides] = [asPair(layer.poolSize), asPair(layer.strides ?? layer.poolSize)];
    const pooled = pool(tf, input as Tensor4D, [...size], [...strides], layer.padding);
    return tf.reshape(pooled, [-1, ...outputShape]);
  };
}

const globalMaximum: LayerForward<LayerOf<'global-max-pooling'>> = ({ tf }, _placed, [input]) => {
  const x = input as Tensor;
  return tf.max(
    x,
    x.shape.slice(1, -1).map((_, i) => i + 1),
  );
};

const globalAverage: LayerForward<LayerOf<'global-average-pooling'>> = ({ tf }, _placed, [input]) => {
  const x = input as Tensor;
  const places = byUnit(tf, x, x.shape[0] ?? 1);
  return tf.div(sumOfPositions(tf, places), places.shape[1]);
};

function sequenceToKeras(placed: PlacedOf<SequencePooling>, className: string): KerasExpansion {
  const { poolSize, strides = poolSize, padding } = placed.layer;
  return kerasLayer(placed, className, { pool_size: [poolSize], strides: [strides], padding });
}

function imageToKeras(placed: PlacedOf<ImagePooling>, className: string): KerasExpansion {
  const { poolSize, strides = poolSize, padding } = placed.layer;
  return kerasLayer(placed, className, { pool_size: asPair(poolSize), strides: asPair(strides), padding });
}

function sequenceReader(className: string): KerasReader {
  return {
    classes: [className],
    fields: ({ config }) => ({
      padding: config.padding ?? 'valid',
      poolSize: single(config.pool_size),
      strides: single(config.strides),
    }),
  };
}

function imageReader(className: string): KerasReader {
  return {
    classes: [className],
    fields(file) {
      requireFixed(file, { data_format: 'channels_last' });
      const { padding, pool_size: poolSize, strides } = file.config;
      return { padding: padding ?? 'valid', poolSize, strides };
    },
  };
}

/** Global pooling has a class for each number of dimensions. */
function globalToKeras(placed: PlacedOf<LayerOf<'global-max-pooling' | 'global-average-pooling'>>, name: string): KerasExpansion {
  return kerasLayer(placed, `${name}${placed.inputShape.length === 2 ? '1D' : '2D'}`, {});
}

/** Maximum and average over windows, or over all places. */
export const POOLINGS: LayerRows<(SequencePooling | ImagePooling)['type'] | 'global-max-pooling' | 'global-average-pooling'> = {
  'max-pooling1d': {
    forward: overSequence(maxPool),
    toKeras: (placed) => sequenceToKeras(placed, 'MaxPooling1D'),
    fromKeras: sequenceReader('MaxPooling1D'),
  },
  'average-pooling1d': {
    forward: overSequence(averagePool),
    toKeras: (placed) => sequenceToKeras(placed, 'AveragePooling1D'),
    fromKeras: sequenceReader('AveragePooling1D'),
  },
  'max-pooling2d': {
    forward: overImage(maxPool),
    toKeras: (placed) => imageToKeras(placed, 'MaxPooling2D'),
    fromKeras: imageReader('MaxPooling2D'),
  },
  'average-pooling2d': {
    forward: overImage(averagePool),
    toKeras: (placed) => imageToKeras(placed, 'AveragePooling2D'),
    fromKeras: imageReader('AveragePooling2D'),
  },
  'global-max-pooling': {
    forward: globalMaximum,
    toKeras: (placed) => globalToKeras(placed, 'GlobalMaxPooling'),
    fromKeras: { classes: ['GlobalMaxPooling1D', 'GlobalMaxPooling2D'], fields: () => ({}) },
  },
  'global-average-pooling': {
    forward: globalAverage,
    toKeras: (placed) => globalToKeras(placed, 'GlobalAveragePooling'),
    fromKeras: { classes: ['GlobalAveragePooling1D', 'GlobalAveragePooling2D'], fields: () => ({}) },
  },
};
