import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PackageError } from './package-error.mjs';

/** The file of checksums; its signature bears the same name and `.sig`. */
export const CHECKSUMS = 'SHA256SUMS';

/**
 * Writes the checksums of files, as `sha256sum --check` reads them.
 * @param {string[]} paths
 * @param {string} folder
 */
export function writeChecksums(paths, folder) {
  const lines = paths.map((path) => `${createHash('sha256').update(readFileSync(path)).digest('hex')}  ${basename(path)}\n`);
  writeFileSync(join(folder, CHECKSUMS), lines.sort((a, b) => (a.slice(64) < b.slice(64) ? -1 : 1)).join(''));
}

/**
 * Reads the key of releases.
 * @param {string} path of an Ed25519 key, as PEM
 * @throws {PackageError} when it is none
 */
export function readReleaseKey(path) {
  const advice = 'Make one with: openssl genpkey -algorithm ed25519 -out release.key';
  try {
    const key = createPrivateKey(readFileSync(path));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw new PackageError(`The key ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, advice);
  }
  throw new PackageError(`The key ${path} is not an Ed25519 key.`, advice);
}

/**
 * Signs the checksums with Ed25519 (RFC 8032): 64 bytes, as `openssl pkeyutl -verify -rawin` reads them.
 * @param {import('node:crypto').KeyObject} key
 * @param {string} folder
 * @returns {string} the public key, as PEM
 */
export function signChecksums(key, folder) {
  writeFileSync(join(folder, `${CHECKSUMS}.sig`), sign(null, readFileSync(join(folder, CHECKSUMS)), key));
  return String(createPublicKey(key).export({ type: 'spki', format: 'pem' }));
}
