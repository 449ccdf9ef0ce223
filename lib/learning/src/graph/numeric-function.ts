import type { Tensor } from '@tensorflow/tfjs';
import type { Backend, TensorFlow } from '../backend/backend.ts';

/** Shape and element type of one argument. */
export interface ArgumentSpec {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** A pure function of tensors, written in TensorFlow.js operations. Its shapes may not depend on values. */
export type TensorBody = (tf: TensorFlow, args: readonly Tensor[]) => readonly Tensor[];

/** A tensor function behind flat arrays: the same results whether it runs eagerly or as one native graph call. */
export interface NumericFunction {
  /** @param args one flat row-major array for each argument. @returns one flat array for each output. */
  run(args: readonly (Float32Array | Int32Array)[]): (Float32Array | Int32Array)[];
  /** Frees everything native. */
  dispose(): void;
}

/** Runs `body` operation by operation at each call: what the compiled form must equal, and the only form without the addon. */
export function eagerFunction(backend: Backend, specs: readonly ArgumentSpec[], body: TensorBody): NumericFunction {
  const { tf } = backend;
  return {
    run(args) {
      backend.activate();
      return tf.tidy(() => {
        const tensors = specs.map(({ shape, dtype }, i) => tf.tensor(args[i] ?? new Float32Array(0), [...shape], dtype));
        // A copy, since the pure JavaScript backend hands out its own memory.
        return body(tf, tensors).map((output) => output.dataSync<'float32' | 'int32'>().slice());
      });
    },
    dispose() {},
  };
}
