import { userInfo } from 'node:os';
import { jsonOption, shellWord } from '@consilium/command-line';
import { sha256Hex, systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import {
  backupLines,
  backupStore,
  backupView,
  type KeyStoreAddress,
  requireElsewhere,
  writeKeyStore,
  writeManifest,
} from '@consilium/trust';
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
      const store = backupStore(folder.path, keyStore);
      requireElsewhere(folder.path, file);
      folder.config();
      folder.record(userInfo().username, { event: 'backup.made', store: store.kind });
      const manifest = backUpSite({ folder, to: file, store, clock: systemClock });
      const view = backupView({ manifest, id: sha256Hex(writeManifest(manifest)) }, systemClock.now());
      print(json, view, () => [
        ...backupLines(view),
        `It lies in ${file}. See that it opens: consilium-site restore --check ${shellWord(file)} --key-store ${shellWord(writeKeyStore(store))}`,
      ]);
    });
}

interface BackupOptions {
  readonly folder: SiteFolder;
  readonly keyStore?: KeyStoreAddress;
  readonly json?: boolean;
}
