import {
  type Activation,
  type Layer,
  type Model,
  type ModelShapes,
  manifestOf,
  placeLayers,
  type TensorManifest,
} from '@consilium/plan';
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import { activate } from './activations.ts';
import type { Contribution } from './contribution.ts';
import { type LayerContext, placedOf } from './layer.ts';
import { rowOf, uniformsOf } from './registry.ts';

/** A model as a function of tensors. */
export interface Network {
  readonly shapes: ModelShapes;
  readonly manifest: TensorManifest;
  /** Uniform numbers that one row needs in a training step (dropout). */
  readonly uniformsPerRow: number;
  /** The activation of the last layer, which {@link NetworkPass} leaves out of `logits`. */
  readonly outputActivation: Activation;
  readonly hasStatistics: boolean;
}

/** One evaluation of a network. */
export interface NetworkPass {
  readonly tf: TensorFlow;
  readonly training: boolean;
  readonly units: number;
  /** The flat weights, cut by {@link cutWeights}. */
  readonly weights: ReadonlyMap<string, readonly Tensor[]>;
  /** `[rows, uniformsPerRow]`, or undefined when nothing is random. */
  readonly uniforms?: Tensor | undefined;
  /** Whether the gradient by the input of the network is wanted. @default false */
  readonly inputLearns?: boolean;
  /** Tensors kept for the gradients; the caller frees them after use. */
  readonly kept?: Tensor[];
  readonly contribute?: (layer: string, first: number, make: () => Contribution) => void;
  readonly contributeStatistics?: (layer: string, changes: readonly Tensor[]) => void;
}

/** Prepares a model. @throws ConsiliumError `MODEL_INVALID` if its layers do not fit together. */
export function createNetwork(model: Model, inputShape: readonly number[]): Network {
  const shapes = placeLayers(model, inputShape);
  const manifest = manifestOf(shapes);
  const last = shapes.layers.at(-1);
  return {
    shapes,
    manifest,
    uniformsPerRow: shapes.layers.reduce((sum, placed) => sum + uniformsOf(placed), 0),
    outputActivation: last === undefined ? 'linear' : activationAfter(last.layer),
    hasStatistics: manifest.tensors.some((t) => t.kind === 'statistic'),
  };
}

/** The activation that the network applies to the output of a layer. */
export function activationAfter(layer: Layer): Activation {
  return 'activation' in layer && rowOf(layer).appliesActivation !== true ? layer.activation : 'linear';
}

/** Cuts the flat vector into the tensors of each layer. */
export function cutWeights(tf: TensorFlow, manifest: TensorManifest, flat: Tensor): Map<string, Tensor[]> {
  const byLayer = new Map<string, Tensor[]>();
  if (manifest.tensors.length === 0) return byLayer;
  const parts =
    manifest.tensors.length === 1
      ? [flat]
      : tf.split(
          flat,
          manifest.tensors.map((t) => t.size),
        );
  manifest.tensors.forEach((tensor, i) => {
    const list = byLayer.get(tensor.layer) ?? [];
    list.push(tf.reshape(parts[i] as Tensor, [...tensor.shape]));
    byLayer.set(tensor.layer, list);
  });
  return byLayer;
}

/**
 * Evaluates a network: `[rows, ...inputShape]` to the pre-activation of its last layer, `[rows, ...outputShape]`.
 * Losses that have a sigmoid or softmax inside are computed from these logits, which keeps them finite.
 */
export function forward(network: Network, pass: NetworkPass, x: Tensor): Tensor {
  const { tf } = pass;
  const outputs = new Map<string, Tensor>([['input', x]]);
  const learning = new Map<string, boolean>([['input', pass.inputLearns ?? false]]);
  const layers = network.shapes.layers;
  let used = 0;
  let result = x;
  layers.forEach((placed, index) => {
    const { name, layer, inputs } = placed;
    const weights = pass.weights.get(name) ?? [];
    const learns = weights.length > 0 && !('frozen' in layer && layer.frozen);
    const inputLearns = inputs.some((input) => learning.get(input) === true);
    const context: LayerContext = {
      tf,
      training: pass.training,
      learns: learns && pass.contribute !== undefined,
      inputLearns,
      units: pass.units,
      uniform: (values) => {
        const slice = tf.slice(pass.uniforms as Tensor, [0, used], [-1, values]);
        used += values;
        return slice;
      },
      keep: (tensor) => {
        pass.kept?.push(tf.keep(tensor));
        return tensor;
      },
      contribute: (first, make) => pass.contribute?.(name, first, make),
      contributeStatistics: (changes) => pass.contributeStatistics?.(name, changes),
    };
    const z = rowOf(layer).forward(
      context,
      placedOf(placed),
      inputs.map((input) => outputs.get(input) as Tensor),
      weights,
    );
    const isLast = index === layers.length - 1;
    result = isLast ? z : activate(tf, activationAfter(layer), z);
    outputs.set(name, result);
    learning.set(name, learns || inputLearns);
  });
  return result;
}

/** The output of the model from its logits. */
export function output(tf: TensorFlow, network: Network, logits: Tensor): Tensor {
  return activate(tf, network.outputActivation, logits);
}
