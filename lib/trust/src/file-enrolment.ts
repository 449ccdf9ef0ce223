import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Clock, ConsiliumError } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import { createRequest } from './certificate-request.ts';
import type { Identity } from './identity.ts';
import { keyWords } from './key-words.ts';
import { checkCertificate } from './peer-identity.ts';
import { publicKeyFingerprint } from './public-key-fingerprint.ts';
import { addRenewalProof } from './renewal.ts';
import { generateKeyPair, type KeyPairPem, keyPairOf } from './certificate-keys.ts';
import { readSecretFile, writeSecretFile } from './secret-file.ts';

/** How people know a key. */
export interface KeyFacts {
  /** SHA-256 of the public key, hex. */
  readonly fingerprint: string;
  /** Its beginning in words, for the telephone. */
  readonly words: string;
}

/** How people know a key. */
export function keyFacts(privateKeyPem: string): KeyFacts {
  const fingerprint = publicKeyFingerprint(privateKeyPem);
  return { fingerprint, words: keyWords(fingerprint) };
}

/** A key as both sides of an enrolment show it. */
export function keyLines(member: string, { fingerprint, words }: KeyFacts): readonly string[] {
  return [`Key of ${member}:`, `  ${words}`, `  SHA-256 ${fingerprint}`];
}

/**
 * The key that waits for its certificate: the one that is there, so that a request which is on its way stays good, or a new one,
 * on the disk before it is used.
 *
 * @throws ConsiliumError `KEY_INVALID`, `DISK_FULL`
 */
export async function waitingKey(path: string): Promise<KeyPairPem> {
  if (existsSync(path)) return keyPairOf(readSecretFile(path).toString('utf8'));
  const pair = await generateKeyPair();
  makePrivateFolder(dirname(path));
  writeSecretFile(path, pair.privateKeyPem);
  return pair;
}

/**
 * A member's certificate request, for the operator.
 *
 * @param keyInUse private key that was admitted before, which vouches for another one
 * @returns PEM
 */
export function requestFor(identity: Identity, keyPair: KeyPairPem, keyInUse?: string): string {
  const { csrPem } = createRequest({ identity, keyPair });
  return keyInUse === undefined ? csrPem : addRenewalProof(csrPem, keyInUse);
}

/**
 * Checks a certificate that came as a file: issued by the authority, valid now, for this key, and of nobody else.
 *
 * @throws ConsiliumError `CERTIFICATE_INVALID`, `KEY_INVALID`
 */
export function requireOwnCertificate(
  certificatePem: string,
  expected: Identity,
  check: { readonly authorityPem: string; readonly privateKeyPem: string; readonly clock: Pick<Clock, 'now'> },
): void {
  const { kind, id, consortium } = checkCertificate(certificatePem, check);
  if (kind === expected.kind && id === expected.id && consortium === expected.consortium) return;
  throw new ConsiliumError({
    code: 'CERTIFICATE_INVALID',
    message: `the certificate names ${kind} ${id} of ${consortium}, not ${expected.kind} ${expected.id} of ${expected.consortium}`,
  });
}
