import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import type { OuterFactors } from '../layers/contribution.ts';
import { sumLast } from '../layers/place-free-sum.ts';
import type { IntegerParts } from './integer-parts.ts';

/** A layer of which each patient's gradient is one outer product. */
export interface FactoredLayer extends OuterFactors {
  readonly layer: string;
}

/** Layers of which each patient's gradient is one outer product. */
export interface FactoredLayers {
  /** Squared norm of each patient's gradient of these layers, `[units]`. */
  readonly normSquared: Tensor1D;
  /**
   * Both factors of every layer in whole numbers whose products are `scale` times the gradient, up to rounding.
   *
   * @param scale `[units]`
   */
  rounded(scale: Tensor1D): IntegerParts;
}

/** Keeps the ratio of two squared norms, of which either may be zero, positive and finite. */
const SMALLEST_SQUARE = 2 ** -100;
const LARGEST_RATIO = 2 ** 100;

/**
 * Sums of outer products in exact integers that never write a patient's gradient out: both factors become whole numbers, of which one
 * int32 matrix product is the sum over the batch, exact in every order, and whose norms multiply to the norm of the product.
 *
 * With t the norm in grid units of a patient's gradient of a layer with p inputs (the 1 of a bias is one of them) and q outputs, the
 * factors get norms sqrt(t) (p / q)^(1/4) and sqrt(t) (q / p)^(1/4), which makes the error of rounding smallest: each factor's own,
 * sqrt(p) / 2 and sqrt(q) / 2 at most, times the norm of the other.
 *
 * @proof docs/proofs/encoding-factors.md#sensitivity
 */
export function factoredLayers(tf: TensorFlow, layers: readonly FactoredLayer[], units: number): FactoredLayers {
  /** Squared norms of the rows of each tensor: `[units, layers]`. */
  const squares = (tensors: readonly Tensor2D[]): Tensor2D =>
    tf.stack(
      tensors.map((t) => sumLast(tf, tf.square(t))),
      1,
    ) as Tensor2D;
  const columns = (t: Tensor): Tensor[] => tf.split(t, layers.length, 1);
  const one = tf.ones([units, 1]) as Tensor2D;
  const gradientSquares = squares(layers.map(({ d }) => d));
  const inputSquares = tf.add(squares(layers.map(({ a }) => a)), [layers.map(({ bias }) => Number(bias))]);
  return {
    normSquared: sumLast(tf, tf.mul(inputSquares, gradientSquares)) as Tensor1D,
    rounded(scale) {
      const proportions = layers.map(({ a, d, bias }) => (a.shape[1] + Number(bias)) / d.shape[1]);
      // With a bias the norm of the inputs is at least 1.
      const divisor = layers.every(({ bias }) => bias) ? inputSquares : tf.maximum(inputSquares, SMALLEST_SQUARE);
      const ratio = tf.clipByValue(tf.div(tf.mul(gradientSquares, [proportions]), divisor), SMALLEST_SQUARE, LARGEST_RATIO);
      const balance = tf.sqrt(tf.sqrt(ratio));
      const root = tf.reshape(tf.sqrt(scale), [units, 1]);
      const whole = (t: Tensor2D, multiplier: Tensor | undefined): Tensor2D => tf.round(tf.mul(t, multiplier as Tensor));
      const forInputs = columns(tf.mul(root, balance));
      const forGradients = columns(tf.div(root, balance));
      const a = layers.map((layer, i) => whole(layer.bias ? tf.concat([layer.a, one], 1) : layer.a, forInputs[i]));
      const d = layers.map((layer, i) => whole(layer.d, forGradients[i]));
      return {
        squares: sumLast(tf, tf.mul(squares(a), squares(d))),
        sums: (passed) =>
          layers.map(({ layer }, i) => {
            const inputs = tf.cast(a[i] as Tensor2D, 'int32');
            const gradients = tf.mul(tf.cast(d[i] as Tensor2D, 'int32'), passed) as Tensor2D;
            return [layer, [tf.reshape(tf.matMul(inputs, gradients, true, false), [-1])]] as const;
          }),
      };
    },
  };
}
