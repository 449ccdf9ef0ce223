import { initialWeights, modelSchema } from '@consilium/plan';
import type { io, Tensor } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { loadBackend } from '../backend/backend.ts';
import { asLayersModel } from '../testing/layers-model.ts';
import { relativeDifference } from '../testing/test-data.ts';
import { TEST_NETWORKS } from '../testing/test-networks.ts';
import { exportLayersModel } from './export-layers-model.ts';
import { importLayersModel } from './import-layers-model.ts';

/** Group normalisation and parts of the input are exported as several layers, which do not come back as one. */
const NETWORKS = Object.entries(TEST_NETWORKS).filter(([name]) => !/group|series|image/.test(name));

describe('importLayersModel', () => {
  it.each(NETWORKS)('reads back what was exported: %s', (_name, { inputShape, layers }) => {
    const model = modelSchema.parse({ layers });
    const weights = initialWeights(model, inputShape, 2);
    const { modelJson, weightsBin } = exportLayersModel(model, inputShape, weights);
    const imported = importLayersModel(JSON.parse(JSON.stringify(modelJson)), weightsBin);
    expect(imported.inputShape).toEqual(inputShape);
    expect(imported.weights).toEqual(weights);
    expect(imported.model.layers.map((l) => l.type)).toEqual(model.layers.map((l) => l.type));
  });

  it('reads what TensorFlow.js itself saves, and computes the same', async () => {
    const backend = await loadBackend();
    const { tf } = backend;
    const original = tf.sequential({
      layers: [
        tf.layers.conv1d({ inputShape: [6, 2], filters: 3, kernelSize: 2, activation: 'relu' }),
        tf.layers.batchNormalization({}),
        tf.layers.lstm({ units: 4 }),
        tf.layers.dense({ units: 2, activation: 'softmax', trainable: false }),
      ],
    });
    let saved: io.ModelArtifacts | undefined;
    await original.save({
      save: (artifacts) => {
        saved = artifacts;
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
      },
    });
    const json = { modelTopology: saved?.modelTopology, weightsManifest: [{ paths: ['w'], weights: saved?.weightSpecs }] };
    const imported = importLayersModel(JSON.parse(JSON.stringify(json)), new Uint8Array(saved?.weightData as ArrayBuffer));
    expect(imported.model.layers[3]).toMatchObject({ type: 'dense', frozen: true });
    const again = await asLayersModel(backend, imported.model, imported.inputShape, imported.weights);
    const x = tf.tensor(
      Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
      [2, 6, 2],
    );
    const values = (m: { predict(t: Tensor): Tensor | Tensor[] }): Float32Array =>
      Float32Array.from((m.predict(x) as Tensor).dataSync());
    expect(relativeDifference(values(again), values(original))).toBeLessThan(1e-6);
  });

  it('names what it cannot read', () => {
    const model = modelSchema.parse({ layers: [{ type: 'dense', units: 2, name: 'only' }] });
    const { modelJson, weightsBin } = exportLayersModel(model, [3], initialWeights(model, [3]));
    const text = JSON.stringify(modelJson);
    const from =
      (json: string, bytes = weightsBin) =>
      () =>
        importLayersModel(JSON.parse(json), bytes);
    expect(from(text.replace('"Dense"', '"Lambda"'))).toThrow('Lambda');
    expect(from(text.replace('"linear"', '"custom"'))).toThrow('custom');
    expect(from(text, weightsBin.subarray(0, 8))).toThrow('ends before');
    expect(from(text.replaceAll('only/kernel', 'other/kernel'))).toThrow('only/kernel');
    expect(from('{"modelTopology": 3}')).toThrow('not a TensorFlow.js layers model');
    const broken = weightsBin.slice();
    new DataView(broken.buffer).setFloat32(0, Number.NaN, true);
    expect(from(text, broken)).toThrow('not finite');
  });

  it('takes no negative variance: its root is no number', () => {
    const model = modelSchema.parse({ layers: [{ type: 'batch-norm', name: 'norm' }] });
    const weights = (variance: number): Float32Array => Float32Array.of(1, 1, 0, 0, 0, 0, 0.5, variance);
    const read = (variance: number): Float32Array => {
      const { modelJson, weightsBin } = exportLayersModel(model, [2], weights(variance));
      return importLayersModel(JSON.parse(JSON.stringify(modelJson)), weightsBin).weights;
    };
    expect(read(0)).toEqual(weights(0));
    expect(() => read(-1e-30)).toThrow('a variance of norm/moving_variance is negative');
  });
});
