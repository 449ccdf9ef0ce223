import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { KerasExpansion } from './keras.ts';
import type { LayerForward, PlacedOf } from './layer.ts';
import type { LayerOf, LayerRows } from './layer-row.ts';

type Part = LayerOf<'series' | 'columns' | 'image'>;

/** First value of a part in the input vector: columns come before all series and images. */
function firstOf({ layer }: PlacedOf<Part>): number {
  return layer.type === 'columns' ? 0 : (layer.from ?? 0);
}

function sizeOf({ outputShape }: PlacedOf<Part>): number {
  return outputShape.reduce((a, b) => a * b, 1);
}

/** Cuts the part out of the input vector. Nothing before it learns, so that no gradient goes through. */
const part: LayerForward<Part> = ({ tf }, placed, [input]) => {
  const values = tf.slice(input as Tensor2D, [0, firstOf(placed)], [-1, sizeOf(placed)]);
  return tf.reshape(values as Tensor, [-1, ...placed.outputShape]);
};

/** Keras cuts images, not vectors: the vector is one of a column and a channel. */
function toKeras(placed: PlacedOf<Part>): KerasExpansion {
  const { name, inputs, inputShape, outputShape } = placed;
  const [length = 1] = inputShape;
  const from = firstOf(placed);
  const step = (
    suffix: string,
    className: string,
    config: object,
    feeds: readonly string[],
  ): KerasExpansion['layers'][number] => {
    const own = suffix === '' ? name : `${name}_${suffix}`;
    return { className, name: own, config: { name: own, ...config }, inputs: feeds };
  };
  const cropping = [
    [from, length - from - sizeOf(placed)],
    [0, 0],
  ];
  return {
    layers: [
      step('tall', 'Reshape', { target_shape: [length, 1, 1] }, inputs),
      step('part', 'Cropping2D', { cropping, data_format: 'channels_last' }, [`${name}_tall`]),
      step('', 'Reshape', { target_shape: outputShape }, [`${name}_part`]),
    ],
    weightNames: [],
    constants: [],
  };
}

// Several layers in the file, which do not come back as one.
const row = { forward: part, toKeras, fromKeras: undefined };

/** Layers that take a part of the input of the model. */
export const INPUT_PARTS: LayerRows<'series' | 'columns' | 'image'> = { series: row, columns: row, image: row };
