import type { Backend } from '../backend/backend.ts';
import { type ArgumentSpec, eagerFunction, type NumericFunction, type TensorBody } from './numeric-function.ts';

/** Gives the function of a key, made once from `define`. */
export type FunctionFactory = (key: string, define: () => { readonly specs: readonly ArgumentSpec[]; readonly body: TensorBody }) => NumericFunction;

/** The functions of one trainer, by key. */
export interface FunctionCache {
  readonly get: FunctionFactory;
  dispose(): void;
}

/** A cache of eager functions. */
export function createFunctionCache(backend: Backend): FunctionCache {
  const known = new Map<string, NumericFunction>();
  return {
    get(key, define) {
      const found = known.get(key);
      if (found !== undefined) return found;
      const { specs, body } = define();
      const made = eagerFunction(backend, specs, body);
      known.set(key, made);
      return made;
    },
    dispose() {
      for (const made of known.values()) made.dispose();
      known.clear();
    },
  };
}
