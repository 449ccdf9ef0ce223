import { ConsiliumError } from '@consilium/core';
import type { Backend } from '../backend/backend.ts';
import { predictionBody, predictionSpecs } from '../evaluation/prediction-body.ts';
import { numericFunction } from '../graph/compiled-function.ts';
import { nativeBackend } from '../graph/native-binding.ts';
import type { NumericFunction } from '../graph/numeric-function.ts';
import { createNetwork } from '../layers/network.ts';
import type { TrainedModel } from './onnx/onnx-network.ts';

/** Rows of one native call, unless somebody asks about many more. */
const USUAL_ROWS = 256;

/** Says what a model makes of rows, by the layers that train. */
export interface Predictor {
  readonly outputWidth: number;
  /** @param features `rows x inputs`, row by row. @returns `rows x outputWidth` */
  predict(features: Float32Array): Float32Array;
  /** Frees what is native. */
  dispose(): void;
}

/**
 * Prepares a model for predictions.
 *
 * @param rowsAtOnce rows of one native call: what is asked about fewer takes as long
 * @throws ConsiliumError `MODEL_INVALID` if the layers do not fit together, or the weights are not those of these layers
 */
export function createPredictor(
  { model, inputShape, weights }: TrainedModel,
  backend: Backend,
  rowsAtOnce: number = USUAL_ROWS,
): Predictor {
  const network = createNetwork(model, inputShape);
  if (weights.length !== network.manifest.parameters) {
    throw new ConsiliumError({
      code: 'MODEL_INVALID',
      message: `the model has ${network.manifest.parameters} parameters, and the weights are ${weights.length}`,
    });
  }
  const width = inputShape.reduce((a, b) => a * b, 1);
  const outputWidth = network.shapes.outputShape.reduce((a, b) => a * b, 1);
  let compiled: NumericFunction | undefined;
  return {
    outputWidth,
    predict(features) {
      compiled ??= numericFunction(
        backend,
        nativeBackend(backend),
        predictionSpecs(network, rowsAtOnce, 1),
        predictionBody(network, undefined),
      );
      const rows = features.length / width;
      const result = new Float32Array(rows * outputWidth);
      const targets = new Float32Array(rowsAtOnce);
      const chunk = new Float32Array(rowsAtOnce * width);
      for (let from = 0; from < rows; from += rowsAtOnce) {
        const count = Math.min(rowsAtOnce, rows - from);
        chunk.fill(0).set(features.subarray(from * width, (from + count) * width));
        const [values] = compiled.run([weights, chunk, targets]) as [Float32Array];
        result.set(values.subarray(0, count * outputWidth), from * outputWidth);
      }
      return result;
    },
    dispose: () => compiled?.dispose(),
  };
}
