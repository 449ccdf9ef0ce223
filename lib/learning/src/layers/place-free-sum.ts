import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';

/**
 * Longest sum that the library makes in one stretch on every processor: 1024 times the narrowest vector of float32, which has four
 * numbers. A longer one it halves at a multiple of the vector's width, counted from the first number of the whole tensor, so that
 * the order of additions depends on the place of a patient in the batch (Eigen 3.4, `InnerMostDimReducer` with tree reduction).
 */
export const ONE_STRETCH = 4096;

/**
 * Sum along the last dimension, in an order that depends on its length alone: beyond {@link ONE_STRETCH} numbers in stretches of so
 * many, the last one filled up with zeros. Differentiable.
 */
export function sumLast(tf: TensorFlow, t: Tensor): Tensor {
  const length = t.shape.at(-1) ?? 1;
  const last = t.rank - 1;
  if (length <= ONE_STRETCH) return tf.sum(t, last);
  const stretches = Math.ceil(length / ONE_STRETCH);
  const missing = stretches * ONE_STRETCH - length;
  const whole = missing === 0 ? t : tf.pad(t, [...t.shape.slice(0, -1).map((): [number, number] => [0, 0]), [0, missing]]);
  return sumLast(tf, tf.sum(tf.reshape(whole, [...t.shape.slice(0, -1), stretches, ONE_STRETCH]), t.rank));
}

/** Sum over all dimensions but the first, one after the other from the last, each by {@link sumLast}: `[units]`. */
export function sumEach(tf: TensorFlow, t: Tensor): Tensor {
  return t.rank <= 1 ? t : sumEach(tf, sumLast(tf, t));
}

/** Mean over some dimensions, which are kept with length 1; what is added up is so as by {@link sumLast}. Differentiable. */
export function meanOver(tf: TensorFlow, t: Tensor, axes: readonly number[]): Tensor {
  const length = axes.reduce((product, axis) => product * (t.shape[axis] ?? 1), 1);
  if (length <= ONE_STRETCH) return tf.mean(t, [...axes], true);
  const others = t.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const moved = tf.reshape(tf.transpose(t, [...others, ...axes]), [...others.map((axis) => t.shape[axis] ?? 1), length]);
  const shape = t.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return tf.reshape(tf.div(sumLast(tf, moved), length), shape);
}
