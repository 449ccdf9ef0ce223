import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/**
 * By what a key is known: SHA-256 of the public key (SPKI, DER), lower-case hex. It stays with the key through all of its
 * certificates, and is what is admitted, shown and compared.
 *
 * @param key a public key, or a private key as PEM, of which the public half is taken
 */
export function publicKeyFingerprint(key: KeyObject | string): string {
  const publicKey = typeof key === 'string' ? createPublicKey(key) : key;
  return keyFingerprint(publicKey.export({ type: 'spki', format: 'der' }));
}

/** {@link publicKeyFingerprint} of a key that is encoded already. @param info SPKI, DER */
export function keyFingerprint(info: Uint8Array): string {
  return createHash('sha256').update(info).digest('hex');
}
