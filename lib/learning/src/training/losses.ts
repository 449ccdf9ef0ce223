import type { LossName } from '@consilium/plan';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import { type Network, output } from '../layers/network.ts';

/** Keeps the logarithm of a Poisson mean finite (Keras adds the same). */
const POISSON_EPSILON = 1e-7;

/**
 * Loss of each row, `[rows]`, from logits and targets `[rows, width]`; outputs of one row are averaged.
 *
 * Binary: softplus(z) - y z. Categorical: logsumexp(z) - y . z. Both are the usual cross-entropies of sigmoid and softmax,
 * written in the logits so that no logarithm sees zero.
 */
export function rowLosses(tf: TensorFlow, network: Network, loss: Exclude<LossName, 'cox'>, logits: Tensor, targets: Tensor): Tensor1D {
  switch (loss) {
    case 'binary-crossentropy':
      return tf.mean(tf.sub(tf.softplus(logits), tf.mul(targets, logits)), 1);
    case 'categorical-crossentropy':
      return tf.sub(tf.mul(tf.logSumExp(logits, 1), tf.sum(targets, 1)), tf.sum(tf.mul(targets, logits), 1));
    case 'mean-squared-error':
      return tf.mean(tf.squaredDifference(output(tf, network, logits), targets), 1);
    case 'poisson': {
      const mean = output(tf, network, logits);
      return tf.mean(tf.sub(mean, tf.mul(targets, tf.log(tf.add(mean, POISSON_EPSILON)))), 1);
    }
  }
}

/**
 * Weighted sum of the row losses, as a scalar whose gradient the cross-entropies give in closed form:
 * weight (p - y), divided by the number of outputs for the binary one.
 *
 * @param weights `[rows]`; a row of weight 0 (padding) adds exactly nothing
 * @param keep keeps a tensor beyond the scope of the forward pass
 */
export function weightedLoss(
  tf: TensorFlow,
  network: Network,
  loss: Exclude<LossName, 'cox'>,
  logits: Tensor,
  targets: Tensor2D,
  weights: Tensor1D,
  keep: (tensor: Tensor) => Tensor,
): Tensor {
  const column = keep(tf.reshape(weights, [-1, 1]));
  const total = (z: Tensor): Tensor => tf.sum(tf.mul(rowLosses(tf, network, loss, z, targets), weights));
  if (loss !== 'binary-crossentropy' && loss !== 'categorical-crossentropy') return total(logits);
  const width = targets.shape[1];
  const op = tf.customGrad((z) => ({
    value: total(keep(z as Tensor)),
    gradFunc: () => {
      const p = output(tf, network, z as Tensor);
      if (loss === 'categorical-crossentropy') {
        return tf.mul(tf.sub(tf.mul(p, tf.sum(targets, 1, true)), targets), column);
      }
      return tf.mul(tf.sub(p, targets), width === 1 ? column : tf.div(column, width));
    },
  }));
  return op(logits);
}
