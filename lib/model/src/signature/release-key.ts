import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { generateKeyPair, readSecretFile, writeSecretFile } from '@consilium/trust';

/** P-256, the curve that verifiers of the OpenSSF take; SHA-256 goes with it (Sigstore's registry of algorithms). */
const CURVE = 'prime256v1';

/** What the name of a public key ends with, beside its secret half. */
const PUBLIC_ENDING = '.pub';

/** A new key, in two files. */
export interface ReleaseKeyFiles {
  readonly secret: string;
  readonly public: string;
  readonly fingerprint: string;
}

/**
 * Makes a key that signs dossiers: `path` (PKCS#8 PEM, for its owner alone) and `path.pub` (SPKI PEM, for everybody).
 *
 * @throws ConsiliumError `TARGET_EXISTS`: a key is never overwritten; `DISK_FULL`, `FILE_UNREADABLE`
 */
export async function makeReleaseKey(path: string): Promise<ReleaseKeyFiles> {
  const publicPath = `${path}${PUBLIC_ENDING}`;
  const taken = [path, publicPath].find((file) => existsSync(file));
  if (taken !== undefined)
    throw new ConsiliumError({
      code: 'TARGET_EXISTS',
      message: `${taken} is there already`,
      advice: 'Name another file with --out: a key is never overwritten.',
    });
  const { publicKeyPem, privateKeyPem } = await generateKeyPair();
  writeSecretFile(path, privateKeyPem);
  try {
    writeFileSync(publicPath, publicKeyPem, { flag: 'wx' });
  } catch (error) {
    throw fromUnknown(error, publicPath);
  }
  return { secret: path, public: publicPath, fingerprint: keyHint(createPublicKey(publicKeyPem)) };
}

/** The secret key in a file that only its owner may read. @throws ConsiliumError `KEY_INVALID` unless it is one on P-256 */
export function readReleaseKey(path: string): KeyObject {
  const pem = readSecretFile(path);
  return checked(() => createPrivateKey(pem), path, 'secret');
}

/** The public key in a file. @throws ConsiliumError `KEY_INVALID` unless it is one on P-256, `FILE_UNREADABLE` */
export function readPublicKey(path: string): KeyObject {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
  if (pem.includes('PRIVATE KEY'))
    throw new ConsiliumError({
      code: 'KEY_INVALID',
      message: `${path} is a secret key`,
      advice: `Name the public key, which ends in ${PUBLIC_ENDING}: who verifies needs no secret.`,
    });
  return checked(() => createPublicKey(pem), path, 'public');
}

/** How signatures name the key that made them: SHA-256 of the public key as PEM, as OpenSSF Model Signing has it. */
export function keyHint(key: KeyObject): string {
  const pem = publicHalf(key).export({ type: 'spki', format: 'pem' });
  return createHash('sha256').update(pem).digest('hex');
}

/** The public half of either half. */
export function publicHalf(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key;
}

function checked(read: () => KeyObject, path: string, kind: string): KeyObject {
  let key: KeyObject | undefined;
  let cause: unknown;
  try {
    key = read();
  } catch (error) {
    cause = error;
  }
  if (key?.asymmetricKeyDetails?.namedCurve === CURVE) return key;
  throw new ConsiliumError({
    code: 'KEY_INVALID',
    message: `${path} is no ${kind} key on the curve P-256 in PEM`,
    advice: 'Name a key that "consilium model key" has made.',
    ...(cause === undefined ? {} : { cause }),
  });
}
