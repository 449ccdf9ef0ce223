import { ConsiliumError } from '@consilium/core';
import { type Layer, rowOf } from './layers/registry.ts';
import { modelInvalid, type Shape, sizeOf } from './layers/shape-rules.ts';
import type { Model } from './model-schema.ts';

/** Where a layer stands in its model: what feeds it, and the shapes (without the batch) that go in and come out. */
export interface PlacedLayer {
  readonly name: string;
  readonly layer: Layer;
  /** Names of the layers that feed it; `input` is the input of the model. */
  readonly inputs: readonly string[];
  readonly inputShapes: readonly Shape[];
  readonly outputShape: Shape;
}

/** A model whose every shape is known. */
export interface ModelShapes {
  readonly inputShape: Shape;
  readonly layers: readonly PlacedLayer[];
  readonly outputShape: Shape;
}

/** Largest number of values between two layers for one row: a guard against plans that exhaust a site's memory. */
const MAX_VALUES = 50_000_000;

/** The name of a layer: its own, or made from its type and its place in the list. */
export function layerName(layer: Layer, index: number): string {
  return layer.name ?? `${layer.type.replaceAll('-', '_')}_${index + 1}`;
}

/** The layers that a layer names as its inputs. */
function inputsOf(layer: Layer): readonly string[] | undefined {
  return 'inputs' in layer ? layer.inputs : undefined;
}

/**
 * The shape of everything that flows through a model.
 *
 * @param inputShape shape of one row, without the batch, such as `[13]` or `[48, 32]`
 * @throws ConsiliumError `MODEL_INVALID` that names the layer which does not fit.
 */
export function placeLayers(model: Model, inputShape: Shape): ModelShapes {
  const known = new Map<string, Shape>([['input', inputShape]]);
  const used = new Set<string>();
  const layers: PlacedLayer[] = [];
  if (inputShape.length === 0 || inputShape.some((d) => !Number.isInteger(d) || d < 1)) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: `inputShape [${inputShape.join(', ')}] must have positive whole numbers`,
      details: { field: 'inputShape' },
    });
  }
  let previous = 'input';
  model.layers.forEach((layer, index) => {
    const name = layerName(layer, index);
    const row = rowOf(layer);
    const place = { name, index };
    if (known.has(name)) throw modelInvalid(place, 'another layer has the same name');
    const inputs = row.readsInput === true ? ['input'] : (inputsOf(layer) ?? [previous]);
    const merges = row.merges === true;
    if (merges && inputs.length < 2) throw modelInvalid(place, 'it merges layers, so `inputs` must name at least two');
    if (!merges && inputs.length !== 1) throw modelInvalid(place, 'it takes exactly one input');
    const inputShapes = inputs.map((input) => {
      const shape = known.get(input);
      if (shape === undefined) throw modelInvalid(place, `its input ${input} is not a layer before it`);
      used.add(input);
      return shape;
    });
    const outputShape = row.shape(layer, { place, input: inputShapes[0] ?? [], all: inputShapes });
    if (sizeOf(outputShape) > MAX_VALUES) {
      throw modelInvalid(place, `its output [${outputShape.join(', ')}] has more than ${MAX_VALUES} values a row`);
    }
    known.set(name, outputShape);
    layers.push({ name, layer, inputs, inputShapes, outputShape });
    previous = name;
  });
  layers.forEach(({ name }, index) => {
    if (name !== previous && !used.has(name)) throw modelInvalid({ name, index }, 'no later layer uses its output');
  });
  return { inputShape, layers, outputShape: known.get(previous) ?? [] };
}
