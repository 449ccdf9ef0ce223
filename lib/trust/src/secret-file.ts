import { closeSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConsiliumError, fromUnknown, randomId, type Randomness, secureRandom } from '@consilium/core';
import { PRIVATE_FILE_MODE, syncFolder, writeFileDurably, writeFully } from '@consilium/host';
import { openSecret, sealSecret } from './key-store/sealed-folder.ts';
import { readOwnerOnlyFile } from './owner-only-file.ts';
import { SEALING_KEY_BYTES } from './sealed-format.ts';

const HEX_KEY = /^[0-9a-f]{64}\n?$/;

/**
 * Writes a private key or another secret such that only the owner may read it (mode 0600), atomically and durably; sealed where a key store
 * seals the folder that it lies in (`key-store/sealed-folder.ts`).
 *
 * @throws ConsiliumError `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG`, `DISK_FULL`
 */
export function writeSecretFile(path: string, content: Uint8Array | string): void {
  try {
    // A neighbour that a crash left would keep its own mode.
    rmSync(`${path}.new`, { force: true });
    writeFileDurably(path, sealSecret(path, content), PRIVATE_FILE_MODE);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

/**
 * Reads a secret, but only from a file that nobody except its owner may touch: a key that others could read or replace is
 * no key.
 *
 * @throws ConsiliumError `KEY_INVALID` when the file is missing, unreadable, or open to group or world, or lies unsealed in a folder that is
 * sealed; `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG`, `SEAL_BROKEN` when it is sealed and does not open
 */
export function readSecretFile(path: string): Buffer {
  const content = readSecretFileIfPresent(path);
  if (content === undefined)
    throw new ConsiliumError({ code: 'KEY_INVALID', message: `there is no key file at ${path}`, details: { path } });
  return content;
}

/**
 * The 32-byte key in the file at `path` (64 hex digits and a line end, so that a person can print a copy for the safe). Made
 * from `random` when there is none; of two processes that do so at once, both get the key of the first.
 *
 * @throws ConsiliumError `KEY_INVALID` when the file is open to group or world, unreadable, or not a key.
 */
export function loadOrCreateKeyFile(path: string, random: Randomness = secureRandom()): Buffer {
  return parseKey(path, readSecretFileIfPresent(path) ?? createKeyFile(path, random));
}

/** The key that {@link loadOrCreateKeyFile} made at `path`; `undefined` when there is none. @throws ConsiliumError as that */
export function loadKeyFile(path: string): Buffer | undefined {
  const content = readSecretFileIfPresent(path);
  return content === undefined ? undefined : parseKey(path, content);
}

function parseKey(path: string, content: Buffer): Buffer {
  const text = content.toString('latin1');
  if (!HEX_KEY.test(text)) {
    throw new ConsiliumError({
      code: 'KEY_INVALID',
      message: `${path} does not hold a key: 64 hex digits are expected`,
      details: { path },
    });
  }
  return Buffer.from(text.trimEnd(), 'hex');
}

function readSecretFileIfPresent(path: string): Buffer | undefined {
  const content = readOwnerOnlyFile(path);
  return content === undefined ? undefined : openSecret(path, content);
}

/** Creates the file whole or not at all, and never over another one: written beside it, then hard-linked to its name. */
function createKeyFile(path: string, random: Randomness): Buffer {
  const key = Buffer.alloc(SEALING_KEY_BYTES);
  random.fill(key);
  const temporary = `${path}.${randomId('new', random)}`;
  try {
    const fd = openSync(temporary, 'wx', PRIVATE_FILE_MODE);
    try {
      writeFully(fd, sealSecret(path, `${key.toString('hex')}\n`));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    linkSync(temporary, path);
    syncFolder(dirname(path));
    return readSecretFile(path);
  } catch (error) {
    // If somebody else was first, theirs is the key.
    const theirs = readSecretFileIfPresent(path);
    if (theirs === undefined) throw fromUnknown(error, path);
    return theirs;
  } finally {
    rmSync(temporary, { force: true });
  }
}
