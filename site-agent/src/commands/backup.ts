import { jsonOption } from '@consilium/command-line';
import { relative, resolve } from 'node:path';
import { userInfo } from 'node:os';
import { ConsiliumError, sha256Hex, systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import { backupLines, backupView, type KeyStoreAddress, requireOutside, sealedFolderOf, writeManifest } from '@consilium/trust';
import { Command } from 'commander';
import { backUpSite } from './backup-parts.ts';
import { keyStoreOption } from './key-store-option.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site backup` */
export function backupCommand(): Command {
  return new Command('backup')
    .argument('<file>', 'a new file, best on another machine')
    .addOption(keyStoreOption('what encrypts the backup; without it, what seals the folder'))
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site backup /mnt/backup/site-2026-11-26.backup --key-store passphrase:/etc/consilium-site/backup-passphrase\n',
    )
    .action((file: string, { folder, keyStore, json }: BackupOptions) => {
      const store = storeOf(folder, keyStore);
      requireElsewhere(folder, file);
      folder.config();
      folder.record(userInfo().username, { event: 'backup.made', store: store.kind });
      const manifest = backUpSite({ folder, to: file, store, clock: systemClock });
      const view = backupView({ manifest, id: sha256Hex(writeManifest(manifest)) }, systemClock.now());
      print(json, view, () => [
        ...backupLines(view),
        `It lies in ${file}. See that it opens: consilium-site restore --check ${file}`,
      ]);
    });
}

interface BackupOptions {
  readonly folder: SiteFolder;
  readonly keyStore?: KeyStoreAddress;
  readonly json?: boolean;
}

/** @throws ConsiliumError `USAGE` where nothing is to encrypt it, `CONFIG_INVALID` for a passphrase that is lost with the folder */
function storeOf(folder: SiteFolder, named: KeyStoreAddress | undefined): KeyStoreAddress {
  const store = named ?? sealedFolderOf(folder.path)?.file.address;
  if (store === undefined)
    throw new ConsiliumError({
      code: 'USAGE',
      message: 'no key store seals this folder, and a backup holds its keys: name what is to encrypt it with --key-store',
    });
  requireOutside(folder.path, store);
  return store;
}

/** @throws ConsiliumError `USAGE` */
function requireElsewhere(folder: SiteFolder, file: string): void {
  if (relative(resolve(folder.path), resolve(file)).startsWith('..')) return;
  throw new ConsiliumError({ code: 'USAGE', message: `${file} lies in the folder that is backed up: name another place` });
}
