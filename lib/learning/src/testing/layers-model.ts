import type { Model } from '@consilium/plan';
import type { io, LayersModel } from '@tensorflow/tfjs';
import type { Backend } from '../backend/backend.ts';
import { exportLayersModel } from '../model-files/export-layers-model.ts';

/** Exports a model and loads it with TensorFlow.js itself: an implementation of every layer that shares nothing with ours. */
export async function asLayersModel(
  backend: Backend,
  model: Model,
  inputShape: readonly number[],
  weights: Float32Array,
): Promise<LayersModel> {
  const { modelJson, weightsBin } = exportLayersModel(model, inputShape, weights);
  const [manifest] = modelJson.weightsManifest as unknown as { weights: io.WeightsManifestEntry[] }[];
  return backend.tf.loadLayersModel({
    load: () =>
      Promise.resolve({
        modelTopology: JSON.parse(JSON.stringify(modelJson.modelTopology)) as object,
        weightSpecs: manifest?.weights ?? [],
        weightData: weightsBin.slice().buffer,
      }),
  });
}
