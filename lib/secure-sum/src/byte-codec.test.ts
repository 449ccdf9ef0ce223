import { expect, it } from 'vitest';
import { bytesOf, decoded, encoded, list, MAX_TEXT_BYTES, text, whole } from './byte-codec.ts';

const INVALID = expect.objectContaining({ code: 'MESSAGE_INVALID' }) as Error;
const UNWRITABLE = expect.objectContaining({ code: 'PARAMETER_INVALID' }) as Error;

it('writes what it reads, however long', () => {
  const texts = list(text);
  for (const values of [[], ['', 'grün', '\u{1f600}'], Array.from({ length: 4000 }, (_, i) => `${i} é`)])
    expect(decoded(texts, encoded(texts, values), 'MESSAGE_INVALID')).toEqual(values);
  const large = bytesOf(100_000);
  const content = new Uint8Array(100_000).map((_, i) => i);
  expect(decoded(large, encoded(large, content), 'MESSAGE_INVALID')).toEqual(content);
});

it('has numbers up to 2^53 - 1 as eight big-endian bytes, and no others', () => {
  for (const value of [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]) {
    const bytes = encoded(whole, value);
    expect(Buffer.from(bytes).readBigUInt64BE()).toBe(BigInt(value));
    expect(decoded(whole, bytes, 'MESSAGE_INVALID')).toBe(value);
  }
  for (const value of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => encoded(whole, value)).toThrow(UNWRITABLE);
  for (const value of [2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(value);
    expect(() => decoded(whole, bytes, 'MESSAGE_INVALID')).toThrow(INVALID);
  }
});

it('has texts of whole characters, as long as they may be', () => {
  expect(decoded(text, encoded(text, 'x'.repeat(MAX_TEXT_BYTES)), 'MESSAGE_INVALID')).toHaveLength(MAX_TEXT_BYTES);
  for (const value of ['\ud800', 'a\udc00b', '\udc00\ud800', 'x'.repeat(MAX_TEXT_BYTES + 1), 'é'.repeat(MAX_TEXT_BYTES / 2 + 1)])
    expect(() => encoded(text, value)).toThrow(UNWRITABLE);
  expect(() => decoded(text, Uint8Array.of(0, 0, 0, 2, 0xc3, 0x28), 'MESSAGE_INVALID')).toThrow(INVALID);
});
