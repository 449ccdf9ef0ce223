import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';

/** The part of the tfjs-node backend that runs an operation for which TensorFlow.js has no kernel. */
interface OperationRunner {
  readonly binding: {
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_FLOAT: number;
  };
  executeSingleOutput(name: string, attributes: unknown[], inputs: Tensor[]): Tensor;
}

/** An operation on float32 of the native library, or undefined in pure JavaScript. Numbers are lists of integers, texts are strings. */
export function nativeOperation(
  tf: TensorFlow,
  name: string,
  attributes: Readonly<Record<string, string | readonly number[]>>,
  inputs: readonly Tensor[],
): Tensor | undefined {
  if (tf.getBackend() !== 'tensorflow') return undefined;
  const runner = tf.backend() as unknown as OperationRunner;
  const { TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_TYPE, TF_FLOAT } = runner.binding;
  const own = Object.entries(attributes).map(([key, value]) => ({
    name: key,
    type: typeof value === 'string' ? TF_ATTR_STRING : TF_ATTR_INT,
    value,
  }));
  return runner.executeSingleOutput(name, [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }, ...own], [...inputs]);
}
