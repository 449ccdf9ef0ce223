import { createHmac, hkdfSync } from 'node:crypto';
import { seededRandom } from '@consilium/core';
import { describe, expect, it } from 'vitest';
import { TOKEN_LENGTH, tokensOf } from './token.ts';

const KEY = Buffer.alloc(32, 7);

describe('tokens of patients', () => {
  it('are the HMAC of what they stand for under a key of their study, in base32', () => {
    const part = (text: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]);
    const key = Buffer.from(hkdfSync('sha256', KEY, '', Buffer.concat([part('token-key-v1'), part('heart')]), 32));
    const mac = createHmac('sha256', key)
      .update(Buffer.concat(['token-v1', 'heart', 'ward', 'p7'].map(part)))
      .digest();
    // 26 digits of 5 bits each are 130 bits: 16 bytes, and the first two bits of the next one.
    const bits = [...mac.subarray(0, 17)]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('')
      .slice(0, 130);
    const expected = bits.replace(/.{5}/g, (five) => 'abcdefghijklmnopqrstuvwxyz234567'.charAt(Number.parseInt(five, 2)));
    expect(tokensOf(KEY, 'heart', 'ward')('p7')).toBe(expected);
    expect(expected).toHaveLength(TOKEN_LENGTH);
  });

  it('of two studies have none in common, and none twice, among 500,000 patients each', () => {
    const [a, b] = [tokensOf(KEY, 'heart', 'ward'), tokensOf(KEY, 'stroke', 'ward')];
    const seen = new Set<string>();
    for (let i = 0; i < 500_000; i++) seen.add(a(`p${i}`)).add(b(`p${i}`));
    expect(seen.size).toBe(1_000_000);
  }, 300_000);

  it('of one study change with site, population and patient, and with nothing else', () => {
    const token = tokensOf(KEY, 'heart', 'ward')('p7');
    expect(tokensOf(KEY, 'heart', 'ward')('p7')).toBe(token);
    for (const other of [
      tokensOf(Buffer.alloc(32, 8), 'heart', 'ward')('p7'),
      tokensOf(KEY, 'heart', 'clinic')('p7'),
      tokensOf(KEY, 'heart', 'ward')('p8'),
      // Parts that run together are other parts.
      tokensOf(KEY, 'heart', 'war')('dp7'),
      tokensOf(KEY, 'hear', 'tward')('p7'),
    ])
      expect(other).not.toBe(token);
  });

  it('of the same patients in two studies are no nearer to each other than those of different ones (permutation test)', () => {
    // Bits in which two tokens agree, of the same patients; and of patients put together at random, a thousand times.
    const patients = Array.from({ length: 2000 }, (_, i) => `p${i}`);
    const [one, two] = ['heart', 'stroke'].map((study) => patients.map(tokensOf(KEY, study, 'ward'))) as [string[], string[]];
    const agreement = (order: readonly number[]): number =>
      order.reduce((sum, j, i) => sum + Array.from(one[i] ?? '').filter((char, at) => char === two[j]?.[at]).length, 0);
    const order = patients.map((_, i) => i);
    const own = agreement(order);
    const random = seededRandom('permutation');
    const word = new Uint32Array(1);
    let atLeast = 0;
    for (let round = 0; round < 200; round++) {
      for (let i = order.length - 1; i > 0; i--) {
        random.fill(new Uint8Array(word.buffer));
        const j = (word[0] ?? 0) % (i + 1);
        [order[i], order[j]] = [order[j] as number, order[i] as number];
      }
      if (agreement(order) >= own) atLeast++;
    }
    expect(atLeast / 200).toBeGreaterThan(0.01);
  }, 60_000);
});
