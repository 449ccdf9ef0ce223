import type { KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, ConsiliumError, fromUnknown, sha256Hex } from '@consilium/core';
import { signedFiles } from '../signature/model-signature.ts';
import { untrusted } from './canonical-text.ts';
import { MANIFEST_FILE, SIGNATURE_FILE } from './dossier-paths.ts';
import { type HashedFile, hashFolder } from './hash-folder.ts';
import { isListed, type Manifest, parseManifest } from './manifest.ts';

/** Longer texts than this are no manifest and no signature: neither speaks of more than some hundred files. */
const MOST_BYTES = 1024 * 1024;

/** A dossier that is as it was signed. */
export interface VerifiedDossier {
  /** Address of the dossier: SHA-256 of its manifest, hex. */
  readonly address: string;
  readonly manifest: Manifest;
}

/**
 * Verifies a dossier: the key made its signature, and its files are those that were signed, each byte of them, none more and none fewer. Asks
 * nobody, and needs nothing but the folder and the key.
 *
 * @throws ConsiliumError `DOSSIER_UNTRUSTED` where the key did not sign it, `DOSSIER_ALTERED` where it is not as it was signed, `FILE_UNREADABLE`
 */
export function verifyDossier(folder: string, key: KeyObject): VerifiedDossier {
  const files = hashFolder(folder);
  const signature = textOf(folder, files, SIGNATURE_FILE, () =>
    untrusted(`${folder} has no ${SIGNATURE_FILE}: nobody has signed it`),
  );
  const signed = signedFiles(signature, key);
  const found = new Map([...files].filter(([path]) => path !== SIGNATURE_FILE).map(([path, { sha256 }]) => [path, sha256]));
  requireSame(found, signed);
  const content = textOf(folder, files, MANIFEST_FILE, () => altered(`${folder} has no ${MANIFEST_FILE}`));
  const manifest = parseManifest(content);
  const listed = new Map(manifest.files.map(({ path, bytes, sha256 }) => [path, { bytes, sha256 }]));
  const kept = new Map([...files].filter(([path]) => isListed(path)));
  if (canonicalJson(manifestView(listed)) !== canonicalJson(manifestView(kept)) || listed.size !== manifest.files.length)
    throw altered(`${MANIFEST_FILE} lists other files than were signed`);
  return { address: sha256Hex(content), manifest };
}

/** @throws ConsiliumError `DOSSIER_ALTERED` with the file that tells them apart */
function requireSame(found: ReadonlyMap<string, string>, signed: ReadonlyMap<string, string>): void {
  for (const [path, sha256] of signed) {
    if (!found.has(path)) throw altered(`${JSON.stringify(path)} was signed and is missing`);
    if (found.get(path) !== sha256) throw altered(`${path} is not as it was signed`);
  }
  for (const path of found.keys()) if (!signed.has(path)) throw altered(`${path} was not signed`);
}

/** A file as it was when it was hashed. */
function textOf(folder: string, files: ReadonlyMap<string, HashedFile>, name: string, missing: () => ConsiliumError): Uint8Array {
  const file = files.get(name);
  if (file === undefined) throw missing();
  const path = join(folder, name);
  try {
    if (statSync(path).size > MOST_BYTES) throw altered(`${name} is longer than any`);
    const content = readFileSync(path);
    if (sha256Hex(content) !== file.sha256) throw altered(`${name} changes while it is read`);
    return content;
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function manifestView(files: ReadonlyMap<string, HashedFile>): Record<string, { bytes: number; sha256: string }> {
  return Object.fromEntries([...files].map(([path, { bytes, sha256 }]) => [path, { bytes, sha256 }]));
}

function altered(message: string): ConsiliumError<'DOSSIER_ALTERED'> {
  return new ConsiliumError({ code: 'DOSSIER_ALTERED', message });
}
