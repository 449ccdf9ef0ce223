import { userInfo } from 'node:os';
import { jsonOption } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { makePrivateFolder, print, takeExclusiveLock } from '@consilium/host';
import {
  keysLines,
  type KeysStanding,
  keysStanding,
  type KeyStoreAddress,
  sealedFolderOf,
  type SealedStanding,
  sealFolder,
} from '@consilium/trust';
import { Command } from 'commander';
import { AUDIT_LOCK, auditFiles } from '../audit/index.ts';
import { keyStoreOption } from './key-store-option.ts';
import { filesOption } from './files-options.ts';
import type { SiteFiles } from './site-files.ts';
import { otherSecrets } from './site-secrets.ts';

/** The command that seals. */
const SEAL = 'consilium-site keys seal';

/** `consilium-site keys ...` */
export function keysCommands(): Command {
  const command = new Command('keys').description(
    'What seals the secrets of this folder: keys, updates on their way, split secrets',
  );
  command
    .command('seal')
    .description(
      'Seal all secrets of this folder under a key store, finish what was cut off, or move the folder to another store; stop the agent first',
    )
    .addOption(keyStoreOption())
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site keys seal --key-store passphrase:/etc/consilium-site/passphrase\n')
    .action(async ({ folder, keyStore, json }: FolderOptions & { readonly keyStore?: KeyStoreAddress }) => {
      const standing = await sealSite(folder, keyStore);
      print(json, standing, () => [
        ...keysLines(standing, SEAL),
        standing.changed
          ? 'Copies that were made before hold the keys as they were: destroy them, or let the site join again under new ones.'
          : 'So they were before: nothing was written.',
      ]);
    });
  command
    .command('status')
    .description('Show what seals the secrets of this folder, and which of them are not sealed')
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site keys status\n')
    .action(async ({ folder, json }: FolderOptions) => {
      const standing = siteKeys(folder, await otherSecrets(folder));
      print(json, standing, () => keysLines(standing, SEAL));
    });
  return command;
}

interface FolderOptions {
  readonly folder: SiteFiles;
  readonly json?: boolean;
}

/** What holds the secrets of a site. @param others files with secrets that a person has named @throws ConsiliumError `CONFIG_INVALID`, `FILE_UNSAFE`, `KEY_INVALID` */
export function siteKeys(folder: SiteFiles, others: readonly string[]): KeysStanding {
  folder.config();
  return keysStanding(folder.path, others);
}

/**
 * Seals the folder of a site while no agent works on it.
 *
 * @param keyStore `undefined`: the one that it has
 * @throws ConsiliumError `AUDIT_LOCKED` while an agent does; `CONFIG_INVALID`, `KEY_STORE_UNAVAILABLE`, `KEY_STORE_WRONG`, `KEY_INVALID`, `DISK_FULL`
 */
export async function sealSite(folder: SiteFiles, keyStore: KeyStoreAddress | undefined): Promise<SealedStanding> {
  folder.config();
  makePrivateFolder(folder.auditPath);
  const lock = takeExclusiveLock(auditFiles(folder.auditPath).lock, systemClock, AUDIT_LOCK);
  let held = true;
  const release = (): void => {
    if (held) lock.release();
    held = false;
  };
  try {
    return await sealFolder({
      folder: folder.path,
      others: await otherSecrets(folder),
      ...(keyStore === undefined ? {} : { store: keyStore }),
      // Not before: the key of the log may be one that only the store under its new name opens.
      record: async () => {
        const kind = sealedFolderOf(folder.path)?.file.address.kind;
        release();
        if (kind !== undefined) folder.record(userInfo().username, { event: 'keys.sealed', store: kind });
      },
    });
  } finally {
    release();
  }
}
