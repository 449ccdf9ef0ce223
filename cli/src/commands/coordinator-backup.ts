import { shellWord } from '@consilium/command-line';
import { backUpCoordinator, checkCoordinatorBackup, restoreCoordinator } from '@consilium/coordinator';
import { ConsiliumError, sha256Hex, systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import {
  backupLines,
  backupStore,
  backupView,
  type KeyStoreAddress,
  openBackup,
  requireEmpty,
  writeKeyStore,
  writeManifest,
} from '@consilium/trust';
import { Command } from 'commander';
import { DEFAULT_COORDINATOR_FOLDER } from '../default-identities.ts';
import { VERSION } from '../version.ts';
import { keyStoreOption } from './coordinator-keys.ts';

/** `consilium coordinator backup` */
export function backupCommand(): Command {
  return new Command('backup')
    .argument('<file>', 'a new file, best on another machine')
    .addOption(keyStoreOption('what encrypts the backup; without it, what seals the folder'))
    .option('--folder <folder>', 'folder made by init', DEFAULT_COORDINATOR_FOLDER)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium coordinator backup /mnt/backup/cardio-2026-11-26.backup --key-store passphrase:/etc/consilium-coordinator/backup-passphrase\n',
    )
    .action(async (file: string, { folder, keyStore, json }: BackupOptions) => {
      const store = backupStore(folder, keyStore);
      const manifest = await backUpCoordinator({ folder, to: file, store, clock: systemClock, version: VERSION });
      const view = backupView({ manifest, id: sha256Hex(writeManifest(manifest)) }, systemClock.now());
      print(json, view, () => [
        ...backupLines(view),
        `It lies in ${file}. See that it opens: consilium coordinator restore --check ${shellWord(file)} --key-store ${shellWord(writeKeyStore(store))}`,
      ]);
    });
}

/** `consilium coordinator restore` */
export function restoreCommand(): Command {
  return new Command('restore')
    .argument('<file>', 'written by "consilium coordinator backup"')
    .option('--check', 'only read all of it, check it and say what is in it; nothing is written')
    .option('--to <folder>', 'a new folder, or one that holds nothing')
    .addOption(keyStoreOption('what encrypted the backup, where it lies here'))
    .option('--reason <text>', 'kept in the audit log, for hospitals to read')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium coordinator restore --check /mnt/backup/cardio-2026-11-26.backup --key-store passphrase:/etc/consilium-coordinator/backup-passphrase\n  $ consilium coordinator restore /mnt/backup/cardio-2026-11-26.backup --to consilium-coordinator --key-store passphrase:/etc/consilium-coordinator/backup-passphrase --reason "disk died, ticket 12"\n',
    )
    .action(async (file: string, { check, to, keyStore, reason, json }: RestoreOptions) => {
      if ((check === true) === (to !== undefined))
        throw new ConsiliumError({ code: 'USAGE', message: 'name either --check or, with --to, a new folder' });
      if (to !== undefined) requireEmpty(to);
      const opened = openBackup(file, keyStore);
      try {
        if (to === undefined) await checkCoordinatorBackup(opened);
        else await restoreCoordinator({ backup: opened, to, ...(reason === undefined ? {} : { reason }) });
        const view = backupView(opened, systemClock.now());
        print(json, { ...view, ...(to === undefined ? {} : { folder: to }) }, () => [
          ...backupLines(view),
          ...(to === undefined ? ['It holds, and could be restored. Nothing was written.'] : restoredLines(to)),
        ]);
      } finally {
        opened.close();
      }
    });
}

interface BackupOptions {
  readonly folder: string;
  readonly keyStore?: KeyStoreAddress;
  readonly json?: boolean;
}

interface RestoreOptions {
  readonly check?: boolean;
  readonly to?: string;
  readonly keyStore?: KeyStoreAddress;
  readonly reason?: string;
  readonly json?: boolean;
}

function restoredLines(to: string): readonly string[] {
  return [
    `Restored into ${to}. A coordinator on the old folder must never run again.`,
    'Since then are missing, and have to be done again: admissions, revocations, changes of roles, quarantines, plans. Invitations that were open are withdrawn.',
    'Hospitals are alarmed that its audit log is older than what they have seen: say why, and have each run "consilium-site audit accept-coordinator".',
    'Stop runs that were open then, and start others.',
    `Next: consilium coordinator start --folder ${to}`,
  ];
}
