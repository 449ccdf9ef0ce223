import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  sign as cryptoSign,
  verify as cryptoVerify,
} from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { type Label, labelText } from './fields.ts';
import { remembered } from './remembered.ts';

/** Bytes of every key, seed and nonce of the protocol. */
export const KEY_BYTES = 32;
/** Bytes of an Ed25519 signature (RFC 8032). */
export const SIGNATURE_BYTES = 64;

type Curve = 'X25519' | 'Ed25519';

/** A key pair that a 32-byte seed stands for: the seed is the private key. */
export interface KeyPair {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly secret: KeyObject;
}

/** Keys as JSON Web Keys (RFC 8037): read ten times as fast as DER, and a round makes and reads as many as pairs of sites. */
const OKP = { kty: 'OKP' } as const;
/** A private key names its public key too; what it is follows from the private one alone. */
const UNKNOWN = Buffer.alloc(KEY_BYTES).toString('base64url');

function keyPair(curve: Curve, seed: Uint8Array): KeyPair {
  if (seed.length !== KEY_BYTES) throw invalid(`a seed has ${KEY_BYTES} bytes, not ${seed.length}`);
  const d = Buffer.from(seed).toString('base64url');
  const secret = createPrivateKey({ key: { ...OKP, crv: curve, d, x: UNKNOWN }, format: 'jwk' });
  const { x = '' } = createPublicKey(secret).export({ format: 'jwk' });
  return { publicKey: new Uint8Array(Buffer.from(x, 'base64url')), secret };
}

function openKey(curve: Curve, bytes: Uint8Array): KeyObject {
  if (bytes.length !== KEY_BYTES) throw invalid(`a public key has ${KEY_BYTES} bytes, not ${bytes.length}`);
  return createPublicKey({ key: { ...OKP, crv: curve, x: Buffer.from(bytes).toString('base64url') }, format: 'jwk' });
}

/** Signatures of few sites are checked, and each several times a round. */
const openSigner = remembered((publicKey: Uint8Array) => openKey('Ed25519', publicKey));

/** The X25519 key pair of a seed (RFC 7748). @throws ConsiliumError `KEY_INVALID` */
export const agreementKey: (seed: Uint8Array) => KeyPair = remembered((seed: Uint8Array) => keyPair('X25519', seed));

/** The Ed25519 key pair of a seed (RFC 8032). @throws ConsiliumError `KEY_INVALID` */
export function signingKey(seed: Uint8Array): KeyPair {
  return keyPair('Ed25519', seed);
}

/**
 * The key that two sites share for one purpose: HKDF-SHA-256 (RFC 5869) of their X25519 secret, with the context of the exchange as salt.
 *
 * @returns 32 bytes
 * @throws ConsiliumError `KEY_INVALID` for a public key of small order, which would fix the secret
 */
export function agreedKey(own: KeyPair, other: Uint8Array, context: Uint8Array, label: Label, info: string): Buffer {
  return derivedKey(agreedSecret(own, other), context, label, info);
}

/** Two sites derive several keys from one secret. */
const agreedSecret = remembered((own: KeyPair, other: Uint8Array): Buffer => {
  try {
    return diffieHellman({ privateKey: own.secret, publicKey: openKey('X25519', other) });
  } catch (error) {
    throw invalid('no secret can be agreed with this public key', error);
  }
});

/**
 * Every encoding of an X25519 point whose order divides eight, but for the highest bit, which RFC 7748 leaves out: coordinates 0, 1 and -1, the
 * two of order eight, and 0 and 1 once more as p and p + 1 (Bernstein, https://cr.yp.to/ecdh.html#validate).
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/**
 * The same points as keys of Ed25519, by y = (u - 1) / (u + 1) (RFC 7748 section 4.1), but for the highest bit, the sign of x: with one of them as key,
 * a signature that fits one text fits every eighth other one, and nobody needs a secret.
 */
const SMALL_ORDER_SIGNERS: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** Whether an Ed25519 public key binds signatures to one holder of a secret: it is one, and not one of small order. */
export function isSigningKey(publicKey: Uint8Array): boolean {
  return publicKey.length === KEY_BYTES && !SMALL_ORDER_SIGNERS.has(withoutHighestBit(publicKey));
}

/** Whether secrets can be agreed with an X25519 public key: it is one, and not one of small order, which would fix them. */
export function isAgreementKey(publicKey: Uint8Array): boolean {
  return publicKey.length === KEY_BYTES && !SMALL_ORDER.has(withoutHighestBit(publicKey));
}

function withoutHighestBit(publicKey: Uint8Array): string {
  const coordinate = Buffer.from(publicKey);
  coordinate[KEY_BYTES - 1] = (coordinate[KEY_BYTES - 1] ?? 0) & 0x7f;
  return coordinate.toString('hex');
}

/** Number of the block, at the end of what is hashed for it (RFC 5869 section 2.3). */
const FIRST_BLOCK: Uint8Array = Uint8Array.of(1);

/**
 * A key for one purpose from a secret: HKDF-SHA-256 (RFC 5869), 32 bytes; the context of the exchange is the salt. Written out: the secret of two sites
 * is extracted once for all its keys, and one block of the hash is all that a key takes.
 */
export function derivedKey(secret: Uint8Array, context: Uint8Array, label: Label, info: string): Buffer {
  return createHmac('sha256', extracted(context, secret))
    .update(`${labelText(label)}/${info}`)
    .update(FIRST_BLOCK)
    .digest();
}

/** HKDF-Extract (RFC 5869 section 2.2). */
const extracted = remembered((context: Uint8Array, secret: Uint8Array): Buffer => {
  return createHmac('sha256', context).update(secret).digest();
});

/** The Ed25519 signature of bytes, 64 bytes. */
export function sign(key: KeyPair, bytes: Uint8Array): Uint8Array {
  return new Uint8Array(cryptoSign(null, bytes, key.secret));
}

/** Whether a signature is of these bytes by this public key; `false` for anything that is no signature or no key. */
export function verifies(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  return cryptoVerify(null, bytes, openSigner(publicKey), signature);
}

function invalid(message: string, cause?: unknown): ConsiliumError<'KEY_INVALID'> {
  return new ConsiliumError({ code: 'KEY_INVALID', message, cause });
}
