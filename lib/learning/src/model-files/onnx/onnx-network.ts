import { type Model, manifestOf, type PlacedLayer, placeLayers } from '@consilium/plan';
import { placedOf } from '../../layers/layer.ts';
import { activationAfter } from '../../layers/network.ts';
import type { OnnxBuilder } from './onnx-graph.ts';
import { activated } from './onnx-layer.ts';
import { writeLayer } from './onnx-layers.ts';

/** A trained model. */
export interface TrainedModel {
  readonly model: Model;
  /** Shape of one row, without the rows. */
  readonly inputShape: readonly number[];
  /** Flat, in manifest order. */
  readonly weights: Float32Array;
}

/**
 * Writes a network into a graph, its last activation included.
 *
 * @param input name of the value that is its input, float32 `[rows, ...inputShape]`
 * @returns the name of its output, and the shape of a row of it
 * @throws ConsiliumError `MODEL_INVALID` if the layers do not fit together
 */
export function writeNetwork(
  graph: OnnxBuilder,
  { model, inputShape, weights }: TrainedModel,
  input: string,
): { readonly output: string; readonly shape: readonly number[] } {
  const shapes = placeLayers(model, inputShape);
  const { tensors } = manifestOf(shapes);
  const values = new Map([['input', input]]);
  let output = input;
  for (const placed of shapes.layers) {
    const { name, layer, inputs, inputShape: shape, outputShape } = placedOf<PlacedLayer['layer']>(placed);
    const z = writeLayer({
      graph,
      layer,
      inputShape: shape,
      outputShape,
      inputs: inputs.map((one) => values.get(one) as string) as [string, ...string[]],
      weights: tensors
        .filter((tensor) => tensor.layer === name)
        .map((tensor) => ({ shape: tensor.shape, values: weights.subarray(tensor.offset, tensor.offset + tensor.size) })),
    });
    output = activated(graph, activationAfter(layer), z);
    values.set(name, output);
  }
  return { output, shape: shapes.outputShape };
}
