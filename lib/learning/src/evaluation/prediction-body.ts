import type { LossName } from '@consilium/plan';
import type { Tensor } from '@tensorflow/tfjs';
import type { ArgumentSpec, TensorBody } from '../graph/numeric-function.ts';
import { cutWeights, forward, type Network, output } from '../layers/network.ts';
import { rowLosses } from '../training/losses.ts';

/** Arguments of a prediction: flat weights, features `[rows, width]`, targets `[rows, targetWidth]`. */
export function predictionSpecs(network: Network, rows: number, targetWidth: number): ArgumentSpec[] {
  const width = network.shapes.inputShape.reduce((a, b) => a * b, 1);
  return [
    { shape: [network.manifest.parameters], dtype: 'float32' },
    { shape: [rows, width], dtype: 'float32' },
    { shape: [rows, targetWidth], dtype: 'float32' },
  ];
}

/** Outputs `[rows, ...]` and, if a loss is named, the loss of each row `[rows]`. */
export function predictionBody(network: Network, loss: Exclude<LossName, 'cox'> | undefined): TensorBody {
  return (tf, args) => {
    const [flat, features, targets] = args as [Tensor, Tensor, Tensor];
    const x = tf.reshape(features, [-1, ...network.shapes.inputShape]);
    const pass = { tf, training: false, units: x.shape[0] as number, weights: cutWeights(tf, network.manifest, flat) };
    const logits = forward(network, pass, x);
    const result = output(tf, network, logits);
    return loss === undefined ? [result] : [result, rowLosses(tf, network, loss, logits, targets)];
  };
}
