import { createPublicKey, generateKeyPair as generateKeyPairCallback, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';

/** The curve of every certificate key that is made here, P-256 as Node names it: 128-bit security by NIST SP 800-57 part 1 rev. 5, table 2. */
export const CURVE = 'prime256v1';

/** A P-256 key in DER (RFC 5480): the curve by its name, the point uncompressed. Two encodings of one key would have two fingerprints. */
const EC_KEY_BYTES = 91;

/** Shorter RSA keys than this are refused: less than 128-bit security by the same table. */
const MIN_RSA_MODULUS_BITS = 3072;

/** Larger keys than this are refused: verifying with them costs a server more than asking costs a client. */
const MAX_RSA_MODULUS_BITS = 8192;

const RSA_EXPONENT = 65_537n;

/** Which keys are certified, in words for someone who has brought another. */
export const WANTED_KEY: string = `wanted is EC on the curve P-256, or RSA of ${MIN_RSA_MODULUS_BITS} to ${MAX_RSA_MODULUS_BITS} bits with exponent ${RSA_EXPONENT}`;

const OPTIONS = {
  namedCurve: CURVE,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;

/** A key pair as PEM: SPKI and PKCS#8. */
export interface KeyPairPem {
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
}

/** A fresh P-256 key pair, made off the main thread. */
export function generateKeyPair(): Promise<KeyPairPem> {
  return new Promise((resolve, reject) => {
    generateKeyPairCallback('ec', OPTIONS, (error, publicKeyPem, privateKeyPem) => {
      // Only a failing system generator comes here.
      /* v8 ignore next */
      if (error !== null) return reject(error);
      resolve({ publicKeyPem, privateKeyPem });
    });
  });
}

/** {@link generateKeyPair}, blocking: for commands and tests. */
export function generateKeyPairBlocking(): KeyPairPem {
  const { publicKey, privateKey } = generateKeyPairSync('ec', OPTIONS);
  return { publicKeyPem: publicKey, privateKeyPem: privateKey };
}

/** The pair of a private key that was made before. @throws ConsiliumError `KEY_INVALID` when it cannot be read */
export function keyPairOf(privateKeyPem: string): KeyPairPem {
  try {
    const publicKeyPem = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' }).toString();
    return { publicKeyPem, privateKeyPem };
  } catch (error) {
    throw new ConsiliumError({ code: 'KEY_INVALID', message: 'the private key cannot be read', cause: error });
  }
}

/**
 * Reads a public key that someone else made and checks that it is fit for a certificate.
 *
 * @throws ConsiliumError `REQUEST_INVALID` unless it is EC on P-256, or RSA of 3072 to 8192 bits with exponent 65537.
 */
export function checkedPublicKey(publicKeyPem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(publicKeyPem);
  } catch (error) {
    throw new ConsiliumError({ code: 'REQUEST_INVALID', message: `the public key cannot be read: ${WANTED_KEY}`, cause: error });
  }
  if (!isCertificateKey(key))
    throw new ConsiliumError({ code: 'REQUEST_INVALID', message: `the public key is ${kindOfKey(key)}: ${WANTED_KEY}` });
  return key;
}

/** Whether a key is of a kind that is certified, and that certifies. */
export function isCertificateKey(key: KeyObject): boolean {
  const { modulusLength = 0, publicExponent, namedCurve } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec':
      return namedCurve === CURVE && key.export({ type: 'spki', format: 'der' }).length === EC_KEY_BYTES;
    case 'rsa':
      return modulusLength >= MIN_RSA_MODULUS_BITS && modulusLength <= MAX_RSA_MODULUS_BITS && publicExponent === RSA_EXPONENT;
    default:
      return false;
  }
}

/** What a public key is, in words. */
export function kindOfKey(key: KeyObject): string {
  const { modulusLength, publicExponent, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return `RSA of ${modulusLength} bits with exponent ${publicExponent}`;
  if (namedCurve === CURVE) return 'EC on the curve P-256 in another encoding than the curve by name and the point uncompressed';
  const curve = key.asymmetricKeyType === 'ec' ? ` (${namedCurve ?? 'a curve by its parameters'})` : '';
  return `of the kind ${String(key.asymmetricKeyType)}${curve}`;
}
