import { readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ConsiliumError, fromUnknown, isConsiliumError, secureRandom, type SecureRandom } from '@consilium/core';
import { PRIVATE_FILE_MODE, syncFolder, writeFileDurably } from '@consilium/host';
import { readOwnerOnlyFile } from '../owner-only-file.ts';
import { SEALING_KEY_BYTES } from '../sealed-format.ts';
import { type KeyStoreAddress, writeKeyStore } from './address.ts';
import { type KeyStoreFile, readKeyStoreFile, writeKeyStoreFile } from './key-store-file.ts';
import { isSealedSecret, sealedFolderOf, sealSecret } from './sealed-folder.ts';
import { unwrapDataKey, wrapDataKey } from './wrapping.ts';

/** Names that files with secrets have, wherever they lie: `key.pem`, `next-key.pem`, `pending-key.pem`, `sealing.key`, `signing.key`... */
const SECRET_NAME = /(?:\.key|(?:^|-)key\.pem)$/;
/** What a process that was killed has left of writing one. */
const LEFT_BEHIND = /(?:\.key|(?:^|-)key\.pem)\.new(?:[_-].*)?$/;

/** What holds the secrets of a folder. */
export interface KeysStanding {
  /** As {@link writeKeyStore} writes it; `undefined` where files and their mode are all there is. */
  readonly store: string | undefined;
  /** Whether sealing was finished. */
  readonly complete: boolean;
  /** Files with secrets, from the folder on. */
  readonly sealed: readonly string[];
  readonly clear: readonly string[];
}

/** What holds the secrets of a folder after it was to be sealed. */
export interface SealedStanding extends KeysStanding {
  /** Whether anything was left to do. */
  readonly changed: boolean;
}

/** How to seal a folder. */
export interface SealInit {
  /** Folder of a site or coordinator that nobody works on. */
  readonly folder: string;
  /** @default the one that it has */
  readonly store?: KeyStoreAddress;
  /** Files with secrets under other names. */
  readonly others?: readonly string[];
  /** Seals what is no file of this kind, such as the rows of a database; may be called again after a crash. */
  readonly contents?: () => Promise<void>;
  /** Writes down that the folder was sealed, when it is and before that counts: after a crash in between it is written down again. */
  readonly record?: () => Promise<void>;
  /** @default the operating system's generator */
  readonly random?: SecureRandom;
}

/** Looks at a folder; asks no key store. @throws ConsiliumError `CONFIG_INVALID`, `FILE_UNSAFE`, `KEY_INVALID` */
export function keysStanding(folder: string, others: readonly string[] = []): KeysStanding {
  const store = readKeyStoreFile(folder)?.file;
  const sealed: string[] = [];
  const clear: string[] = [];
  for (const path of secretsIn(folder, others)) {
    const content = readOwnerOnlyFile(path);
    if (content !== undefined) (isSealedSecret(content) ? sealed : clear).push(relative(folder, path));
  }
  return {
    store: store === undefined ? undefined : writeKeyStore(store.address),
    complete: store?.complete ?? false,
    sealed,
    clear,
  };
}

/** {@link KeysStanding} in a sentence. */
export function keysText({ store, complete, sealed, clear }: KeysStanding): string {
  const all = sealed.length + clear.length;
  if (store === undefined) return `no key store seals its secrets (${all}): they lie in files that this user alone may read`;
  if (complete && clear.length === 0) return `all of its secrets (${all}) are sealed by ${store}`;
  return `of its secrets (${all}), ${clear.length} are not sealed by ${store} yet`;
}

/**
 * {@link KeysStanding} for people, with what to do.
 *
 * @param seal the command that seals the folder
 */
export function keysLines(standing: KeysStanding, seal: string): readonly string[] {
  const { store, complete, clear } = standing;
  const head = `This folder: ${keysText(standing)}.`;
  if (store === undefined) return [head, `Seal them: ${seal} --key-store passphrase:FILE`];
  return [head, ...clear.map((path) => `  ${path}`), ...(complete && clear.length === 0 ? [] : [`Finish it: ${seal}`])];
}

/**
 * Seals a folder in which there is no secret yet.
 *
 * @throws ConsiliumError `CONFIG_INVALID` where there is one, or another key store; and as {@link sealFolder}
 */
export function beginKeyStore(folder: string, store: KeyStoreAddress, random: SecureRandom = secureRandom()): void {
  const standing = keysStanding(folder);
  if (standing.store === writeKeyStore(store) && standing.complete) return void sealedFolderOf(folder)?.sealer();
  if (standing.store !== undefined || standing.clear.length > 0 || standing.sealed.length > 0) {
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `${folder} holds keys already, ${standing.store === undefined ? 'in files that no key store seals' : `sealed by ${standing.store}`}`,
      advice: 'Leave out --key-store here, and seal or move them with the command "keys seal".',
    });
  }
  requireOutside(folder, store);
  writeKeyStoreFile(folder, { address: store, complete: true, wrapped: wrapDataKey(store, newDataKey(random), random) });
}

/**
 * Puts a folder under a key store: seals what lies there in the clear, finishes what was cut off, moves the folder to another store. Whenever it is
 * killed, everything can be opened as before or as after, and doing it again completes it:
 *
 * | killed after | state |
 * | --- | --- |
 * | nothing is written | as before |
 * | `key-store.json`, not complete | each secret counts as it lies, sealed or not; new ones are sealed |
 * | some secrets, the contents | the same |
 * | `key-store.json`, complete | all are sealed; a secret in the clear is refused |
 * | moving to another store | the one file is replaced, and names the old store, or the new one and is not complete |
 *
 * @throws ConsiliumError `CONFIG_INVALID`, `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG`, `KEY_INVALID`, `DISK_FULL`
 */
export async function sealFolder({
  folder,
  store,
  others = [],
  contents,
  record,
  random = secureRandom(),
}: SealInit): Promise<SealedStanding> {
  const before = readKeyStoreFile(folder)?.file;
  const address = store ?? before?.address;
  if (address === undefined) {
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: `no key store seals ${folder}`,
      advice: 'Name one with --key-store.',
    });
  }
  requireOutside(folder, address);
  let file = before === undefined ? newFile(address, random) : moved(before, address, random);
  if (file !== before) {
    file = { ...file, complete: false };
    writeKeyStoreFile(folder, file);
  }
  const clear = secretsIn(folder, others).filter((path) => isClear(path));
  // What is in the clear where all was sealed has come since, and counts from here on.
  if (file.complete && clear.length > 0) {
    file = { ...file, complete: false };
    writeKeyStoreFile(folder, file);
  }
  for (const path of clear) sealFile(path);
  removeLeftBehind(folder);
  const changed = !file.complete;
  if (changed) {
    await contents?.();
    await record?.();
    writeKeyStoreFile(folder, { ...file, complete: true });
  }
  return { ...keysStanding(folder, others), changed };
}

function newFile(address: KeyStoreAddress, random: SecureRandom): KeyStoreFile {
  return { address, complete: false, wrapped: wrapDataKey(address, newDataKey(random), random) };
}

/** The same data key, wrapped by another store; the file as it was where that is the one it has, and opens it. */
function moved(before: KeyStoreFile, address: KeyStoreAddress, random: SecureRandom): KeyStoreFile {
  const same = writeKeyStore(before.address) === writeKeyStore(address);
  const { dataKey, renamed } = openBefore(before, address);
  if (same) return before;
  // The store itself is the same, and has another name now.
  if (renamed) return { ...before, address };
  return { ...before, address, wrapped: wrapDataKey(address, dataKey, random) };
}

function openBefore(before: KeyStoreFile, address: KeyStoreAddress): { readonly dataKey: Buffer; readonly renamed: boolean } {
  try {
    return { dataKey: unwrapDataKey(before.address, before.wrapped), renamed: false };
  } catch (error) {
    if (!isConsiliumError(error, 'KEY_STORE_UNAVAILABLE') || address.kind !== before.address.kind) throw error;
    try {
      return { dataKey: unwrapDataKey(address, before.wrapped), renamed: true };
    } catch (other) {
      // Another key under another name: the old one is still wanted.
      throw isConsiliumError(other, 'KEY_STORE_WRONG') ? error : other;
    }
  }
}

function newDataKey(random: SecureRandom): Buffer {
  const key = Buffer.alloc(SEALING_KEY_BYTES);
  random.fill(key);
  return key;
}

/** Who takes the folder must not take what opens it. @throws ConsiliumError `CONFIG_INVALID` */
export function requireOutside(folder: string, address: KeyStoreAddress): void {
  if (address.kind === 'systemd') return;
  const path = address.kind === 'passphrase' ? address.path : address.pinSource;
  if (relative(resolve(folder), path).startsWith('..')) return;
  throw new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: `${path} lies in the folder that it is to protect, ${folder}`,
    advice:
      'Put it elsewhere, where a copy of the folder does not take it along: best on another volume, or readable by root alone as a credential of systemd.',
  });
}

function secretsIn(folder: string, others: readonly string[]): readonly string[] {
  const inside = others.map((path) => resolve(path)).filter((path) => !relative(resolve(folder), path).startsWith('..'));
  return [...new Set([...named(folder, SECRET_NAME), ...inside])].sort();
}

function named(folder: string, pattern: RegExp): readonly string[] {
  try {
    return readdirSync(resolve(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && pattern.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}

function isClear(path: string): boolean {
  const content = readOwnerOnlyFile(path);
  return content !== undefined && !isSealedSecret(content);
}

function sealFile(path: string): void {
  const content = readOwnerOnlyFile(path);
  if (content === undefined) return;
  try {
    writeFileDurably(path, sealSecret(path, content), PRIVATE_FILE_MODE);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

/** It was never anybody's key, and lies in the clear. */
function removeLeftBehind(folder: string): void {
  for (const path of named(folder, LEFT_BEHIND)) {
    rmSync(path, { force: true });
    syncFolder(dirname(path));
  }
}
