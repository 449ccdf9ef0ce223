import { isVariance, type Model, modelSchema, tensorManifest } from '@consilium/plan';
import { fileInvalid, type KerasConfig, type KerasFileLayer } from '../layers/keras.ts';
import { KERAS_CLASSES } from '../layers/registry.ts';

/** A model read from the TensorFlow.js layers format, ready to be trained further. */
export interface ImportedModel {
  readonly model: Model;
  readonly inputShape: readonly number[];
  /** Flat, in manifest order. */
  readonly weights: Float32Array;
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
  if (!parsed.success)
    throw fileInvalid(`the file describes a model that does not fit: ${parsed.error.issues[0]?.message ?? ''}`);
  const stored = readWeights(object(modelJson).weightsManifest, weightsBin);
  const { tensors, parameters } = tensorManifest(parsed.data, inputShape);
  const weights = new Float32Array(parameters);
  for (const tensor of tensors) {
    const suffix = tensor.name.slice(tensor.layer.length);
    const found = [...stored].find(([name]) => `/${name}`.includes(`/${tensor.layer}/`) && name.endsWith(suffix))?.[1];
    if (found === undefined || found.length !== tensor.size)
      throw fileInvalid(`the weights do not hold ${tensor.name} with ${tensor.size} values`, tensor.layer);
    weights.set(found, tensor.offset);
  }
  if (!weights.every(Number.isFinite)) throw fileInvalid('the weights are not finite');
  const negative = tensors.find(
    (tensor) => isVariance(tensor) && weights.subarray(tensor.offset, tensor.offset + tensor.size).some((v) => v < 0),
  );
  if (negative !== undefined) throw fileInvalid(`a variance of ${negative.name} is negative`, negative.layer);
  return { model: parsed.data, inputShape, weights };
}

function object(value: unknown): KerasConfig {
  if (typeof value === 'object' && value !== null) return value as KerasConfig;
  throw fileInvalid('the file is not a TensorFlow.js layers model');
}

function readTopology(root: KerasConfig): { readonly layers: KerasFileLayer[]; readonly inputShape: number[] } {
  const sequential = root.class_name === 'Sequential';
  if (!sequential && root.class_name !== 'Model' && root.class_name !== 'Functional')
    throw fileInvalid('the file is neither a sequential nor a functional model');
  const config = root.config;
  const list = Array.isArray(config) ? config : object(config).layers;
  if (!Array.isArray(list)) throw fileInvalid('the file lists no layers');
  let inputShape: number[] | undefined;
  let inputName = 'input';
  const layers: KerasFileLayer[] = [];
  for (const item of list as unknown[]) {
    const entry = object(item);
    const own = object(entry.config);
    const name = String(own.name ?? entry.name);
    const batchShape = own.batch_input_shape ?? own.batch_shape;
    if (Array.isArray(batchShape)) {
      if (inputShape !== undefined && entry.class_name === 'InputLayer')
        throw fileInvalid('it is a second input, and a model has one', name);
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
    throw fileInvalid('the file does not fix the shape of its input');
  return { layers, inputShape };
}

function inboundOf(entry: KerasConfig, name: string, inputName: string): string[] {
  const nodes = entry.inbound_nodes;
  if (!Array.isArray(nodes) || nodes.length !== 1 || !Array.isArray(nodes[0]))
    throw fileInvalid('it is used several times (shared), which is not supported', name);
  return (nodes[0] as unknown[][]).map((node) => (String(node[0]) === inputName ? 'input' : String(node[0])));
}

function readWeights(manifest: unknown, bytes: Uint8Array): Map<string, Float32Array> {
  if (!Array.isArray(manifest)) throw fileInvalid('the file has no weights manifest');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stored = new Map<string, Float32Array>();
  let at = 0;
  for (const group of manifest as unknown[]) {
    const { weights } = object(group);
    for (const item of Array.isArray(weights) ? (weights as unknown[]) : []) {
      const entry = object(item);
      const name = String(entry.name);
      if (entry.dtype !== 'float32' || entry.quantization !== undefined)
        throw fileInvalid(`the weight ${name} is not plain float32`);
      const size = (entry.shape as number[]).reduce((a, b) => a * b, 1);
      if (at + 4 * size > bytes.length) throw fileInvalid(`the weight file ends before ${name}`);
      stored.set(
        name,
        Float32Array.from({ length: size }, (_, i) => view.getFloat32(at + 4 * i, true)),
      );
      at += 4 * size;
    }
  }
  return stored;
}

/** A layer of the file as a plan writes it. */
function toLayer(file: KerasFileLayer): Readonly<Record<string, unknown>> {
  const { className, name, inputs } = file;
  const found = KERAS_CLASSES.get(className);
  if (found === undefined) throw fileInvalid(`${className} is not one of the layers that plans have`, name);
  return {
    type: found.type,
    name: name === 'input' ? 'layer_input' : name,
    ...(inputs === undefined ? {} : { inputs }),
    ...found.reader.fields(file),
  };
}
