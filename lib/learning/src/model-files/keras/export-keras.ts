import type { Json } from '@consilium/core';
import { manifestOf, placeLayers } from '@consilium/plan';
import { type KerasConfig, type KerasLayer, fileInvalid } from '../../layers/keras.ts';
import { toKeras } from '../../layers/registry.ts';
import type { TrainedModel } from '../onnx/onnx-network.ts';
import { encodeHdf5, type Hdf5Array, type Hdf5Group } from './hdf5-file.ts';
import { kerasOrder } from './keras-order.ts';

/** Version of Keras of which the files are, and by which they are tested. */
const KERAS_VERSION = '3.15.1';

/** The files inside a `.keras` file, which is a zip of them, each in pieces; the large pieces are the weights themselves. */
export type KerasFiles = Readonly<Record<'metadata.json' | 'config.json' | 'model.weights.h5', readonly Uint8Array[]>>;

/**
 * Writes a network as Keras 3 stores it. `keras.saving.load_model` loads it with any backend.
 *
 * @param metadata for people, in `metadata.json`
 * @throws ConsiliumError `MODEL_INVALID` that names a layer which Keras 3 computes in another way
 */
export function exportKeras({ model, inputShape, weights }: TrainedModel, metadata: Readonly<Record<string, Json>>): KerasFiles {
  const shapes = placeLayers(model, inputShape);
  const { tensors } = manifestOf(shapes);
  const input: KerasLayer = {
    className: 'InputLayer',
    name: 'input',
    config: { name: 'input', batch_shape: [null, ...inputShape], dtype: 'float32', sparse: false },
    inputs: [],
  };
  const layers: KerasLayer[] = [input];
  const variables = new Map<string, Hdf5Array[]>();
  const put = (name: string, array: Hdf5Array): void => {
    const layer = name.slice(0, name.indexOf('/'));
    variables.set(layer, [...(variables.get(layer) ?? []), array]);
  };
  for (const placed of shapes.layers) {
    const expansion = toKeras(placed);
    layers.push(...expansion.layers.map(asKeras3));
    const own = tensors.filter((tensor) => tensor.layer === placed.name);
    own.forEach(({ name, shape, offset, size }, i) =>
      put(expansion.weightNames[i] ?? name, { shape, values: weights.subarray(offset, offset + size) }),
    );
    for (const { name, shape, value } of expansion.constants)
      put(name, { shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value) });
  }
  const output = shapes.layers.at(-1)?.name ?? 'input';
  const config = {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: 'model',
      trainable: true,
      layers: layers.map(layerConfig),
      input_layers: ['input', 0, 0],
      output_layers: [output, 0, 0],
    },
    registered_name: 'Functional',
    build_config: { input_shape: [null, ...inputShape] },
  };
  return {
    'metadata.json': [Buffer.from(JSON.stringify({ keras_version: KERAS_VERSION, ...metadata }))],
    'config.json': [Buffer.from(JSON.stringify(config))],
    'model.weights.h5': encodeHdf5({ layers: weightGroups(layers, variables) }),
  };
}

/** Where Keras 3 differs from the layers of TensorFlow.js. */
function asKeras3(layer: KerasLayer): KerasLayer {
  const { className, name, config } = layer;
  if (Object.values(config).includes('hard_sigmoid'))
    throw fileInvalid('hard-sigmoid is another function in Keras 3: write the model as onnx or tfjs', name);
  // Which drops nothing either when it predicts, and has no state.
  if (className === 'Dropout') return { ...layer, className: 'Identity', config: { name } };
  const { input_length: _length, ...rest } = config;
  return { ...layer, config: rest };
}

function layerConfig({ className, name, config, inputs }: KerasLayer): KerasConfig {
  const fed = inputs.map((from) => ({
    class_name: '__keras_tensor__',
    config: { shape: [null], dtype: 'float32', keras_history: [from, 0, 0] },
  }));
  const merges = className === 'Add' || className === 'Concatenate';
  return {
    module: 'keras.layers',
    class_name: className,
    config,
    registered_name: null,
    name,
    inbound_nodes: inputs.length === 0 ? [] : [{ args: merges ? [fed] : fed, kwargs: {} }],
  };
}

/** Keras names weights by the class of their layer and its number among those of this class, in an order of its own. */
function weightGroups(layers: readonly KerasLayer[], variables: ReadonlyMap<string, readonly Hdf5Array[]>): Hdf5Group {
  const counts = new Map<string, number>();
  const groups: Record<string, Hdf5Group> = {};
  for (const { className, name } of kerasOrder(layers)) {
    const plain = snakeCase(className);
    const count = counts.get(plain) ?? 0;
    counts.set(plain, count + 1);
    const own = variables.get(name);
    if (own === undefined) continue;
    const vars = { vars: Object.fromEntries(own.map((array, i) => [String(i), array])) };
    groups[count === 0 ? plain : `${plain}_${count}`] = RECURRENT.has(className) ? { cell: vars } : vars;
  }
  return groups;
}

/** Layers whose weights belong to a cell in them. */
const RECURRENT: ReadonlySet<string> = new Set(['SimpleRNN', 'LSTM', 'GRU']);

/** As `keras.src.utils.naming.to_snake_case` does: `Conv2D` is `conv2d`, `SimpleRNN` is `simple_rnn`. */
function snakeCase(name: string): string {
  return name
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
