import { createCipheriv, createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Randomness, randomId, secureRandom, seededRandom, shuffle, uniform53 } from './randomness.ts';

function take(random: Randomness, n: number): Buffer {
  const bytes = Buffer.alloc(n, 0xff);
  random.fill(bytes);
  return bytes;
}

/** Pearson's statistic of byte counts against the uniform law. */
function chiSquare(bytes: Uint8Array): number {
  const counts = new Float64Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  const expected = bytes.length / 256;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

it('a seeded stream is the AES-256-CTR keystream of the hashed seed', () => {
  const key = createHash('sha256').update('consilium/seeded-random/v1\0').update('heart').digest();
  const keystream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(200_000));
  expect(take(seededRandom('heart'), 200_000).equals(keystream)).toBe(true);
  // Pinned, so that a recorded rehearsal can be repeated by later versions.
  expect(take(seededRandom('heart'), 16).toString('hex')).toBe('b5838d1cff3307603606323447a67c9a');
});

it('how much is asked for at once does not change the stream', () => {
  const whole = take(seededRandom(1), 150_000);
  const random = seededRandom(1);
  const pieces = [1, 7, 16, 65_535, 1, 65_536, 0, 18_904].map((n) => take(random, n));
  expect(Buffer.concat(pieces).equals(whole)).toBe(true);
});

it('a number and its text are the same seed; other seeds give other streams', () => {
  expect(take(seededRandom(7), 32)).toEqual(take(seededRandom('7'), 32));
  expect(take(seededRandom(7), 32)).not.toEqual(take(seededRandom(8), 32));
});

it('forks depend on their label only, not on what was drawn before', () => {
  const parent = seededRandom('parent');
  const early = take(parent.fork('noise'), 64);
  take(parent, 1000);
  expect(take(parent.fork('noise'), 64)).toEqual(early);
  const streams = [parent.fork('noise'), parent.fork('sampling'), parent.fork('noise').fork('noise'), seededRandom('parent')];
  const texts = streams.map((stream) => take(stream, 64).toString('hex'));
  expect(new Set(texts).size).toBe(texts.length);
});

it('two forks, xored, look like noise: they are independent', () => {
  const parent = seededRandom('xor');
  const a = take(parent.fork('a'), 2 ** 18);
  const b = take(parent.fork('b'), 2 ** 18);
  // 255 degrees of freedom: mean 255, standard deviation 22.6; the seed is fixed.
  expect(chiSquare(a.map((byte, i) => byte ^ (b[i] ?? 0)))).toBeLessThan(255 + 6 * 22.6);
});

it('bytes are uniform', () => {
  const statistic = chiSquare(take(seededRandom('uniform'), 2 ** 20));
  expect(statistic).toBeGreaterThan(255 - 6 * 22.6);
  expect(statistic).toBeLessThan(255 + 6 * 22.6);
});

it('secure streams differ from each other and from their forks, and say what they are', () => {
  const random = secureRandom();
  const texts = [random, secureRandom(), random.fork('x'), random.fork('x')].map((r) => take(r, 32).toString('hex'));
  expect(new Set(texts).size).toBe(4);
  expect(random.kind).toBe('secure');
  expect(random.fork('x').kind).toBe('secure');
  expect(seededRandom(1).kind).toBe('seeded');
  expect(seededRandom(1).fork('x').kind).toBe('seeded');
  expect(chiSquare(take(random, 2 ** 18))).toBeLessThan(255 + 10 * 22.6);
});

it('uniform53 takes the top 53 bits of 8 bytes and stays below 1', () => {
  const fixed = (hex: string): Randomness => ({
    kind: 'seeded',
    fill: (target) => target.set(Buffer.from(hex, 'hex')),
    fork() {
      return this;
    },
  });
  expect(uniform53(fixed('0000000000000000'))).toBe(0);
  expect(uniform53(fixed('ffffffffffffffff'))).toBe(1 - 2 ** -53);
  expect(uniform53(fixed('8000000000000000'))).toBe(0.5);
  expect(uniform53(fixed('0000000000000800'))).toBe(2 ** -53);
  expect(uniform53(fixed('00000000000007ff'))).toBe(0);
  const random = seededRandom('uniform53');
  const draws = Array.from({ length: 20_000 }, () => uniform53(random));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(6 / Math.sqrt(12 * draws.length));
});

it('shuffles evenly: each of the six orders of three numbers as often as the others', () => {
  const random = seededRandom('shuffle');
  const orders = new Map<string, number>();
  const draws = 12_000;
  for (let i = 0; i < draws; i++) {
    const values = [1, 2, 3];
    shuffle(values, random);
    orders.set(values.join(''), (orders.get(values.join('')) ?? 0) + 1);
  }
  expect(orders.size).toBe(6);
  // Seven deviations of a count of a sixth.
  for (const count of orders.values()) expect(Math.abs(count - draws / 6)).toBeLessThan(7 * Math.sqrt((draws * 5) / 36));
});

it('identifiers have their prefix and 16 characters of an alphabet without i, l, o and u', () => {
  const random = seededRandom('ids');
  const ids = Array.from({ length: 500 }, () => randomId('run', random));
  for (const id of ids) expect(id).toMatch(/^run-[0-9a-hjkmnp-tv-z]{16}$/);
  expect(new Set(ids).size).toBe(500);
});
