import type { KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '@consilium/core';
import { signFiles } from '../signature/model-signature.ts';
import { MANIFEST_FILE, SIGNATURE_FILE } from './dossier-paths.ts';
import { hashFolder } from './hash-folder.ts';
import { type DossierHead, manifestText } from './manifest.ts';

/**
 * Closes a folder of files as a dossier: lists them in `manifest.json` and signs them all.
 *
 * @returns address of the dossier: SHA-256 of its manifest. The same files and the same head have the same one.
 * @throws ConsiliumError `DOSSIER_ALTERED` where the folder holds what no dossier may, and what writing throws
 */
export function sealDossier(folder: string, head: DossierHead, key: KeyObject): string {
  const files = hashFolder(folder);
  const manifest = manifestText(head, files);
  const address = sha256Hex(manifest);
  writeFileSync(join(folder, MANIFEST_FILE), manifest, { flag: 'wx' });
  const digests = new Map([...files].map(([path, { sha256 }]) => [path, sha256]));
  writeFileSync(join(folder, SIGNATURE_FILE), signFiles(digests.set(MANIFEST_FILE, address), head.study, key), { flag: 'wx' });
  return address;
}
