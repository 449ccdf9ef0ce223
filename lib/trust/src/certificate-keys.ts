import {
  type AsymmetricKeyDetails,
  createPublicKey,
  generateKeyPair as generateKeyPairCallback,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { ConsiliumError } from '@consilium/core';

/**
 * Modulus of every certificate key: 128-bit security by NIST SP 800-57 part 1 rev. 5, table 2. (RSA and not an elliptic
 * curve because the certificate writer knows RSA only.)
 */
export const RSA_MODULUS_BITS = 3072;

/** Larger keys than this are refused: verifying with them costs a server more than asking costs a client. */
const MAX_RSA_MODULUS_BITS = 8192;

const PUBLIC_EXPONENT = 65_537n;

/** Which keys are certified, in words for someone who has brought another. */
export const WANTED_KEY: string = `wanted is RSA of ${RSA_MODULUS_BITS} to ${MAX_RSA_MODULUS_BITS} bits with exponent ${PUBLIC_EXPONENT}`;

const OPTIONS = {
  modulusLength: RSA_MODULUS_BITS,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;

/** A key pair as PEM: SPKI and PKCS#8. */
export interface KeyPairPem {
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
}

/** A fresh RSA-3072 key pair, made off the main thread (about 0.3 s). */
export function generateKeyPair(): Promise<KeyPairPem> {
  return new Promise((resolve, reject) => {
    generateKeyPairCallback('rsa', OPTIONS, (error, publicKeyPem, privateKeyPem) => {
      // Only a failing system generator comes here.
      /* v8 ignore next */
      if (error !== null) return reject(error);
      resolve({ publicKeyPem, privateKeyPem });
    });
  });
}

/** {@link generateKeyPair}, blocking: for commands and tests. */
export function generateKeyPairBlocking(): KeyPairPem {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', OPTIONS);
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
 * @throws ConsiliumError `REQUEST_INVALID` unless it is RSA of 3072 to 8192 bits with exponent 65537.
 */
export function checkedRsaPublicKey(publicKeyPem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(publicKeyPem);
  } catch (error) {
    throw new ConsiliumError({ code: 'REQUEST_INVALID', message: `the public key cannot be read: ${WANTED_KEY}`, cause: error });
  }
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails as AsymmetricKeyDetails;
  if (
    key.asymmetricKeyType !== 'rsa' ||
    modulusLength === undefined ||
    modulusLength < RSA_MODULUS_BITS ||
    modulusLength > MAX_RSA_MODULUS_BITS ||
    publicExponent !== PUBLIC_EXPONENT
  )
    throw new ConsiliumError({ code: 'REQUEST_INVALID', message: `the public key is ${kindOfKey(key)}: ${WANTED_KEY}` });
  return key;
}

/** What a public key is, in words. */
export function kindOfKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { modulusLength, publicExponent, namedCurve } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'rsa') return `RSA of ${modulusLength} bits with exponent ${publicExponent}`;
  return namedCurve === undefined ? String(asymmetricKeyType) : `${asymmetricKeyType} (${namedCurve})`;
}
