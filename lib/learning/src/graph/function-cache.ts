import type { Backend } from '../backend/backend.ts';
import { numericFunction } from './compiled-function.ts';
import { nativeBackend } from './native-binding.ts';
import type { ArgumentSpec, NumericFunction, TensorBody } from './numeric-function.ts';

/** Gives the function of a key, made once from `define`. */
export type FunctionFactory = (
  key: string,
  define: () => { readonly specs: readonly ArgumentSpec[]; readonly body: TensorBody },
) => NumericFunction;

/** The functions that one trainer uses, by key. */
export interface FunctionCache {
  readonly get: FunctionFactory;
  /** Gives the functions back; they stay compiled for others of the same model, until newer ones need the room. */
  dispose(): void;
}

interface Shared {
  readonly made: NumericFunction;
  users: number;
}

/** Compiled functions kept although no trainer uses them: a simulated site often comes right after another of the same plan. */
const MOST_IDLE = 32;

/**
 * All functions of this process, oldest use first. They depend on model, loss and shapes only, never on data, so that a thousand
 * simulated sites share one compilation and its memory.
 */
const shared = new Map<string, Shared>();

/** Number of functions that this process holds, and how many of them are in use: what tests see of the cache. @internal */
export function sharedFunctions(): { readonly held: number; readonly used: number } {
  return { held: shared.size, used: [...shared.values()].filter(({ users }) => users > 0).length };
}

/**
 * The functions of one model, compiled where that is possible.
 *
 * @param model names everything that the functions depend on besides their key
 * @param eager runs everything operation by operation: the oracle of tests and benchmarks
 */
export function createFunctionCache(backend: Backend, model: string, eager = false): FunctionCache {
  const native = eager ? undefined : nativeBackend(backend);
  const prefix = `${backend.name}/${eager ? 'eager' : 'compiled'}/${model}/`;
  const mine = new Map<string, Shared>();
  return {
    get(key, define) {
      const own = mine.get(key);
      if (own !== undefined) return own.made;
      const name = prefix + key;
      let entry = shared.get(name);
      if (entry === undefined) {
        const { specs, body } = define();
        entry = { made: numericFunction(backend, native, specs, body), users: 0 };
      }
      entry.users += 1;
      mine.set(key, entry);
      // Last in the order of use.
      shared.delete(name);
      shared.set(name, entry);
      evictIdle();
      return entry.made;
    },
    dispose() {
      for (const entry of mine.values()) entry.users -= 1;
      mine.clear();
      evictIdle();
    },
  };
}

function evictIdle(): void {
  const idle = [...shared].filter(([, { users }]) => users === 0);
  for (const [name, { made }] of idle.slice(0, Math.max(0, idle.length - MOST_IDLE))) {
    made.dispose();
    shared.delete(name);
  }
}
