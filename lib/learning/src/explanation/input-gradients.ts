import type { Tensor } from '@tensorflow/tfjs';
import type { Backend } from '../backend/backend.ts';
import { numericFunction } from '../graph/compiled-function.ts';
import { nativeBackend } from '../graph/native-binding.ts';
import type { ArgumentSpec, NumericFunction, TensorBody } from '../graph/numeric-function.ts';
import { createNetwork, cutWeights, forward, type Network, output } from '../layers/network.ts';
import type { TrainedModel } from '../model-files/onnx/onnx-network.ts';

/** How each output of a network moves with each of its inputs. */
export interface InputGradients {
  /**
   * @param features `rows x inputs`, as many rows as it was made for
   * @returns outputs `rows x outputs`, and of each output its gradient `rows x inputs`
   */
  at(features: Float32Array): { readonly outputs: Float32Array; readonly gradients: readonly Float32Array[] };
  /** Frees what is native. */
  dispose(): void;
}

/** Prepares the gradients of a model by its inputs, for `rows` rows at once. @throws ConsiliumError `MODEL_INVALID` */
export function createInputGradients(
  { model, inputShape, weights }: TrainedModel,
  rows: number,
  backend: Backend,
): InputGradients {
  const network = createNetwork(model, inputShape);
  const width = inputShape.reduce((a, b) => a * b, 1);
  const specs: readonly ArgumentSpec[] = [
    { shape: [network.manifest.parameters], dtype: 'float32' },
    { shape: [rows, width], dtype: 'float32' },
  ];
  let compiled: NumericFunction | undefined;
  return {
    at(features) {
      compiled ??= numericFunction(backend, nativeBackend(backend), specs, gradientsBody(network));
      const [outputs, ...gradients] = compiled.run([weights, features]) as Float32Array[];
      return { outputs: outputs as Float32Array, gradients };
    },
    dispose: () => compiled?.dispose(),
  };
}

function gradientsBody(network: Network): TensorBody {
  const outputs = network.shapes.outputShape.reduce((a, b) => a * b, 1);
  return (tf, args) => {
    const [flat, features] = args as [Tensor, Tensor];
    const rows = features.shape[0] as number;
    const weights = cutWeights(tf, network.manifest, flat);
    const kept: Tensor[] = [];
    const say = (input: Tensor): Tensor => {
      const x = tf.reshape(input, [rows, ...network.shapes.inputShape]);
      const pass = { tf, training: false, units: rows, weights, kept, inputLearns: true };
      return tf.reshape(output(tf, network, forward(network, pass, x)), [rows, outputs]);
    };
    // A row has no part in what another is said to be: the gradient of the sum is that of each.
    const gradients = Array.from({ length: outputs }, (_, k) =>
      tf.grad((input: Tensor) => tf.sum(tf.slice(say(input), [0, k], [rows, 1])))(features),
    );
    const result = [say(features), ...gradients];
    for (const tensor of kept) tensor.dispose();
    return result;
  };
}
