import { assertNever, ConsiliumError } from '@consilium/core';
import type { Layer, Model } from './layer-schema.ts';

/** Where a layer stands in its model: what feeds it, and the shapes (without the batch) that go in and come out. */
export interface PlacedLayer {
  readonly name: string;
  readonly layer: Layer;
  /** Names of the layers that feed it; `input` is the input of the model. */
  readonly inputs: readonly string[];
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
}

/** A model whose every shape is known. */
export interface ModelShapes {
  readonly inputShape: readonly number[];
  readonly layers: readonly PlacedLayer[];
  readonly outputShape: readonly number[];
}

/** Largest number of values between two layers for one row: a guard against plans that exhaust a site's memory. */
const MAX_VALUES = 50_000_000;

/** One number for both directions, or one for each. */
export function asPair(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

/** Length of a sliding window's output (TensorFlow's `VALID` and `SAME`). */
export function windowOutput(size: number, kernel: number, stride: number, padding: 'valid' | 'same'): number {
  return padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - kernel) / stride) + 1;
}

/** A layer in an error: its name for people, its place in the list for line numbers. */
export interface LayerPlace {
  readonly name: string;
  readonly index: number;
}

/** The error for a layer that does not fit; `details.layer` is its place in the list. */
export function modelInvalid({ name, index }: LayerPlace, reason: string): ConsiliumError<'MODEL_INVALID'> {
  return new ConsiliumError({ code: 'MODEL_INVALID', message: `layer ${name}: ${reason}`, details: { layer: index, name } });
}

/**
 * Output shape of every layer, in order, without the batch.
 *
 * @throws ConsiliumError `MODEL_INVALID` that names the layer which does not fit.
 */
export function inferShapes(model: Model, inputShape: readonly number[]): readonly (readonly number[])[] {
  return placeLayers(model, inputShape).layers.map((placed) => placed.outputShape);
}

/**
 * The shape of everything that flows through a model.
 *
 * @param inputShape shape of one row, without the batch, such as `[13]` or `[48, 32]`
 * @throws ConsiliumError `MODEL_INVALID` that names the layer which does not fit.
 */
export function placeLayers(model: Model, inputShape: readonly number[]): ModelShapes {
  const known = new Map<string, readonly number[]>([['input', inputShape]]);
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
    const name = layer.name ?? `${layer.type.replaceAll('-', '_')}_${index + 1}`;
    const place = { name, index };
    if (known.has(name)) throw modelInvalid(place, 'another layer has the same name');
    const inputs = layer.inputs ?? [previous];
    const merges = layer.type === 'add' || layer.type === 'concatenate';
    if (merges && inputs.length < 2) throw modelInvalid(place, 'it merges layers, so `inputs` must name at least two');
    if (!merges && inputs.length !== 1) throw modelInvalid(place, 'it takes exactly one input');
    const inputShapes = inputs.map((input) => {
      const shape = known.get(input);
      if (shape === undefined) throw modelInvalid(place, `its input ${input} is not a layer before it`);
      used.add(input);
      return shape;
    });
    const outputShape = merges ? mergeShapes(place, layer.type, inputShapes) : layerShape(place, layer, inputShapes[0] ?? []);
    if (outputShape.reduce((a, b) => a * b, 1) > MAX_VALUES) {
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

function mergeShapes(place: LayerPlace, type: 'add' | 'concatenate', shapes: readonly (readonly number[])[]): readonly number[] {
  const first = shapes[0] ?? [];
  const compared = type === 'add' ? first.length : first.length - 1;
  for (const shape of shapes) {
    if (shape.length !== first.length || shape.slice(0, compared).some((d, i) => d !== first[i])) {
      throw modelInvalid(
        place,
        `its inputs have shapes ${shapes.map((s) => `[${s.join(', ')}]`).join(' and ')}, which cannot be merged`,
      );
    }
  }
  if (type === 'add') return first;
  return [...first.slice(0, -1), shapes.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)];
}

function layerShape(
  place: LayerPlace,
  layer: Exclude<Layer, { type: 'add' | 'concatenate' }>,
  input: readonly number[],
): readonly number[] {
  const rank = (wanted: number, what: string): void => {
    if (input.length !== wanted) throw modelInvalid(place, `it needs ${what}, but gets the shape [${input.join(', ')}]`);
  };
  const window = (size: number, kernel: number, stride: number, padding: 'valid' | 'same'): number => {
    const out = windowOutput(size, kernel, stride, padding);
    if (out < 1) throw modelInvalid(place, `its window of ${kernel} is larger than its input of ${size}`);
    return out;
  };
  const [d0 = 1, d1 = 1, d2 = 1] = input;
  const last = input.at(-1) ?? 1;
  switch (layer.type) {
    case 'dense':
      return [...input.slice(0, -1), layer.units];
    case 'dropout':
    case 'activation':
    case 'layer-norm':
    case 'batch-norm':
      return input;
    case 'group-norm':
      if (last % layer.groups !== 0) throw modelInvalid(place, `${last} channels cannot be split into ${layer.groups} groups`);
      return input;
    case 'flatten':
      return [input.reduce((a, b) => a * b, 1)];
    case 'reshape': {
      const from = input.reduce((a, b) => a * b, 1);
      const to = layer.shape.reduce((a, b) => a * b, 1);
      if (from !== to)
        throw modelInvalid(place, `[${input.join(', ')}] has ${from} values and cannot become [${layer.shape.join(', ')}]`);
      return layer.shape;
    }
    case 'conv1d':
      rank(2, 'steps and channels');
      return [window(d0, layer.kernelSize, layer.strides, layer.padding), layer.filters];
    case 'max-pooling1d':
    case 'average-pooling1d':
      rank(2, 'steps and channels');
      return [window(d0, layer.poolSize, layer.strides ?? layer.poolSize, layer.padding), d1];
    case 'conv2d':
    case 'separable-conv2d':
    case 'depthwise-conv2d': {
      rank(3, 'height, width and channels');
      const [kh, kw] = asPair(layer.kernelSize);
      const [sh, sw] = asPair(layer.strides);
      const channels = layer.type === 'depthwise-conv2d' ? d2 * layer.depthMultiplier : layer.filters;
      return [window(d0, kh, sh, layer.padding), window(d1, kw, sw, layer.padding), channels];
    }
    case 'max-pooling2d':
    case 'average-pooling2d': {
      rank(3, 'height, width and channels');
      const [kh, kw] = asPair(layer.poolSize);
      const [sh, sw] = asPair(layer.strides ?? layer.poolSize);
      return [window(d0, kh, sh, layer.padding), window(d1, kw, sw, layer.padding), d2];
    }
    case 'global-max-pooling':
    case 'global-average-pooling':
      if (input.length < 2 || input.length > 3) rank(3, 'positions and channels');
      return [last];
    case 'embedding':
      rank(1, 'a list of codes');
      return [d0, layer.units];
    case 'simple-rnn':
    case 'lstm':
    case 'gru':
      rank(2, 'steps and features');
      return layer.returnSequences ? [d0, layer.units] : [layer.units];
    default:
      return assertNever(layer);
  }
}
