import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import { type Contribution, explicitContribution, isExplicit } from './contribution.ts';
import { sumEach } from './place-free-sum.ts';
import { frozenFields, kerasLayer, kerasTrainable, requireFixed } from './keras.ts';
import { byUnit, type LayerForward, observed } from './layer.ts';
import type { LayerOf, LayerRows } from './layer-row.ts';

/** Codes `[rows, places]` to vectors `[rows, places, units]`. */
const embedding: LayerForward<LayerOf<'embedding'>> = (context, { layer, outputShape }, [input], [table]) => {
  const { tf, units } = context;
  const codes = (x: Tensor): Tensor1D => tf.reshape(tf.cast(x, 'int32'), [-1]);
  return observed(
    { ...context, inputLearns: false },
    input as Tensor,
    (x) => tf.reshape(tf.gather(table as Tensor2D, codes(x)), [-1, ...outputShape]),
    (_dy, x) => tf.zerosLike(x),
    (dy, x) => context.contribute(0, () => scatterContribution(tf, codes(x), byUnit(tf, dy, units), layer.vocabulary)),
  );
};

/**
 * A table of which each place uses one row: its gradient is the sum of the output gradients by code. Squared norm of a
 * patient: the sum over pairs of places with the same code of d_s . d_t.
 *
 * @param codes `[units * places]`
 * @param d `[units, places, q]`
 */
function scatterContribution(tf: TensorFlow, codes: Tensor1D, d: Tensor3D, vocabulary: number): Contribution {
  const [units, places, q] = d.shape;
  const each = (g: Tensor3D): Tensor[] => {
    const used = tf.reshape(tf.cast(tf.oneHot(codes, vocabulary), 'float32'), [units, places, vocabulary]) as Tensor3D;
    return [tf.reshape(tf.matMul(used, g, true, false), [units, vocabulary * q])];
  };
  if (isExplicit(units, places, vocabulary * q)) return explicitContribution(tf, each(d), q);
  return {
    normSquared() {
      const rows = tf.reshape(codes, [units, places, 1]);
      const same = tf.cast(tf.equal(rows, tf.reshape(codes, [units, 1, places])), 'float32');
      return sumEach(tf, tf.mul(same, tf.matMul(d, d, false, true))) as Tensor1D;
    },
    sum: () => [tf.unsortedSegmentSum(tf.reshape(d, [units * places, q]), codes, vocabulary)],
    each: (scale) => each(tf.mul(d, tf.reshape(scale, [-1, 1, 1]))),
  };
}

/** Tables of vectors. */
export const EMBEDDINGS: LayerRows<'embedding'> = {
  embedding: {
    forward: embedding,
    toKeras(placed) {
      const { layer, inputShape } = placed;
      const sizes = { input_dim: layer.vocabulary, output_dim: layer.units, input_length: inputShape[0] };
      return kerasLayer(placed, 'Embedding', { ...kerasTrainable(layer), ...sizes }, ['embeddings']);
    },
    fromKeras: {
      classes: ['Embedding'],
      fields(file) {
        requireFixed(file, { mask_zero: false });
        return { ...frozenFields(file), vocabulary: file.config.input_dim, units: file.config.output_dim };
      },
    },
  },
};
