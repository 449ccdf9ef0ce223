import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { verifiedRequestKey } from './certificate-request.ts';
import { publicKeyFingerprint } from './public-key-fingerprint.ts';
import { checkedPublicKey } from './certificate-keys.ts';

const PROOF = 'CONSILIUM PROOF OF THE OLD KEY';
const OLD_KEY = 'PUBLIC KEY';
/** Signed before the new key: what signs TLS handshakes must not be made to sign a renewal. */
const CONTEXT = 'consilium renewal 1\n';

/** What a certificate request asks for, once everything in it is proved. */
export interface CheckedRequest {
  /** Fingerprint of the key to certify ({@link publicKeyFingerprint}). */
  readonly key: string;
  /** Fingerprint of the key that vouches for it, of a site that renews; else undefined. */
  readonly provedKey: string | undefined;
}

/**
 * Adds to a request the proof that the asker holds the key that was admitted before: the old key signs the new one.
 *
 * @param oldKeyPem the private key in use
 * @returns the request followed by the old public key and the signature, as PEM
 */
export function addRenewalProof(csrPem: string, oldKeyPem: string): string {
  const signature = sign('sha256', signedBytes(verifiedRequestKey(csrPem)), createPrivateKey(oldKeyPem));
  const old = createPublicKey(oldKeyPem).export({ type: 'spki', format: 'pem' }).toString();
  return [csrPem.trimEnd(), old.trimEnd(), pem(PROOF, signature), ''].join('\n');
}

/**
 * Checks a request and, if it brings one, the proof of an old key.
 *
 * @throws ConsiliumError `REQUEST_INVALID` when it cannot be read, is not signed by its own key, or its proof does not hold
 */
export function checkRequest(requestPem: string): CheckedRequest {
  const key = verifiedRequestKey(requestPem);
  const proof = block(requestPem, PROOF);
  if (proof === undefined) return { key: publicKeyFingerprint(key), provedKey: undefined };
  const old = block(requestPem, OLD_KEY);
  if (old === undefined) throw invalid('the proof of the old key comes without that key');
  const oldKey = checkedPublicKey(pem(OLD_KEY, old));
  if (!verify('sha256', signedBytes(key), oldKey, proof)) throw invalid('the proof of the old key does not hold');
  return { key: publicKeyFingerprint(key), provedKey: publicKeyFingerprint(oldKey) };
}

function signedBytes(key: KeyObject): Buffer {
  return Buffer.concat([Buffer.from(CONTEXT, 'utf8'), key.export({ type: 'spki', format: 'der' })]);
}

function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
}

function block(text: string, label: string): Buffer | undefined {
  const [, body] = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`).exec(text) ?? [];
  return body === undefined ? undefined : Buffer.from(body, 'base64');
}

function invalid(message: string): ConsiliumError<'REQUEST_INVALID'> {
  return new ConsiliumError({ code: 'REQUEST_INVALID', message });
}
