import { diffieHellman, createPublicKey } from 'node:crypto';
import { seededRandom } from '@consilium/core';
import { expect, it } from 'vitest';
import { agreementKey, isAgreementKey, isSigningKey, KEY_BYTES, verifies } from './keys.ts';
import { keyOf } from './testing/consortium.ts';

const P = 2n ** 255n - 19n;
const own = agreementKey(new Uint8Array(KEY_BYTES).fill(9));

function bytesOf(coordinate: bigint, highest = 0): Uint8Array {
  const bytes = Buffer.from(coordinate.toString(16).padStart(2 * KEY_BYTES, '0'), 'hex').reverse();
  bytes[KEY_BYTES - 1] = (bytes[KEY_BYTES - 1] ?? 0) | highest;
  return new Uint8Array(bytes);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let factor = ((base % P) + P) % P;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * factor) % P;
    factor = (factor * factor) % P;
  }
  return result;
}

/** Whether the library agrees on a secret with it. */
function agrees(publicKey: Uint8Array): boolean {
  const x = Buffer.from(publicKey).toString('base64url');
  try {
    diffieHellman({
      privateKey: own.secret,
      publicKey: createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' }),
    });
    return true;
  } catch {
    return false;
  }
}

/** Coordinates of the points of order eight: roots of the division polynomial u^4 + 4Au^3 + 6u^2 - 1 less those of smaller order. */
const ORDER_EIGHT = [
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
].map((hex) => BigInt(`0x${Buffer.from(hex, 'hex').reverse().toString('hex')}`));
const SMALL = [0n, 1n, P - 1n, P, P + 1n, ...ORDER_EIGHT];

it('no secret is agreed with a point of small order, in whatever encoding, as the library says too', () => {
  for (const coordinate of SMALL)
    for (const highest of [0, 0x80])
      expect([coordinate, isAgreementKey(bytesOf(coordinate, highest)), agrees(bytesOf(coordinate, highest))]).toEqual([
        coordinate,
        false,
        false,
      ]);
});

it('no signature is believed by a key of small order, in whatever encoding: these sign nearly every text without a secret', () => {
  const inverse = (of: bigint): bigint => power(of, P - 2n);
  const signers = ORDER_EIGHT.map((u) => ((((u - 1n) * inverse(u + 1n)) % P) + P) % P);
  let forged = 0;
  for (const y of [0n, 1n, P - 1n, P, P + 1n, ...signers])
    for (const highest of [0, 0x80]) {
      const key = bytesOf(y, highest);
      expect([y, isSigningKey(key)]).toEqual([y, false]);
      // R is the same point and s = 0: it fits a text when 1 + its hash is a multiple of the order.
      const forgery = Buffer.concat([key, new Uint8Array(32)]);
      for (let text = 0; text < 64; text++) if (verifies(key, Uint8Array.of(text), forgery)) forged += 1;
    }
  expect(forged).toBeGreaterThan(64);
  expect([keyOf('a').publicKey, bytesOf(2n), bytesOf(4n)].map(isSigningKey)).toEqual([true, true, true]);
});

it('every other key of 32 bytes is one, its neighbours and coordinates beyond the prime too', () => {
  const random = seededRandom('keys');
  const near = SMALL.flatMap((coordinate) => [coordinate - 1n, coordinate + 1n]).filter((u) => u >= 0n && !SMALL.includes(u));
  const beyond = Array.from({ length: 17 }, (_, i) => P + 2n + BigInt(i));
  const drawn = Array.from({ length: 200 }, () => {
    const bytes = new Uint8Array(KEY_BYTES);
    random.fill(bytes);
    return bytes;
  });
  for (const key of [...[...near, ...beyond].map((u) => bytesOf(u)), ...drawn])
    expect([Buffer.from(key).toString('hex'), isAgreementKey(key), agrees(key)]).toEqual([
      Buffer.from(key).toString('hex'),
      true,
      true,
    ]);
  for (const length of [0, 31, 33]) expect(isAgreementKey(new Uint8Array(length).fill(7))).toBe(false);
});
