import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isFingerprintOf, keyWords } from './key-words.ts';

const FINGERPRINT = createHash('sha256').update('a key').digest('hex');

describe('the words of a key', () => {
  it('are eight, one for each of the first bytes, and all 256 differ in their first four letters', () => {
    const all = Array.from({ length: 256 }, (_, byte) => keyWords(byte.toString(16).padStart(2, '0').repeat(32)).split(' '));
    for (const words of all) expect([words.length, new Set(words).size]).toEqual([8, 1]);
    expect(new Set(all.map(([word]) => word?.slice(0, 4))).size).toBe(256);
    // Frozen: both sides of an enrolment may run different versions.
    expect(keyWords('00010203fcfdfeff'.padEnd(64, '0'))).toBe('acid acorn actor album yellow zebra zigzag zipper');
  });

  it('change with any of their bytes', () => {
    for (let byte = 0; byte < 8; byte++) {
      const other = Buffer.from(FINGERPRINT, 'hex');
      other.writeUInt8(other.readUInt8(byte) ^ 1, byte);
      expect(keyWords(other.toString('hex'))).not.toBe(keyWords(FINGERPRINT));
    }
  });

  it('are compared as people type them, and the whole fingerprint too', () => {
    const words = keyWords(FINGERPRINT);
    for (const typed of [words, words.toUpperCase(), words.replaceAll(' ', ', '), ` ${words.replaceAll(' ', '-')} `, FINGERPRINT])
      expect(isFingerprintOf(typed, FINGERPRINT)).toBe(true);
    expect(isFingerprintOf((FINGERPRINT.toUpperCase().match(/../g) ?? []).join(':'), FINGERPRINT)).toBe(true);
    const other = createHash('sha256').update('another').digest('hex');
    for (const typed of [keyWords(other), other]) expect(isFingerprintOf(typed, FINGERPRINT)).toBe(false);
  });

  it.each(['', 'acid', keyWords(FINGERPRINT).slice(0, -1), `${keyWords(FINGERPRINT)} acid`, FINGERPRINT.slice(1)])(
    'are neither "%s"',
    (typed) => {
      expect(() => isFingerprintOf(typed, FINGERPRINT)).toThrow(expect.objectContaining({ code: 'USAGE' }) as Error);
    },
  );
});
