import type { Tensor } from '@tensorflow/tfjs';
import type { Backend } from '../backend/backend.ts';
import { eagerFunction } from '../graph/numeric-function.ts';
import { cutWeights, forward, type Network } from '../layers/network.ts';
import { allFinite } from './gradients.ts';

/**
 * Whether weights give finite logits for one blank row, as in a training step: what may be known of a model before it meets a patient.
 * Eager, since one row does not pay for a compiled graph.
 */
export function isFiniteOnBlank(backend: Backend, network: Network, weights: Float32Array): boolean {
  const width = network.shapes.inputShape.reduce((a, b) => a * b, 1);
  const specs = [[network.manifest.parameters], [1, width], [1, Math.max(1, network.uniformsPerRow)]].map(
    (shape) => ({ shape, dtype: 'float32' }) as const,
  );
  const blank = eagerFunction(backend, specs, (tf, args) => {
    const [flat, row, uniforms] = args as [Tensor, Tensor, Tensor];
    const pass = { tf, training: true, units: 1, weights: cutWeights(tf, network.manifest, flat), uniforms };
    return [forward(network, pass, tf.reshape(row, [-1, ...network.shapes.inputShape]))];
  });
  const inputs = specs.slice(1).map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b, 1)));
  const [logits] = blank.run([weights, ...inputs]) as [Float32Array];
  return allFinite(logits);
}
