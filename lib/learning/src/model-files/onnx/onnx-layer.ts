import type { Activation, PlacedLayer } from '@consilium/plan';
import { attribute, type OnnxBuilder } from './onnx-graph.ts';

/** A layer that is being written. */
export interface OnnxLayer<L extends PlacedLayer['layer']> {
  readonly graph: OnnxBuilder;
  readonly layer: L;
  /** Without the rows, as everywhere; of the first input. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** Names of the values that feed it. */
  readonly inputs: readonly [string, ...string[]];
  /** Its tensors in the order of the manifest; `undefined` for a bias that it does not have. */
  readonly weights: readonly (OnnxWeight | undefined)[];
}

/** A tensor of the model. */
export interface OnnxWeight {
  readonly shape: readonly number[];
  /** A part of the flat weights. */
  readonly values: Float32Array;
}

/** Writes a layer without the activation behind it. @returns the name of its output */
export type OnnxLayerWriter<L extends PlacedLayer['layer'] = PlacedLayer['layer']> = (layer: OnnxLayer<L>) => string;

/** Stores a tensor as it is. */
export function stored(graph: OnnxBuilder, { shape, values }: OnnxWeight, as: readonly number[] = shape): string {
  return graph.floats(as, values);
}

/** Adds a bias where there is one. */
export function plusBias(graph: OnnxBuilder, value: string, bias: OnnxWeight | undefined): string {
  return bias === undefined ? value : graph.add('Add', [value, stored(graph, bias)]);
}

/** The same values in another shape; the number of rows stays. */
export function reshaped(graph: OnnxBuilder, value: string, shape: readonly number[]): string {
  return graph.add('Reshape', [value, graph.ints([0, ...shape])]);
}

/** The same values with their dimensions in another order. */
export function transposed(graph: OnnxBuilder, value: string, order: readonly number[]): string {
  return graph.add('Transpose', [value], { perm: attribute.ints(order) });
}

/** Applies an activation as `layers/activations.ts` does. */
export function activated(graph: OnnxBuilder, activation: Activation, z: string): string {
  switch (activation) {
    case 'linear':
      return z;
    case 'relu':
      return graph.add('Relu', [z]);
    case 'elu':
      return graph.add('Elu', [z]);
    case 'selu':
      return graph.add('Selu', [z]);
    case 'sigmoid':
      return graph.add('Sigmoid', [z]);
    case 'hard-sigmoid':
      return graph.add('HardSigmoid', [z], { alpha: attribute.float(0.2), beta: attribute.float(0.5) });
    case 'softplus':
      return graph.add('Softplus', [z]);
    case 'softsign':
      return graph.add('Softsign', [z]);
    case 'tanh':
      return graph.add('Tanh', [z]);
    case 'softmax':
      return graph.add('Softmax', [z], { axis: attribute.int(-1) });
    case 'swish':
      return graph.add('Mul', [z, graph.add('Sigmoid', [z])]);
    case 'gelu': {
      const erf = graph.add('Erf', [graph.add('Div', [z, graph.float(Math.SQRT2)])]);
      return graph.add('Mul', [graph.add('Mul', [z, graph.float(0.5)]), graph.add('Add', [erf, graph.float(1)])]);
    }
  }
}
