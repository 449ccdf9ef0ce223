import { seededRandom } from '@consilium/core';
import { expect, test } from 'vitest';
import { WordReader } from './word-reader.ts';

test('reads the words of a generator in order, refilling as it must', () => {
  const bytes = new Uint8Array(4 * 64);
  seededRandom('words').fill(bytes);
  const expected = new Uint32Array(bytes.buffer);
  const reader = new WordReader();
  reader.open(seededRandom('words'));
  expect(Array.from({ length: 64 }, () => reader.next())).toEqual([...expected]);
});

test('leaves no random word in memory: noise that can be read again can be taken off again', () => {
  const reader = new WordReader();
  reader.open(seededRandom('words'));
  reader.refill(1000);
  // A shorter block after a longer one: the rest of the longer one is still there.
  reader.refill(10);
  expect(reader.words.some((word) => word !== 0)).toBe(true);
  reader.close();
  expect(reader.words.every((word) => word === 0)).toBe(true);
});
