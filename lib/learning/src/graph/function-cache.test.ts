import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, loadBackend } from '../backend/backend.ts';
import { createFunctionCache, sharedFunctions } from './function-cache.ts';
import type { ArgumentSpec, TensorBody } from './numeric-function.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

const specs: ArgumentSpec[] = [{ shape: [3], dtype: 'float32' }];
const times =
  (factor: number): TensorBody =>
  (tf, [x]) => [tf.mul(x as never, factor)];

describe('function cache', () => {
  it('compiles once for all trainers of a model, and apart for another model', () => {
    let defined = 0;
    const use = (model: string, factor: number): unknown => {
      const cache = createFunctionCache(backend, model);
      const made = cache.get('f', () => {
        defined += 1;
        return { specs, body: times(factor) };
      });
      const [result] = made.run([Float32Array.of(1, 2, 3)]);
      cache.dispose();
      return result;
    };
    expect(use('model a', 2)).toEqual(Float32Array.of(2, 4, 6));
    expect(use('model a', 2)).toEqual(Float32Array.of(2, 4, 6));
    expect(defined).toBe(1);
    expect(use('model b', 5)).toEqual(Float32Array.of(5, 10, 15));
    expect(defined).toBe(2);
  });

  it('keeps what is in use and frees what has been idle longest', () => {
    const busy = createFunctionCache(backend, 'busy');
    const held = busy.get('f', () => ({ specs, body: times(7) }));
    for (let i = 0; i < 40; i++) {
      const cache = createFunctionCache(backend, `passing ${i}`);
      cache.get('f', () => ({ specs, body: times(i) }));
      cache.dispose();
    }
    const { held: count, used } = sharedFunctions();
    expect(used).toBe(1);
    expect(count).toBe(33);
    expect(held.run([Float32Array.of(1, 1, 1)])).toEqual([Float32Array.of(7, 7, 7)]);
    busy.dispose();
    expect(sharedFunctions()).toEqual({ held: 32, used: 0 });
  });
});

it('a call for which there is no memory says so by name: it is no matter of numbers', () => {
  const cache = createFunctionCache(backend, 'too large');
  const use = (factor: number): unknown =>
    cache.get(`tile ${factor}`, () => ({
      specs: [{ shape: [1, 2 ** 20], dtype: 'float32' }],
      // More than the address space of a process holds.
      body: (tf, [x]) => [tf.tile(x as never, [factor, 1])],
    }));
  try {
    expect(backend.name).toBe('tensorflow');
    expect(() => use(2 ** 31 - 1)).toThrow(expect.objectContaining({ code: 'MEMORY_FULL' }));
    expect(() => use(2)).not.toThrow();
  } finally {
    cache.dispose();
  }
});
