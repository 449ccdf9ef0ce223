import { ConsiliumError } from '@consilium/core';
import { ACTIVATIONS, type Layer, type Model, modelSchema, tensorManifest } from '@consilium/plan';

/** A model read from the TensorFlow.js layers format, ready to be trained further. */
export interface ImportedModel {
  readonly model: Model;
  readonly inputShape: readonly number[];
  /** Flat, in manifest order. */
  readonly weights: Float32Array;
}

type Config = Readonly<Record<string, unknown>>;

interface FileLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Config;
  /** Undefined in a sequential model: the layer before. */
  readonly inputs: readonly string[] | undefined;
}

function invalid(message: string, layer?: string): ConsiliumError<'MODEL_INVALID'> {
  return new ConsiliumError({
    code: 'MODEL_INVALID',
    message: layer === undefined ? message : `layer ${layer}: ${message}`,
    details: layer === undefined ? {} : { name: layer },
  });
}

/**
 * Reads `model.json` and the weights of a TensorFlow.js layers model: data only, nothing in it is ever executed. Layers marked as
 * not trainable become frozen.
 *
 * @param weightsBin the weight files of the manifest, one after the other
 * @throws ConsiliumError `MODEL_INVALID` that names what this project cannot express.
 */
export function importLayersModel(modelJson: unknown, weightsBin: Uint8Array): ImportedModel {
  const topology = object(object(modelJson).modelTopology ?? {});
  const root = object(topology.model_config ?? topology);
  const { layers, inputShape } = readTopology(root);
  const document = { layers: layers.map(toLayer) };
  const parsed = modelSchema.safeParse(document);
  if (!parsed.success) throw invalid(`the file describes a model that does not fit: ${parsed.error.issues[0]?.message ?? ''}`);
  const stored = readWeights(object(modelJson).weightsManifest, weightsBin);
  const { tensors, parameters } = tensorManifest(parsed.data, inputShape);
  const weights = new Float32Array(parameters);
  for (const tensor of tensors) {
    const suffix = tensor.name.slice(tensor.layer.length);
    const found = [...stored].find(([name]) => `/${name}`.includes(`/${tensor.layer}/`) && name.endsWith(suffix))?.[1];
    if (found === undefined || found.length !== tensor.size)
      throw invalid(`the weights do not hold ${tensor.name} with ${tensor.size} values`, tensor.layer);
    weights.set(found, tensor.offset);
  }
  if (!weights.every(Number.isFinite)) throw invalid('the weights are not finite');
  return { model: parsed.data, inputShape, weights };
}

function object(value: unknown): Config {
  if (typeof value === 'object' && value !== null) return value as Config;
  throw invalid('the file is not a TensorFlow.js layers model');
}

function readTopology(root: Config): { readonly layers: FileLayer[]; readonly inputShape: number[] } {
  const sequential = root.class_name === 'Sequential';
  if (!sequential && root.class_name !== 'Model' && root.class_name !== 'Functional')
    throw invalid('the file is neither a sequential nor a functional model');
  const config = root.config;
  const list = Array.isArray(config) ? config : object(config).layers;
  if (!Array.isArray(list)) throw invalid('the file lists no layers');
  let inputShape: number[] | undefined;
  let inputName = 'input';
  const layers: FileLayer[] = [];
  for (const item of list as unknown[]) {
    const entry = object(item);
    const own = object(entry.config);
    const name = String(own.name ?? entry.name);
    const batchShape = own.batch_input_shape ?? own.batch_shape;
    if (Array.isArray(batchShape)) {
      if (inputShape !== undefined && entry.class_name === 'InputLayer')
        throw invalid('it is a second input, and a model has one', name);
      inputShape ??= batchShape.slice(1).map(Number);
    }
    if (entry.class_name === 'InputLayer') {
      inputName = name;
      continue;
    }
    layers.push({
      className: String(entry.class_name),
      name,
      config: own,
      inputs: sequential ? undefined : inboundOf(entry, name, inputName),
    });
  }
  if (inputShape === undefined || inputShape.some((d) => !Number.isInteger(d) || d < 1))
    throw invalid('the file does not fix the shape of its input');
  return { layers, inputShape };
}

function inboundOf(entry: Config, name: string, inputName: string): string[] {
  const nodes = entry.inbound_nodes;
  if (!Array.isArray(nodes) || nodes.length !== 1 || !Array.isArray(nodes[0]))
    throw invalid('it is used several times (shared), which is not supported', name);
  return (nodes[0] as unknown[][]).map((node) => (String(node[0]) === inputName ? 'input' : String(node[0])));
}

function readWeights(manifest: unknown, bytes: Uint8Array): Map<string, Float32Array> {
  if (!Array.isArray(manifest)) throw invalid('the file has no weights manifest');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stored = new Map<string, Float32Array>();
  let at = 0;
  for (const group of manifest as unknown[]) {
    const { weights } = object(group);
    for (const item of Array.isArray(weights) ? (weights as unknown[]) : []) {
      const entry = object(item);
      const name = String(entry.name);
      if (entry.dtype !== 'float32' || entry.quantization !== undefined) throw invalid(`the weight ${name} is not plain float32`);
      const size = (entry.shape as number[]).reduce((a, b) => a * b, 1);
      if (at + 4 * size > bytes.length) throw invalid(`the weight file ends before ${name}`);
      stored.set(
        name,
        Float32Array.from({ length: size }, (_, i) => view.getFloat32(at + 4 * i, true)),
      );
      at += 4 * size;
    }
  }
  return stored;
}

/** Values that Keras stores and that must have the one value which our layers have. */
function fixed(file: FileLayer, expected: Config): void {
  for (const [key, value] of Object.entries(expected)) {
    const found = file.config[key];
    if (found !== undefined && found !== null && JSON.stringify(found) !== JSON.stringify(value)) {
      throw invalid(`${key} ${JSON.stringify(found)} is not supported, only ${JSON.stringify(value)}`, file.name);
    }
  }
}

function toLayer(file: FileLayer): Record<string, unknown> {
  const { className, name, config } = file;
  const common = { name: name === 'input' ? 'layer_input' : name, ...(file.inputs === undefined ? {} : { inputs: file.inputs }) };
  const frozen = config.trainable === false ? { frozen: true } : {};
  const bias = config.use_bias === undefined ? {} : { useBias: config.use_bias };
  const activation = { activation: activationOf(file, config.activation) };
  const single = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
  const make = (type: Layer['type'], fields: Record<string, unknown>): Record<string, unknown> => ({
    type,
    ...common,
    ...fields,
  });
  const window = { padding: config.padding ?? 'valid' };
  const recurrent = {
    ...frozen,
    ...bias,
    units: config.units,
    activation: activationOf(file, config.activation ?? 'tanh'),
    returnSequences: config.return_sequences === true,
  };
  switch (className) {
    case 'Dense':
      return make('dense', { ...frozen, ...bias, ...activation, units: config.units });
    case 'Dropout':
      return make('dropout', { rate: config.rate });
    case 'Flatten':
      return make('flatten', {});
    case 'Reshape':
      return make('reshape', { shape: config.target_shape });
    case 'Activation':
      return make('activation', activation);
    case 'Conv1D':
      fixed(file, { dilation_rate: [1] });
      return make('conv1d', {
        ...frozen,
        ...bias,
        ...activation,
        ...window,
        filters: config.filters,
        kernelSize: single(config.kernel_size),
        strides: single(config.strides),
      });
    case 'Conv2D':
      fixed(file, { dilation_rate: [1, 1], data_format: 'channels_last' });
      return make('conv2d', {
        ...frozen,
        ...bias,
        ...activation,
        ...window,
        filters: config.filters,
        kernelSize: config.kernel_size,
        strides: config.strides,
      });
    case 'SeparableConv2D':
    case 'DepthwiseConv2D': {
      fixed(file, { dilation_rate: [1, 1], data_format: 'channels_last' });
      const shape = { kernelSize: config.kernel_size, strides: single(config.strides), depthMultiplier: config.depth_multiplier };
      const filters = className === 'SeparableConv2D' ? { filters: config.filters } : {};
      return make(className === 'SeparableConv2D' ? 'separable-conv2d' : 'depthwise-conv2d', {
        ...frozen,
        ...bias,
        ...activation,
        ...window,
        ...filters,
        ...shape,
      });
    }
    case 'MaxPooling1D':
    case 'AveragePooling1D':
      return make(className === 'MaxPooling1D' ? 'max-pooling1d' : 'average-pooling1d', {
        ...window,
        poolSize: single(config.pool_size),
        strides: single(config.strides),
      });
    case 'MaxPooling2D':
    case 'AveragePooling2D':
      fixed(file, { data_format: 'channels_last' });
      return make(className === 'MaxPooling2D' ? 'max-pooling2d' : 'average-pooling2d', {
        ...window,
        poolSize: config.pool_size,
        strides: config.strides,
      });
    case 'GlobalMaxPooling1D':
    case 'GlobalMaxPooling2D':
      return make('global-max-pooling', {});
    case 'GlobalAveragePooling1D':
    case 'GlobalAveragePooling2D':
      return make('global-average-pooling', {});
    case 'Embedding':
      fixed(file, { mask_zero: false });
      return make('embedding', { ...frozen, vocabulary: config.input_dim, units: config.output_dim });
    case 'LayerNormalization':
      fixed(file, { axis: -1, center: true, scale: true });
      return make('layer-norm', { ...frozen, epsilon: config.epsilon });
    case 'BatchNormalization':
      fixed(file, { axis: -1, center: true, scale: true });
      return make('batch-norm', { ...frozen, epsilon: config.epsilon, momentum: config.momentum });
    case 'SimpleRNN':
    case 'LSTM':
    case 'GRU': {
      fixed(file, { go_backwards: false, stateful: false, dropout: 0, recurrent_dropout: 0, reset_after: false });
      if (className === 'SimpleRNN') return make('simple-rnn', recurrent);
      const gates = { recurrentActivation: activationOf(file, config.recurrent_activation ?? 'hard_sigmoid') };
      return make(className === 'LSTM' ? 'lstm' : 'gru', { ...recurrent, ...gates });
    }
    case 'Add':
      return make('add', {});
    case 'Concatenate':
      fixed(file, { axis: -1 });
      return make('concatenate', {});
    default:
      throw invalid(`${className} is not one of the layers that plans have`, name);
  }
}

/** Our name of a Keras activation. TensorFlow.js also stores the camel-case form. */
function activationOf(file: FileLayer, value: unknown): string {
  if (value === undefined || value === null) return 'linear';
  if (typeof value !== 'string') throw invalid('its activation is not given by name', file.name);
  const name = value
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
  if ((ACTIVATIONS as readonly string[]).includes(name)) return name;
  throw invalid(`the activation ${value} is not one that plans have`, file.name);
}
