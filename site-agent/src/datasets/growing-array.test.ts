import { describe, expect, it } from 'vitest';
import { GrowingArray } from './growing-array.ts';

/** More than one piece. */
const MANY = 1024 * 1024 + 5;

/** What becomes of so many values, of which so many were expected. */
function grown(count: number, expected?: number): Float32Array {
  const array = new GrowingArray(Float32Array, () => expected);
  const part = Float32Array.from({ length: 1000 }, (_, i) => i);
  for (let at = 0; at < count; at += part.length) array.append(part, 0, Math.min(part.length, count - at));
  expect(array.length).toBe(count);
  const values = array.finish();
  expect(array.length).toBe(0);
  return values;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);

describe('a growing array', () => {
  it('holds the same values whatever was expected', () => {
    const values = grown(2 * MANY);
    expect([values.length, values[MANY], values[2 * MANY - 1]]).toEqual([2 * MANY, MANY % 1000, (2 * MANY - 1) % 1000]);
    for (const expected of [0, 5, MANY, 2 * MANY, 3 * MANY, Number.MAX_SAFE_INTEGER, Number.NaN, -1])
      expect([expected, bytesOf(grown(2 * MANY, expected)).equals(bytesOf(values))]).toEqual([expected, true]);
  });

  it('leaves values where they were put when all of them were expected', () => {
    const array = new GrowingArray(Int32Array, () => MANY);
    for (let i = 0; i < MANY; i++) array.push(i);
    const values = array.finish();
    expect([values.length, values.buffer.byteLength, values[MANY - 1]]).toEqual([MANY, 4 * MANY, MANY - 1]);
  });

  it('takes no more memory than its values need, where few were expected', () => {
    expect(grown(1000, 2000).buffer.byteLength).toBe(4000);
  });

  it('reserves nothing that a file cannot mean', () => {
    expect(grown(1000, 2 ** 40).buffer.byteLength).toBe(4000);
  });
});
