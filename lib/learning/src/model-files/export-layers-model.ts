import { ConsiliumError, type Json } from '@consilium/core';
import { manifestOf, type Model, type PlacedLayer, placeLayers } from '@consilium/plan';
import type { KerasLayer } from '../layers/keras.ts';
import { toKeras } from '../layers/registry.ts';

/** A model in the TensorFlow.js layers format: `model.json` and `weights.bin`. */
export interface LayersModelFiles {
  /** Content of `model.json`; it refers to `weights.bin`. */
  readonly modelJson: { readonly [key: string]: Json };
  /** Content of `weights.bin`: little-endian float32 in the order of the manifest in `model.json`. */
  readonly weightsBin: Uint8Array;
}

/**
 * Writes a model so that `tf.loadLayersModel` of TensorFlow.js loads it. No TensorFlow is needed for it.
 *
 * @param weights flat, in manifest order
 * @throws ConsiliumError `MODEL_INVALID` if the layers do not fit together.
 */
export function exportLayersModel(model: Model, inputShape: readonly number[], weights: Float32Array): LayersModelFiles {
  const shapes = placeLayers(model, inputShape);
  const manifest = manifestOf(shapes);
  const layers: KerasLayer[] = [
    {
      className: 'InputLayer',
      name: 'input',
      config: { name: 'input', batch_input_shape: [null, ...inputShape], dtype: 'float32', sparse: false },
      inputs: [],
    },
  ];
  const entries: { name: string; shape: readonly number[]; dtype: 'float32' }[] = [];
  const values: Float32Array[] = [];
  for (const placed of shapes.layers) {
    const expansion = toKeras(placed);
    layers.push(...expansion.layers);
    const own = manifest.tensors.filter((tensor) => tensor.layer === placed.name);
    own.forEach((tensor, i) => {
      entries.push({ name: expansion.weightNames[i] ?? tensor.name, shape: tensor.shape, dtype: 'float32' });
      values.push(weights.subarray(tensor.offset, tensor.offset + tensor.size));
    });
    for (const { name, shape, value } of expansion.constants) {
      entries.push({ name, shape, dtype: 'float32' });
      values.push(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value));
    }
  }
  const config = {
    name: 'model',
    layers: layers.map(({ className, name, config: layerConfig, inputs }) => ({
      class_name: className,
      name,
      config: layerConfig as Json,
      inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
    })),
    input_layers: [['input', 0, 0]],
    output_layers: [[shapes.layers.at(-1)?.name ?? 'input', 0, 0]],
  };
  return {
    modelJson: {
      format: 'layers-model',
      generatedBy: 'Consilium',
      convertedBy: null,
      modelTopology: { keras_version: '2.4.0', backend: 'tensorflow', model_config: { class_name: 'Model', config } },
      weightsManifest: [{ paths: ['weights.bin'], weights: entries }],
    },
    weightsBin: littleEndian(values),
  };
}

/**
 * The weights in a `weights.bin` that {@link exportLayersModel} wrote for this model, in manifest order.
 *
 * @throws ConsiliumError `MODEL_INVALID` if the file has another length
 */
export function layersModelWeights(model: Model, inputShape: readonly number[], weightsBin: Uint8Array): Float32Array {
  const shapes = placeLayers(model, inputShape);
  const manifest = manifestOf(shapes);
  const constantsOf = (placed: PlacedLayer): number =>
    toKeras(placed).constants.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const expected = manifest.parameters + shapes.layers.reduce((sum, placed) => sum + constantsOf(placed), 0);
  if (weightsBin.length !== Float32Array.BYTES_PER_ELEMENT * expected) {
    const message = `the weights of this model are ${4 * expected} bytes, and the file has ${weightsBin.length}`;
    throw new ConsiliumError({ code: 'MODEL_INVALID', message });
  }
  const view = new DataView(weightsBin.buffer, weightsBin.byteOffset, weightsBin.byteLength);
  const weights = new Float32Array(manifest.parameters);
  let at = 0;
  for (const placed of shapes.layers) {
    for (const { offset, size } of manifest.tensors.filter((tensor) => tensor.layer === placed.name))
      for (let i = 0; i < size; i++, at += 4) weights[offset + i] = view.getFloat32(at, true);
    at += 4 * constantsOf(placed);
  }
  return weights;
}

function littleEndian(parts: readonly Float32Array[]): Uint8Array {
  const bytes = new Uint8Array(4 * parts.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    for (const value of part) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}
