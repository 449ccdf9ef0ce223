import { describe, expect, it } from 'vitest';
import { testRandom } from './testing/consortium.ts';
import { PIECE_WORDS, PlainWords, VectorWords, wrappingWords } from './wrapping-words.ts';

/** Words that carry, borrow and wrap, and many that a generator draws. */
function someWords(name: string, length: number): Uint32Array {
  const words = new Uint32Array(length);
  testRandom(name).fill(new Uint8Array(words.buffer));
  words.set([0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff].slice(0, length));
  return words;
}

/** The same by whole numbers that never wrap. */
function sum(words: Uint32Array, other: Uint32Array, sign: 1n | -1n): Uint32Array {
  return words.map((word, i) => Number(BigInt.asUintN(32, BigInt(word) + sign * BigInt(other[i] ?? 0))));
}

const bytesOf = (words: Uint32Array): Uint8Array => new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

describe.each([
  { kind: 'words of the vector unit', make: () => new VectorWords() },
  { kind: 'words one by one', make: () => new PlainWords() },
])('$kind', ({ make }) => {
  it.each([1, 3, 4, 7, 8, 9, 1000, PIECE_WORDS - 1, PIECE_WORDS])('wrap at 2^32, %i of them', (length) => {
    const plain = someWords('plain', length);
    const [first, second] = [someWords('first', length).reverse(), someWords('second', length)];
    const work = make();
    const words = plain.slice();
    work.load(words);
    work.add(bytesOf(first));
    work.subtract(bytesOf(second));
    expect(words).toEqual(plain);
    work.store(words);
    expect(words).toEqual(sum(sum(plain, first, 1n), second, -1n));
  });

  it('keep nothing of a longer piece, nor of the one before', () => {
    const work = make();
    const long = someWords('long', PIECE_WORDS);
    work.load(long);
    work.add(bytesOf(long));
    work.store(long);
    const left = new Uint32Array(PIECE_WORDS);
    work.store(left);
    expect(left.every((word) => word === 0)).toBe(true);
    const short = Uint32Array.of(5, 6, 7);
    work.load(short);
    work.subtract(bytesOf(Uint32Array.of(6, 6, 6)));
    work.store(short);
    expect([...short]).toEqual([0xffff_ffff, 0, 1]);
  });

  it('take bytes that lie anywhere in memory, and words that are a part of others', () => {
    const bytes = new Uint8Array(21);
    bytes.set(bytesOf(Uint32Array.of(1, 2, 3, 4)), 5);
    const all = Uint32Array.of(9, 10, 20, 30, 40, 9);
    const work = make();
    const part = all.subarray(1, 5);
    work.load(part);
    work.add(bytes.subarray(5));
    work.store(part);
    expect([...all]).toEqual([9, 11, 22, 33, 44, 9]);
  });
});

it('are those of the vector unit where this machine has one that can be used', () => {
  expect(wrappingWords()).toBeInstanceOf(VectorWords);
});
