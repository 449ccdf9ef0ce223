import { relative, resolve } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import type { KeyStoreAddress } from '../key-store/address.ts';
import { requireOutside } from '../key-store/folder-keys.ts';
import { sealedFolderOf } from '../key-store/sealed-folder.ts';

/** Locks, sockets, and what a crash or another command has half written: never in a backup. */
const PASSING = /\.(?:lock|sock|new(?:[_-].*)?)$/;

/** Whether a file of a folder is there for a moment only. */
export function isPassing(path: string): boolean {
  return PASSING.test(path);
}

/**
 * What encrypts the backup of a folder.
 *
 * @param named as a person says; without it, what seals the folder
 * @throws ConsiliumError `USAGE` where nothing is to encrypt it, `CONFIG_INVALID` for a passphrase that is lost with the folder
 */
export function backupStore(folder: string, named: KeyStoreAddress | undefined): KeyStoreAddress {
  const store = named ?? sealedFolderOf(folder)?.file.address;
  if (store === undefined)
    throw new ConsiliumError({
      code: 'USAGE',
      message: 'no key store seals this folder, and a backup holds its keys: name what is to encrypt it with --key-store',
    });
  requireOutside(folder, store);
  return store;
}

/** Refuses a backup that would be in the next one. @throws ConsiliumError `USAGE` */
export function requireElsewhere(folder: string, file: string): void {
  if (relative(resolve(folder), resolve(file)).startsWith('..')) return;
  throw new ConsiliumError({ code: 'USAGE', message: `${file} lies in the folder that is backed up: name another place` });
}
