import { isConsiliumError } from '@consilium/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divide, multiply } from './field-65536.ts';
import { joinSecret, SECRET_BYTES, splitSecret } from './shamir.ts';
import { testRandom } from './testing/consortium.ts';

/** Product of two polynomials over two elements, reduced bit by bit: by definition, without tables. */
function product(a: number, b: number): number {
  let result = 0;
  for (let bit = 15; bit >= 0; bit--) {
    result = result & 0x8000 ? (result << 1) ^ 0x1_100b : result << 1;
    if ((b >> bit) & 1) result ^= a;
  }
  return result;
}

describe('the field of 65,536 elements', () => {
  const element = fc.integer({ min: 0, max: 65_535 });

  it('multiplies as polynomials do, and divides back', () => {
    fc.assert(
      fc.property(element, element, (a, b) => {
        expect(multiply(a, b)).toBe(product(a, b));
        if (b !== 0) expect(divide(multiply(a, b), b)).toBe(a);
      }),
      { numRuns: 20_000, seed: 1 },
    );
  });

  it('has every nonzero element as a power of x', () => {
    const seen = new Set<number>();
    for (let i = 0, power = 1; i < 65_535; i++, power = multiply(power, 2)) seen.add(power);
    expect(seen.size).toBe(65_535);
    expect(seen.has(0)).toBe(false);
  });
});

describe('a shared secret', () => {
  it('comes back from any threshold of its shares, in any order', () => {
    const random = testRandom('shamir');
    const groups = fc.record({
      n: fc.integer({ min: 1, max: 40 }),
      t: fc.nat(),
      order: fc.nat(),
      first: fc.integer({ min: 1, max: 65_000 }),
    });
    fc.assert(
      fc.property(groups, ({ n, t, order, first }) => {
        const threshold = 1 + (t % n);
        const secret = new Uint8Array(SECRET_BYTES);
        random.fill(secret);
        const holders = Array.from({ length: n }, (_, i) => first + 3 * i);
        const shares = [...splitSecret(secret, threshold, holders, random)].sort(
          (a, b) => ((a.holder * (order + 1)) % 97) - ((b.holder * (order + 1)) % 97),
        );
        expect(new Uint8Array(joinSecret(shares, threshold))).toEqual(secret);
      }),
      { numRuns: 300, seed: 2 },
    );
  });

  it('is independent of fewer: for every value of the secret there is one polynomial through them', () => {
    // Two of three shares of one word, threshold 3: the third value runs through the field as the secret does.
    const secrets = new Set<string>();
    const [first, second] = splitSecret(new Uint8Array(SECRET_BYTES).fill(9), 3, [1, 2, 3], testRandom('independent'));
    if (first === undefined || second === undefined) throw new Error('three shares');
    for (let value = 0; value < 65_536; value++) {
      const bytes = Buffer.alloc(SECRET_BYTES);
      bytes.writeUInt16BE(value);
      secrets.add(
        joinSecret([first, second, { holder: 3, bytes }], 3)
          .subarray(0, 2)
          .toString('hex'),
      );
    }
    expect(secrets.size).toBe(65_536);
  });

  it.each<[string, () => unknown, string]>([
    ['another length', () => splitSecret(new Uint8Array(31), 1, [1], testRandom('x')), '32 bytes'],
    ['a threshold of none', () => splitSecret(new Uint8Array(32), 0, [1], testRandom('x')), 'threshold'],
    ['more than the holders', () => splitSecret(new Uint8Array(32), 3, [1, 2], testRandom('x')), 'threshold'],
    ['the holder zero, whose share is the secret', () => splitSecret(new Uint8Array(32), 2, [0, 1], testRandom('x')), 'from 1'],
    ['a holder twice', () => splitSecret(new Uint8Array(32), 2, [1, 1], testRandom('x')), 'same holder'],
    ['too few shares', () => joinSecret([{ holder: 1, bytes: new Uint8Array(32) }], 2), 'fewer than the threshold'],
    ['a share of another length', () => joinSecret([{ holder: 1, bytes: new Uint8Array(3) }], 1), '32 bytes'],
  ])('is refused with %s', (_, action, words) => {
    try {
      action();
      expect.unreachable();
    } catch (error) {
      if (!isConsiliumError(error, 'PARAMETER_INVALID')) throw error;
      expect(error.message).toContain(words);
    }
  });
});
