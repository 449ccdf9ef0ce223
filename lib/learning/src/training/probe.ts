import type { Model } from '@consilium/plan';
import type { Tensor } from '@tensorflow/tfjs';
import type { Backend } from '../backend/backend.ts';
import { eagerFunction } from '../graph/numeric-function.ts';
import { createNetwork, cutWeights, forward, type Network } from '../layers/network.ts';
import { allFinite } from './gradients.ts';

/** A model as far as it is known without any data. */
export interface ModelForm {
  readonly model: Model;
  /** Shape of one row. */
  readonly inputShape: readonly number[];
  readonly backend: Backend;
}

/**
 * Whether these weights are a model at all: finite, and finite on a blank row. There are no data in it, so that it can be asked before a
 * record is read, and its answer may leave.
 *
 * @param weights as many as the model has parameters
 * @throws ConsiliumError `MODEL_INVALID` for layers that do not fit together
 */
export function isUsableModel({ model, inputShape, backend }: ModelForm, weights: Float32Array): boolean {
  return allFinite(weights) && isFiniteOnBlank(backend, createNetwork(model, inputShape), weights);
}

/**
 * Whether weights give finite logits for one blank row, as in a training step. Eager, since one row does not pay for a compiled graph.
 */
function isFiniteOnBlank(backend: Backend, network: Network, weights: Float32Array): boolean {
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
