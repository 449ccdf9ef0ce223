import { createRequire } from 'node:module';
import { ConsiliumError } from '@consilium/core';

/** The TensorFlow.js module; only this package ever holds one. */
export type TensorFlow = typeof import('@tensorflow/tfjs');

/** What trains the models on this machine. */
export interface Backend {
  /** `tensorflow`: the native library; `cpu`: TensorFlow.js in pure JavaScript, same results, slower. */
  readonly name: 'tensorflow' | 'cpu';
  /** Version of TensorFlow.js. */
  readonly version: string;
  /** Set when the native library could not be loaded: one sentence for a person. */
  readonly notice?: string;
  /** @internal */
  readonly tf: TensorFlow;
  /** @internal Makes this backend the current one of TensorFlow.js, which has one for the whole process. */
  activate(): void;
}

/** Which backend to load. */
export interface BackendOptions {
  /** `auto` prefers the native library and falls back, with a notice, to pure JavaScript. @default 'auto' */
  readonly prefer?: 'auto' | 'tensorflow' | 'cpu';
  /** Threads of the native library, fixed at its first loading in a process; more than one pays for large networks only. @default 1 */
  readonly threads?: number;
}

const require = createRequire(import.meta.url);

/**
 * Loads TensorFlow.js: the native library if its addon loads, else pure JavaScript with a notice.
 *
 * @throws ConsiliumError `BACKEND_UNAVAILABLE` when `prefer` is `tensorflow` and the addon cannot be loaded, and where TensorFlow.js is not installed at all.
 */
export async function loadBackend({ prefer = 'auto', threads = 1 }: BackendOptions = {}): Promise<Backend> {
  if (prefer === 'cpu') return pureJavaScript();
  try {
    return native(threads);
  } catch (error) {
    if (prefer === 'tensorflow') {
      throw new ConsiliumError({
        code: 'BACKEND_UNAVAILABLE',
        message: 'the native TensorFlow addon cannot be loaded',
        cause: error,
      });
    }
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? '';
    return pureJavaScript(
      `The native TensorFlow addon cannot be loaded (${reason}); training runs in pure JavaScript, with the same results, but slower.`,
    );
  }
}

function native(threads: number): Backend {
  // The library prints its build flags at start unless told otherwise before it is loaded.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // Read once, when the library makes its thread pools. With more than one thread it hands even the smallest product to another
  // one and waits: measured 3.5 times slower for clinical networks, and no faster for small convolutions.
  process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  process.env.TF_NUM_INTEROP_THREADS ??= String(threads);
  restoreRemovedNodeFunctions();
  const tf = withGlobalThisFunction(() => require('@tensorflow/tfjs-node') as TensorFlow);
  return describe(tf, 'tensorflow');
}

function pureJavaScript(notice?: string): Backend {
  const tf = requireTensorFlow();
  // Without this, the first tensor prints advice to install the addon, which `notice` gives in better words.
  ((tf.findBackend('cpu') as { firstUse?: boolean } | null) ?? {}).firstUse = false;
  return describe(tf, 'cpu', notice);
}

/** A package for machines that train nothing leaves TensorFlow.js out. */
function requireTensorFlow(): TensorFlow {
  try {
    return require('@tensorflow/tfjs') as TensorFlow;
  } catch (cause) {
    throw new ConsiliumError({ code: 'BACKEND_UNAVAILABLE', message: 'there is no TensorFlow in this installation', cause });
  }
}

function describe(tf: TensorFlow, name: 'tensorflow' | 'cpu', notice?: string): Backend {
  tf.enableProdMode();
  const activate = (): void => {
    if (tf.getBackend() === name) return;
    // Both backends start synchronously, so the promise has nothing to add to the check that follows.
    void tf.setBackend(name);
    if (tf.getBackend() !== name) {
      throw new ConsiliumError({ code: 'BACKEND_UNAVAILABLE', message: `the ${name} backend of TensorFlow.js does not start` });
    }
  };
  activate();
  return { name, version: tf.version.tfjs, tf, activate, ...(notice === undefined ? {} : { notice }) };
}

/** tfjs-node 4.22 calls two functions of `node:util` that Node 23 removed. */
function restoreRemovedNodeFunctions(): void {
  const util = require('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/**
 * tfjs-node's generated messages find the global object by `Function('return this')()`, which a process hardened with
 * `--disallow-code-generation-from-strings` refuses. While `load` runs, that one call is answered without generating code.
 */
function withGlobalThisFunction<T>(load: () => T): T {
  const original = globalThis.Function;
  globalThis.Function = new Proxy(original, {
    apply: (target, self, args: unknown[]) =>
      args.length === 1 && args[0] === 'return this' ? () => globalThis : (Reflect.apply(target, self, args) as unknown),
  });
  try {
    return load();
  } finally {
    globalThis.Function = original;
  }
}
