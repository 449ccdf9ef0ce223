import { diffieHellman, createPublicKey } from 'node:crypto';
import { seededRandom } from '@consilium/core';
import { expect, it } from 'vitest';
import { agreementKey, isAgreementKey, KEY_BYTES } from './keys.ts';

const P = 2n ** 255n - 19n;
const own = agreementKey(new Uint8Array(KEY_BYTES).fill(9));

function bytesOf(coordinate: bigint, highest = 0): Uint8Array {
  const bytes = Buffer.from(coordinate.toString(16).padStart(2 * KEY_BYTES, '0'), 'hex').reverse();
  bytes[KEY_BYTES - 1] = (bytes[KEY_BYTES - 1] ?? 0) | highest;
  return new Uint8Array(bytes);
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
