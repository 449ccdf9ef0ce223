import { seededRandom, sha256Hex, uniform53 } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import { expect, it } from 'vitest';
import { UpdateCheck, type UpdateHeader } from './update-check.ts';
import { bytesOf } from './vectors.ts';

const random = seededRandom('update-check');
const WORDS = 1000;

function headerOf(bytes: Uint8Array, more: Partial<UpdateHeader>): UpdateHeader {
  const { UPDATE_ENCODING_GRID_INT32: encoding } = UpdateEncoding;
  const of = { run: 'run-1', round: 1, attempt: 1, site: 'north', longest: undefined };
  return { ...of, updateHash: sha256Hex(bytes), bytes: bytes.length, encoding, ...more };
}

/** Looks at bytes that come in pieces of any length, each at any address. @returns what is said of them, `undefined` for nothing */
function verdict(bytes: Uint8Array, header: UpdateHeader): unknown {
  const check = new UpdateCheck(header);
  for (let at = 0; at < bytes.length; ) {
    const length = Math.floor(uniform53(random) * 40);
    const address = Math.floor(uniform53(random) * 8);
    const memory = new Uint8Array(address + length);
    memory.set(bytes.subarray(at, at + length), address);
    check.add(memory.subarray(address, address + Math.min(length, bytes.length - at)));
    at += length;
  }
  try {
    check.finish();
    return undefined;
  } catch (error) {
    return error;
  }
}

it('an update is as long as its words, however it is cut into pieces', () => {
  for (let i = 0; i < 50; i++) {
    const words = Int32Array.from({ length: WORDS }, () => Math.floor((uniform53(random) - 0.5) * 2000));
    const norm = Math.sqrt(words.reduce((sum, word) => sum + word * word, 0));
    expect(verdict(bytesOf(words), headerOf(bytesOf(words), { longest: norm }))).toBeUndefined();
    expect(verdict(bytesOf(words), headerOf(bytesOf(words), { longest: norm * (1 - 1e-9) }))).toMatchObject({
      code: 'UPDATE_TOO_LONG',
    });
  }
});

it('what is not finite is found where it is, however the update is cut into pieces', () => {
  const encoding = UpdateEncoding.UPDATE_ENCODING_FLOAT32;
  for (let i = 0; i < 50; i++) {
    const words = Float32Array.from({ length: WORDS }, () => uniform53(random));
    expect(verdict(bytesOf(words), headerOf(bytesOf(words), { encoding }))).toBeUndefined();
    const position = Math.floor(uniform53(random) * WORDS);
    words[position] = Number.NaN;
    expect(verdict(bytesOf(words), headerOf(bytesOf(words), { encoding }))).toMatchObject({
      code: 'UPDATE_NOT_FINITE',
      details: { position },
    });
  }
});

it('the hash comes first: damaged bytes say nothing about the site', () => {
  const words = Int32Array.from({ length: WORDS }, () => 1000);
  const header = headerOf(Uint8Array.from(bytesOf(words)), { longest: 1 });
  words[7] = 1001;
  expect(verdict(bytesOf(words), header)).toMatchObject({ code: 'UPDATE_CORRUPT' });
});
