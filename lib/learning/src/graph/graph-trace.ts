import { ConsiliumError } from '@consilium/core';
import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../backend/backend.ts';
import type { NativeAttribute, NativeBackend, NativeBinding, NativeTensor, NativeValues } from './native-binding.ts';
import type { ArgumentSpec, TensorBody } from './numeric-function.ts';

/** One operation of a traced graph. */
export type GraphNode =
  | { readonly kind: 'argument'; readonly name: string; readonly dtype: number; readonly shape: readonly number[] }
  | {
      readonly kind: 'constant';
      readonly name: string;
      readonly dtype: number;
      readonly shape: readonly number[];
      readonly bytes: Uint8Array;
    }
  | {
      readonly kind: 'operation';
      readonly name: string;
      readonly op: string;
      readonly attributes: readonly NativeAttribute[];
      readonly inputs: readonly string[];
    };

/** A traced function: nodes in an order in which every input comes before its use. */
export interface TracedGraph {
  readonly nodes: readonly GraphNode[];
  readonly argumentNames: readonly string[];
  readonly outputNames: readonly string[];
}

interface Constant {
  readonly shape: readonly number[];
  readonly dtype: number;
  readonly bytes: Uint8Array;
}

/**
 * Runs `body` once and writes down every operation that reaches the addon: an eager execution is a graph seen node by node.
 *
 * What `body` draws or reads while it runs becomes a constant; what changes between calls must be an argument.
 */
export function traceGraph(tf: TensorFlow, native: NativeBackend, specs: readonly ArgumentSpec[], body: TensorBody): TracedGraph {
  const original = native.binding;
  const recorder = new Recorder(original);
  const outputNames: string[] = [];
  native.binding = recorder.binding;
  try {
    tf.tidy(() => {
      const args = specs.map(({ shape, dtype }) => recorder.argument(native, shape, dtype));
      const outputs = body(
        tf,
        args.map(({ tensor }) => tensor),
      );
      // Adding zero gives each output a name of its own, even when it is an argument or a constant.
      for (const output of outputs) outputNames.push(recorder.nameOf(tf.add(output, tf.scalar(0, output.dtype)), native));
    });
  } finally {
    native.binding = original;
    recorder.freeAll();
  }
  return { nodes: reachable(recorder.nodes, outputNames), argumentNames: recorder.argumentNames, outputNames };
}

/** Stands in for the addon's functions while a body runs. */
class Recorder {
  readonly nodes: GraphNode[] = [];
  readonly argumentNames: string[] = [];
  readonly binding: NativeBinding;
  readonly #original: NativeBinding;
  readonly #names = new Map<number, string>();
  readonly #constants = new Map<number, Constant>();
  readonly #made = new Set<number>();

  constructor(original: NativeBinding) {
    this.#original = original;
    // The addon's properties are read-only, so that an object inheriting from it would silently keep them: copy each one.
    const copy: Record<string, unknown> = {};
    for (const key of Object.getOwnPropertyNames(original)) copy[key] = (original as unknown as Record<string, unknown>)[key];
    copy.createTensor = (shape: readonly number[], dtype: number, values: NativeValues) =>
      this.#createTensor(shape, dtype, values);
    copy.executeOp = (op: string, attributes: readonly NativeAttribute[], inputs: readonly number[], outputs: number) =>
      this.#executeOp(op, attributes, inputs, outputs);
    // Freed numbers are given out again, which would confuse two tensors of one trace: free all of them at the end.
    copy.deleteTensor = () => {};
    this.binding = copy as unknown as NativeBinding;
  }

  argument(native: NativeBackend, shape: readonly number[], dtype: 'float32' | 'int32'): { readonly tensor: Tensor } {
    const size = shape.reduce((a, b) => a * b, 1);
    const type = dtype === 'float32' ? this.#original.TF_FLOAT : this.#original.TF_INT32;
    const id = this.#original.createTensor(shape, type, dtype === 'float32' ? new Float32Array(size) : new Int32Array(size));
    const name = `a${this.argumentNames.length}`;
    this.#made.add(id);
    this.#names.set(id, name);
    this.argumentNames.push(name);
    this.nodes.push({ kind: 'argument', name, dtype: type, shape });
    return { tensor: native.createOutputTensor({ id, shape: [...shape], dtype: type }) };
  }

  /** The node that produced a tensor. */
  nameOf(tensor: Tensor, native: NativeBackend): string {
    const { tensorMap } = native as unknown as { tensorMap: { get(dataId: object): { id: number } } };
    const name = this.#names.get(tensorMap.get(tensor.dataId).id);
    if (name === undefined) throw traceFailed('an output comes from no operation');
    return name;
  }

  freeAll(): void {
    for (const id of this.#made) this.#original.deleteTensor(id);
  }

  #createTensor(shape: readonly number[], dtype: number, values: NativeValues): number {
    const id = this.#original.createTensor(shape, dtype, values);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    this.#made.add(id);
    this.#constants.set(id, { shape: [...shape], dtype, bytes });
    return id;
  }

  #executeOp(op: string, attributes: readonly NativeAttribute[], inputs: readonly number[], outputs: number): NativeTensor[] {
    const inputNames = inputs.map((id) => this.#inputName(id));
    const results = this.#original.executeOp(op, attributes, inputs, outputs);
    const name = `n${this.nodes.length}`;
    this.nodes.push({ kind: 'operation', name, op, attributes, inputs: inputNames });
    results.forEach(({ id }, i) => {
      this.#made.add(id);
      this.#names.set(id, i === 0 ? name : `${name}:${i}`);
    });
    return results;
  }

  #inputName(id: number): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const constant = this.#constants.get(id);
    if (constant === undefined) throw traceFailed('it uses a tensor that was made outside of it');
    const name = `c${this.nodes.length}`;
    this.nodes.push({ kind: 'constant', name, ...constant });
    this.#names.set(id, name);
    return name;
  }
}

/** A body that breaks the rules of {@link TensorBody}: a defect of ours. */
function traceFailed(reason: string): ConsiliumError<'INTERNAL'> {
  return new ConsiliumError({ code: 'INTERNAL', message: `a function cannot be compiled: ${reason}` });
}

/** Leaves out what no output needs. Arguments stay: they are fed by name. */
function reachable(nodes: readonly GraphNode[], outputs: readonly string[]): GraphNode[] {
  const needed = new Set(outputs.map(nodeOf));
  const kept: GraphNode[] = [];
  for (const node of nodes.toReversed()) {
    if (node.kind !== 'argument' && !needed.has(node.name)) continue;
    kept.push(node);
    if (node.kind === 'operation') for (const input of node.inputs) needed.add(nodeOf(input));
  }
  return kept.reverse();
}

function nodeOf(output: string): string {
  return output.split(':', 1)[0] as string;
}
