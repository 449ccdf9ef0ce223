import type { Backend } from '../backend/backend.ts';
import { numericFunction } from './compiled-function.ts';
import { nativeBackend } from './native-binding.ts';
import type { ArgumentSpec, NumericFunction, TensorBody } from './numeric-function.ts';

/** Gives the function of a key, made once from `define`. */
export type FunctionFactory = (
  key: string,
  define: () => { readonly specs: readonly ArgumentSpec[]; readonly body: TensorBody },
) => NumericFunction;

/** The functions of one trainer, by key. */
export interface FunctionCache {
  readonly get: FunctionFactory;
  dispose(): void;
}

/**
 * A cache of functions, compiled where that is possible.
 *
 * @param eager runs everything operation by operation: the oracle of tests and benchmarks
 */
export function createFunctionCache(backend: Backend, eager = false): FunctionCache {
  const native = eager ? undefined : nativeBackend(backend);
  const known = new Map<string, NumericFunction>();
  return {
    get(key, define) {
      const found = known.get(key);
      if (found !== undefined) return found;
      const { specs, body } = define();
      const made = numericFunction(backend, native, specs, body);
      known.set(key, made);
      return made;
    },
    dispose() {
      for (const made of known.values()) made.dispose();
      known.clear();
    },
  };
}
