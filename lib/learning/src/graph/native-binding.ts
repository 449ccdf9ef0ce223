import type { Tensor } from '@tensorflow/tfjs';
import type { Backend } from '../backend/backend.ts';

/** An attribute of an operation as the addon takes it; `type` is one of the TF_ATTR_* numbers. */
export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** An output of the addon. */
export interface NativeTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** Memory that the addon shares with a tensor. */
export type NativeValues = Float32Array | Int32Array | Uint8Array;

/** The functions of the tfjs-node addon that tracing and running a graph need; every kernel of tfjs-node ends in `executeOp`. */
export interface NativeBinding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  createTensor(shape: readonly number[], dtype: number, values: NativeValues): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: readonly NativeAttribute[], inputs: readonly number[], outputs: number): NativeTensor[];
  loadSavedModel(folder: string, tag: string): number;
  deleteSavedModel(session: number): void;
  runSavedModel(session: number, inputs: readonly number[], inputNames: string, outputNames: string): NativeTensor[];
}

/** The parts of the tfjs-node backend that tracing uses. */
export interface NativeBackend {
  binding: NativeBinding;
  createOutputTensor(tensor: NativeTensor): Tensor;
}

/** The tfjs-node backend, or undefined in pure JavaScript. */
export function nativeBackend(backend: Backend): NativeBackend | undefined {
  if (backend.name !== 'tensorflow') return undefined;
  backend.activate();
  return backend.tf.backend() as unknown as NativeBackend;
}
