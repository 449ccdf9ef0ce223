import type { Activation } from '@consilium/plan';
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import { nativeOperation } from './native-operation.ts';
import { ONE_STRETCH, sumLast } from './place-free-sum.ts';

/** Applies an activation to the last dimension (softmax) or to every value. */
export function activate(tf: TensorFlow, activation: Activation, z: Tensor): Tensor {
  switch (activation) {
    case 'linear':
      return z;
    case 'relu':
      return relu(tf, z);
    case 'elu':
      return tf.elu(z);
    case 'selu':
      return tf.selu(z);
    case 'sigmoid':
      return tf.sigmoid(z);
    case 'hard-sigmoid':
      return tf.clipByValue(tf.add(tf.mul(z, 0.2), 0.5), 0, 1);
    case 'softplus':
      return tf.softplus(z);
    case 'softsign':
      return tf.div(z, tf.add(tf.abs(z), 1));
    case 'tanh':
      return tf.tanh(z);
    case 'softmax':
      return softmax(tf, z);
    case 'swish':
      return tf.mul(z, tf.sigmoid(z));
    case 'gelu':
      return tf.mul(tf.mul(z, 0.5), tf.add(tf.erf(tf.div(z, Math.SQRT2)), 1));
  }
}

/** The library's own, unless it would add up in an order that depends on the place of a row. */
function softmax(tf: TensorFlow, z: Tensor): Tensor {
  if ((z.shape.at(-1) ?? 1) <= ONE_STRETCH) return tf.softmax(z);
  const powers = tf.exp(tf.sub(z, tf.max(z, z.rank - 1, true)));
  const sums = sumLast(tf, powers);
  return tf.div(powers, tf.reshape(sums, [...sums.shape, 1]));
}

/**
 * The larger of z and 0. Its gradient is one native operation; that of TensorFlow.js is six, which together take as long as the matrix
 * products of a small network.
 */
function relu(tf: TensorFlow, z: Tensor): Tensor {
  const op = tf.customGrad((x, save) => {
    const value = tf.relu(x as Tensor);
    (save as (tensors: Tensor[]) => void)([value]);
    return {
      value,
      gradFunc: (dy: Tensor | Tensor[], saved: Tensor[]) => {
        const gradient = Array.isArray(dy) ? (dy[0] as Tensor) : dy;
        const output = saved[0] as Tensor;
        return nativeOperation(tf, 'ReluGrad', {}, [gradient, output]) ?? tf.mul(gradient, tf.step(output));
      },
    };
  });
  return op(z);
}
