import { describe, expect, it } from 'vitest';
import { type Mask, MaskStream } from './mask-stream.ts';
import { testRandom } from './testing/consortium.ts';

/** Bytes of masked input that are counted: `MASKED_BYTES=1e9` takes a quarter of a minute. */
const BYTES = Number(process.env['MASKED_BYTES'] ?? 1e8);

function masksOf(name: string, count: number): readonly Mask[] {
  const random = testRandom(name);
  return Array.from({ length: count }, (_, i) => {
    const key = new Uint8Array(32);
    random.fill(key);
    return { key, sign: i % 2 === 0 ? 1 : -1 };
  });
}

describe('masks', () => {
  it('are AES-256 in counter mode, as little-endian words (NIST SP 800-38A, appendix F.5.5)', () => {
    // The key of F.5.5, and the block cipher of the counter zero under it, computed by another library (openssl enc -aes-256-ecb).
    const key = Buffer.from('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4', 'hex');
    const words = new Uint32Array(4);
    new MaskStream([{ key, sign: 1 }]).apply(words);
    expect(Buffer.from(words.buffer).toString('hex')).toBe('e568f68194cf76d6174d4cc04310a854');
  });

  it('vanish when they are added and taken away, at any length and cut into any pieces', () => {
    const masks = masksOf('pieces', 3);
    for (const length of [0, 1, 5, 16_383, 16_384, 16_385, 40_000]) {
      const plain = Uint32Array.from({ length }, (_, i) => Math.imul(i, 0x9e37_79b9));
      const whole = plain.slice();
      new MaskStream(masks).apply(whole);
      const pieces = plain.slice();
      const stream = new MaskStream(masks);
      for (let at = 0, size = 1; at < length; at += size, size = 1 + ((size * 7) % 5000))
        stream.apply(pieces.subarray(at, Math.min(length, at + size)));
      expect(pieces).toEqual(whole);
      if (length > 4) expect(whole).not.toEqual(plain);
      new MaskStream(masks.map(({ key, sign }) => ({ key, sign: sign === 1 ? -1 : 1 }))).apply(whole);
      expect(whole).toEqual(plain);
    }
  });

  it('make words wrap at 2^32, both ways', () => {
    const words = Uint32Array.of(0x8000_0000, 0xffff_ffff, 0x7fff_ffff, 0);
    const mask = new Uint32Array(4);
    const [one] = masksOf('wrap', 1);
    if (one === undefined) throw new Error('one mask');
    new MaskStream([one]).apply(mask);
    const masked = words.slice();
    new MaskStream([one]).apply(masked);
    expect([...masked]).toEqual([...words].map((word, i) => Number((BigInt(word) + BigInt(mask[i] ?? 0)) % 2n ** 32n)));
    new MaskStream([{ ...one, sign: -1 }]).apply(masked);
    expect(masked).toEqual(words);
  });

  it('leave nothing of what is masked: bytes are uniform whatever the word under them', () => {
    // Words at the edges, each with a histogram of its own for each of its four bytes.
    const plain = [0, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
    const counts = plain.map(() => [0, 1, 2, 3].map(() => new Float64Array(256)));
    const stream = new MaskStream(masksOf('uniform', 4));
    const words = new Uint32Array(65_536);
    const bytes = new Uint8Array(words.buffer);
    const rounds = Math.ceil(BYTES / bytes.length);
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < words.length; i++) words[i] = plain[i % plain.length] ?? 0;
      stream.apply(words);
      for (let i = 0; i < bytes.length; i++) {
        const histogram = counts[(i >> 2) % plain.length]?.[i & 3];
        const byte = bytes[i] ?? 0;
        if (histogram !== undefined) histogram[byte] = (histogram[byte] ?? 0) + 1;
      }
    }
    const expected = (rounds * words.length) / plain.length / 256;
    for (const histogram of counts.flat()) {
      let chiSquare = 0;
      for (const count of histogram) chiSquare += (count - expected) ** 2 / expected;
      // 255 degrees of freedom; the keys are fixed, so that the verdict is too. Normal approximation: 8 deviations of sqrt(510).
      expect(Math.abs(chiSquare - 255) / Math.sqrt(510)).toBeLessThan(8);
    }
  });
});
