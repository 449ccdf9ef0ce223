import type { LossName } from '@consilium/plan';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import { type Network, output } from '../layers/network.ts';

/** Keeps the logarithm of a Poisson mean finite (Keras adds the same). */
const POISSON_EPSILON = 1e-7;

/**
 * Loss of each row, `[rows]`, from logits and targets `[rows, width]`; outputs of one row are averaged, but for hazards, whose terms are added.
 *
 * Binary: softplus(z) - y z. Categorical: logsumexp(z) - y . z. Both are the usual cross-entropies of sigmoid and softmax,
 * written in the logits so that no logarithm sees zero.
 */
export function rowLosses(
  tf: TensorFlow,
  network: Network,
  loss: Exclude<LossName, 'cox'>,
  logits: Tensor,
  targets: Tensor,
): Tensor1D {
  switch (loss) {
    case 'binary-crossentropy':
      return tf.mean(tf.sub(tf.softplus(logits), tf.mul(targets, logits)), 1);
    case 'categorical-crossentropy':
      return tf.sub(tf.mul(tf.logSumExp(logits, 1), tf.sum(targets, 1)), tf.sum(tf.mul(targets, logits), 1));
    case 'discrete-hazards': {
      const { seen, happened } = intervalsOf(tf, targets, logits.shape[1] as number);
      return tf.sum(tf.sub(tf.mul(seen, tf.softplus(logits)), tf.mul(happened, logits)), 1);
    }
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
 * weight (p - y), divided by the number of outputs for the binary one; for hazards 0 in intervals in which the row was not seen.
 *
 * @param weights `[rows]`; a row of weight 0 (padding) adds exactly nothing
 * @param keep keeps a tensor beyond the scope of the forward pass
 */
export function weightedLoss(
  tf: TensorFlow,
  network: Network,
  loss: LossName,
  logits: Tensor,
  targets: Tensor2D,
  weights: Tensor1D,
  keep: (tensor: Tensor) => Tensor,
): Tensor {
  if (loss === 'cox') return coxLoss(tf, logits, targets, weights);
  const column = keep(tf.reshape(weights, [-1, 1]));
  const total = (z: Tensor): Tensor => tf.sum(tf.mul(rowLosses(tf, network, loss, z, targets), weights));
  if (loss === 'mean-squared-error' || loss === 'poisson') return total(logits);
  const width = targets.shape[1];
  const op = tf.customGrad((z) => ({
    value: total(keep(z as Tensor)),
    gradFunc: () => {
      const p = output(tf, network, z as Tensor);
      if (loss === 'discrete-hazards') {
        const { seen, happened } = intervalsOf(tf, targets, p.shape[1] as number);
        return tf.mul(tf.sub(tf.mul(p, seen), happened), column);
      }
      if (loss === 'categorical-crossentropy') {
        return tf.mul(tf.sub(tf.mul(p, tf.sum(targets, 1, true)), targets), column);
      }
      return tf.mul(tf.sub(p, targets), width === 1 ? column : tf.div(column, width));
    },
  }));
  return op(logits);
}

/**
 * In which intervals a row was seen, and in which its event happened, `[rows, intervals]` of 0 and 1, from its targets: intervals survived,
 * whether the event happened in the next one, and the time, which the loss does not use.
 *
 * With hazards h, seen m and happened y the negative log-likelihood of a row is the sum over intervals of -y ln h - (m - y) ln(1 - h)
 * (Singer and Willett 1993, "It's about time", equation 10; with a network, Gensheimer and Narasimhan 2019, PeerJ 7:e6257). In logits z
 * it is m softplus(z) - y z. No term looks at another row, unlike the partial likelihood below.
 */
function intervalsOf(tf: TensorFlow, targets: Tensor, intervals: number): { readonly seen: Tensor; readonly happened: Tensor } {
  const [survived, event] = tf.split(targets, 3, 1) as [Tensor, Tensor, Tensor];
  const index = tf.tensor2d([Array.from({ length: intervals }, (_, k) => k)]);
  const at = (mask: Tensor): Tensor => tf.cast(mask, 'float32');
  const happened = tf.mul(at(tf.equal(index, survived)), event);
  return { seen: tf.add(at(tf.less(index, survived)), happened), happened };
}

/** Added to the log hazard of a row outside the risk set: its exponential is zero in float32, and nothing overflows. */
const OUT_OF_RISK = -1e9;

/**
 * Weighted negative log partial likelihood (Cox 1972, section 5; Breslow's rule for ties): each event against all rows of the
 * batch that are still at risk. It mixes patients, so that it is refused under per-patient privacy.
 *
 * @param targets `[rows, 2]`: time, and 1 for an event or 0 for a censored row
 * @param weights `[rows]`; rows of weight 0 are in no risk set
 */
function coxLoss(tf: TensorFlow, logits: Tensor, targets: Tensor2D, weights: Tensor1D): Tensor {
  const hazard = tf.reshape(logits, [-1]);
  const [times, events] = tf.split(targets, 2, 1) as [Tensor, Tensor];
  const laterOrSame = tf.cast(tf.lessEqual(times, tf.reshape(times, [1, -1])), 'float32');
  const present = tf.reshape(tf.cast(tf.greater(weights, 0), 'float32'), [1, -1]);
  const atRisk = tf.mul(laterOrSame, present);
  const masked = tf.add(tf.mul(tf.reshape(hazard, [1, -1]), atRisk), tf.mul(tf.sub(1, atRisk), OUT_OF_RISK));
  const terms = tf.sub(tf.logSumExp(masked, 1), hazard);
  return tf.sum(tf.mul(tf.mul(tf.reshape(events, [-1]), weights), terms));
}
