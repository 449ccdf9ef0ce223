/** A tensor that is stored in a file: its values in the order of the file. */
export interface OnnxConstant {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | BigInt64Array | readonly string[];
}

/** What an operation needs beside its inputs. */
export type OnnxAttribute =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'graph'; readonly value: OnnxGraph };

/** One operation. */
export interface OnnxNode {
  readonly op: string;
  /** Of which set of operations; the standard one unless said. */
  readonly domain?: 'ai.onnx.ml';
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** What goes into a graph or comes out of it. A dimension with a name may have any size. */
export interface OnnxValue {
  readonly name: string;
  readonly type: 'float' | 'double' | 'string';
  readonly shape: readonly (number | string)[];
}

/** A graph of operations, each after what it needs. */
export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly constants: ReadonlyMap<string, OnnxConstant>;
  readonly nodes: readonly OnnxNode[];
}

/** Attributes in the words of who writes a graph. */
export const attribute = {
  float: (value: number): OnnxAttribute => ({ kind: 'float', value }),
  int: (value: number): OnnxAttribute => ({ kind: 'int', value }),
  ints: (value: readonly number[]): OnnxAttribute => ({ kind: 'ints', value }),
  floats: (value: readonly number[]): OnnxAttribute => ({ kind: 'floats', value }),
  strings: (value: readonly string[]): OnnxAttribute => ({ kind: 'strings', value }),
  graph: (value: OnnxGraph): OnnxAttribute => ({ kind: 'graph', value }),
};

/** Writes a graph operation by operation. Values are known by their names. */
export class OnnxBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #constants: Map<string, OnnxConstant>;
  readonly #prefix: string;
  readonly #count: { value: number };

  /** @param outer the graph around this one, whose values it may use: it keeps the constants of both */
  constructor(outer?: OnnxBuilder) {
    this.#constants = outer === undefined ? new Map() : outer.#constants;
    this.#count = outer === undefined ? { value: 0 } : outer.#count;
    this.#prefix = outer === undefined ? '' : 'step/';
  }

  /** An operation with one output. @returns the name of its output */
  add(op: string, inputs: readonly string[], attributes: OnnxNode['attributes'] = {}, domain?: 'ai.onnx.ml'): string {
    return this.addMany(op, inputs, 1, attributes, domain)[0] as string;
  }

  /** An operation with several outputs. @returns their names */
  addMany(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes: OnnxNode['attributes'] = {},
    domain?: 'ai.onnx.ml',
  ): readonly string[] {
    const names = Array.from({ length: outputs }, () => `${this.#prefix}${op}_${++this.#count.value}`);
    this.#nodes.push({ op, inputs, outputs: names, attributes, ...(domain === undefined ? {} : { domain }) });
    return names;
  }

  /** Stores float32 values. @returns their name */
  floats(shape: readonly number[], values: Float32Array): string {
    return this.#constant({ shape, values });
  }

  /** One float32 number. */
  float(value: number): string {
    return this.floats([], Float32Array.of(value));
  }

  /** Stores float64 values. */
  doubles(shape: readonly number[], values: Float64Array): string {
    return this.#constant({ shape, values });
  }

  /** A list of whole numbers, such as a shape. */
  ints(values: readonly number[]): string {
    return this.#constant({ shape: [values.length], values: BigInt64Array.from(values, BigInt) });
  }

  /** Renames a value. */
  rename(value: string, name: string): void {
    this.#nodes.push({ op: 'Identity', inputs: [value], outputs: [name], attributes: {} });
  }

  /** The graph; one within another keeps its constants there. */
  graph(name: string, inputs: readonly OnnxValue[], outputs: readonly OnnxValue[]): OnnxGraph {
    return { name, inputs, outputs, constants: this.#prefix === '' ? this.#constants : new Map(), nodes: this.#nodes };
  }

  #constant(constant: OnnxConstant): string {
    const name = `constant_${++this.#count.value}`;
    this.#constants.set(name, constant);
    return name;
  }
}
