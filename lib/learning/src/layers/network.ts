import {
  type Activation,
  type Layer,
  type Model,
  type ModelShapes,
  manifestOf,
  type PlacedLayer,
  placeLayers,
  type TensorManifest,
} from '@consilium/plan';
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import { activate } from './activations.ts';
import { activationOnly, add, concatenate, dense, dropout, reshape } from './basic-layers.ts';
import type { Contribution } from './contribution.ts';
import { conv1d, conv2d, depthwiseConv2d, separableConv2d } from './convolution.ts';
import { embedding } from './embedding.ts';
import type { LayerContext, LayerForward } from './layer.ts';
import { batchNorm, groupNorm, layerNorm } from './normalisation.ts';
import { globalPooling, pooling } from './pooling.ts';
import { gru, lstm, simpleRnn } from './recurrent.ts';

/** The forward function of every layer type. */
const FORWARD: { readonly [T in Layer['type']]: LayerForward<Extract<Layer, { type: T }>> } = {
  dense,
  dropout,
  flatten: reshape,
  reshape,
  activation: activationOnly,
  add,
  concatenate,
  conv1d,
  conv2d,
  'separable-conv2d': separableConv2d,
  'depthwise-conv2d': depthwiseConv2d,
  'max-pooling1d': pooling,
  'average-pooling1d': pooling,
  'max-pooling2d': pooling,
  'average-pooling2d': pooling,
  'global-max-pooling': globalPooling,
  'global-average-pooling': globalPooling,
  embedding,
  'layer-norm': layerNorm,
  'group-norm': groupNorm,
  'batch-norm': batchNorm,
  'simple-rnn': simpleRnn,
  lstm,
  gru,
};

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
  /** Tensors kept for the gradients; the caller frees them after use. */
  readonly kept?: Tensor[];
  readonly contribute?: (layer: string, first: number, make: () => Contribution) => void;
  readonly contributeStatistics?: (layer: string, changes: readonly Tensor[]) => void;
}

/** Prepares a model. @throws ConsiliumError `MODEL_INVALID` if its layers do not fit together. */
export function createNetwork(model: Model, inputShape: readonly number[]): Network {
  const shapes = placeLayers(model, inputShape);
  const manifest = manifestOf(shapes);
  const last = shapes.layers.at(-1)?.layer;
  return {
    shapes,
    manifest,
    uniformsPerRow: shapes.layers.reduce((sum, placed) => sum + uniformsOf(placed), 0),
    outputActivation: last !== undefined && 'activation' in last && !isRecurrent(last) ? last.activation : 'linear',
    hasStatistics: manifest.tensors.some((t) => t.kind === 'statistic'),
  };
}

function uniformsOf({ layer, outputShape }: PlacedLayer): number {
  return layer.type === 'dropout' && layer.rate > 0 ? outputShape.reduce((a, b) => a * b, 1) : 0;
}

function isRecurrent(layer: Layer): boolean {
  return layer.type === 'simple-rnn' || layer.type === 'lstm' || layer.type === 'gru';
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
  const learning = new Map<string, boolean>([['input', false]]);
  const layers = network.shapes.layers;
  let used = 0;
  let result = x;
  layers.forEach((placed, index) => {
    const { name, layer, inputs } = placed;
    const run = FORWARD[layer.type] as LayerForward;
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
    const z = run(
      context,
      { ...placed, inputShape: placed.inputShapes[0] ?? [] },
      inputs.map((input) => outputs.get(input) as Tensor),
      weights,
    );
    const isLast = index === layers.length - 1;
    result = 'activation' in layer && !isLast && !isRecurrent(layer) ? activate(tf, layer.activation, z) : z;
    outputs.set(name, result);
    learning.set(name, learns || inputLearns);
  });
  return result;
}

/** The output of the model from its logits. */
export function output(tf: TensorFlow, network: Network, logits: Tensor): Tensor {
  return activate(tf, network.outputActivation, logits);
}
