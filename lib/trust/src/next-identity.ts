import { createPrivateKey, X509Certificate } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { readFileIfPresent, syncFolder, writeFileDurably } from '@consilium/host';
import { IDENTITY_FILES } from './identity-files.ts';
import { generateKeyPair, type KeyPairPem, keyPairOf } from './certificate-keys.ts';
import { readSecretFile, writeSecretFile } from './secret-file.ts';

/**
 * A renewal on the disk, in the folder of the identity that it renews. Whatever moment a process is killed at, the folder holds an identity
 * that works:
 *
 * | killed after | on disk | works | goes on |
 * | --- | --- | --- | --- |
 * | `nextKey` | the next key | the old identity | asks with the same key, for which alone it may have been admitted |
 * | `writeNextCertificate` | the next identity, whole | both, until the next one is used | tries the next one |
 * | the first step of `promoteNext` | the certificate in its place, its key still beside it | the new identity | reading finds the key that fits; the next write puts it in its place |
 * | `promoteNext` | the new identity | the new identity | |
 */
const NEXT = { key: 'next-key.pem', certificate: 'next-certificate.pem' } as const;

/** A certificate and its key. */
export interface NextIdentity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** The key that is to follow: the one that waits, or a new one, on the disk and its owner's only before anybody learns of it. */
export async function nextKey(folder: string): Promise<KeyPairPem> {
  completePromotion(folder);
  const waiting = readKey(folder);
  if (waiting !== undefined) return keyPairOf(waiting);
  const pair = await generateKeyPair();
  writeSecretFile(join(folder, NEXT.key), pair.privateKeyPem);
  return pair;
}

/** The key of {@link nextKey} that waits, as PEM; `undefined` when none does. @throws ConsiliumError `KEY_INVALID` */
export function readNextKey(folder: string): string | undefined {
  completePromotion(folder);
  return readKey(folder);
}

/** Keeps the certificate of {@link nextKey}, which the caller has checked; the identity in use stays. */
export function writeNextCertificate(folder: string, certificatePem: string): void {
  writeFileDurably(join(folder, NEXT.certificate), certificatePem);
}

/** The identity that is to follow, once its certificate is there. @throws ConsiliumError `KEY_INVALID` */
export function readNextIdentity(folder: string): NextIdentity | undefined {
  const certificatePem = readFileIfPresent(join(folder, NEXT.certificate))?.toString('utf8');
  const privateKeyPem = readKey(folder);
  if (certificatePem === undefined || privateKeyPem === undefined || !fits(certificatePem, privateKeyPem)) return undefined;
  return { certificatePem, privateKeyPem };
}

/** Puts the next identity in the place of the one in use, which is gone then. Nothing happens where there is none. @throws ConsiliumError */
export function promoteNext(folder: string): void {
  if (readNextIdentity(folder) === undefined) return;
  move(folder, NEXT.certificate, IDENTITY_FILES.certificate);
  move(folder, NEXT.key, IDENTITY_FILES.key);
}

/** Forgets the next identity: it is not wanted where it was made for. */
export function dropNext(folder: string): void {
  completePromotion(folder);
  for (const name of [NEXT.certificate, NEXT.key]) rmSync(join(folder, name), { force: true });
  syncFolder(folder);
}

/** Finishes what a process that was killed in {@link promoteNext} began. */
export function completePromotion(folder: string): void {
  const certificatePem = readFileIfPresent(join(folder, IDENTITY_FILES.certificate))?.toString('utf8');
  if (certificatePem !== undefined && promotedKey(folder, certificatePem) !== undefined)
    move(folder, NEXT.key, IDENTITY_FILES.key);
}

/** The waiting key, if it is that of a certificate which is in its place already. */
export function promotedKey(folder: string, certificatePem: string): string | undefined {
  const key = readKey(folder);
  return key !== undefined && fits(certificatePem, key) ? key : undefined;
}

function readKey(folder: string): string | undefined {
  const path = join(folder, NEXT.key);
  return readFileIfPresent(path) === undefined ? undefined : readSecretFile(path).toString('utf8');
}

function fits(certificatePem: string, privateKeyPem: string): boolean {
  try {
    return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch {
    // Half of a pair, or damaged: reading the identity in use says so of that one.
    return false;
  }
}

function move(folder: string, from: string, to: string): void {
  try {
    renameSync(join(folder, from), join(folder, to));
    syncFolder(folder);
  } catch (error) {
    throw fromUnknown(error, join(folder, to));
  }
}
