import { existsSync } from 'node:fs';
import { ConsiliumError } from '@consilium/core';
import { makePrivateFolder } from '@consilium/host';
import {
  beginKeyStore,
  generateKeyPair,
  type KeyStoreAddress,
  type KeyPairPem,
  keyPairOf,
  keyWords,
  publicKeyFingerprint,
  readSecretFile,
  writeSecretFile,
} from '@consilium/trust';
import { createPolicyFile } from '../gate/index.ts';
import type { SiteConfig, SiteFolder } from './site-folder.ts';

/** How people know a key. */
export interface KeyFacts {
  /** SHA-256 of the public key, hex. */
  readonly fingerprint: string;
  /** Its beginning in words, for the telephone. */
  readonly words: string;
}

/**
 * Makes the folder of a site, or goes on with one. The address may change, the name never: ledger, approvals and split secrets are
 * those of one site of one consortium.
 *
 * @param keyStore what is to seal the keys that are made here
 * @throws ConsiliumError `CONFIG_INVALID` when the folder is of another site, or holds keys that another key store seals, or none; `KEY_STORE_UNAVAILABLE`
 */
export function beginSite(folder: SiteFolder, config: SiteConfig, keyStore?: KeyStoreAddress): void {
  if (folder.exists()) {
    const { site, consortium } = folder.config();
    if (site !== config.site || consortium !== config.consortium) {
      throw new ConsiliumError({
        code: 'CONFIG_INVALID',
        message: `${folder.path} is the folder of site ${site} of ${consortium}, not of ${config.site} of ${config.consortium}, and nothing was changed`,
        advice:
          'Name another folder with --folder: a folder keeps its name, since its ledger says what the patients of that site have paid.',
      });
    }
  }
  makePrivateFolder(folder.path);
  // Before the first key: none ever lies there in the clear.
  if (keyStore !== undefined) beginKeyStore(folder.path, keyStore);
  makePrivateFolder(folder.statePath);
  createPolicyFile(folder.policyPath);
  folder.writeConfig(config);
}

/**
 * The key that waits for its certificate: the one that is there, so that a request which is on its way stays good, or a new one,
 * on the disk before it is used.
 */
export async function waitingKey(folder: SiteFolder): Promise<KeyPairPem> {
  if (existsSync(folder.pendingKeyPath)) return keyPairOf(readSecretFile(folder.pendingKeyPath).toString('utf8'));
  const pair = await generateKeyPair();
  writeSecretFile(folder.pendingKeyPath, pair.privateKeyPem);
  return pair;
}

/** How people know a key. */
export function keyFacts(privateKeyPem: string): KeyFacts {
  const fingerprint = publicKeyFingerprint(privateKeyPem);
  return { fingerprint, words: keyWords(fingerprint) };
}

/** A key as both sides of an enrolment show it. */
export function keyLines(site: string, { fingerprint, words }: KeyFacts): readonly string[] {
  return [`Key of ${site}:`, `  ${words}`, `  SHA-256 ${fingerprint}`];
}
