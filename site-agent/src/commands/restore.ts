import { jsonOption } from '@consilium/command-line';
import { ConsiliumError, systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import { backupLines, backupView, type KeyStoreAddress, openBackup, requireEmpty } from '@consilium/trust';
import { Command } from 'commander';
import { checkSiteBackup } from './backup-check.ts';
import { keyStoreOption } from './key-store-option.ts';
import { deciderOption, reasonOption } from './options.ts';
import { restoreSite } from './restore-site.ts';
import { SiteFolder } from './site-folder.ts';
import { unsettledPopulations } from './unsettled.ts';

/** `consilium-site restore` */
export function restoreCommand(): Command {
  return new Command('restore')
    .argument('<file>', 'written by "consilium-site backup"')
    .option('--check', 'only read all of it, check it and say what is in it; nothing is written')
    .option('--to <folder>', 'a new folder, or one that holds nothing')
    .addOption(keyStoreOption('what encrypted the backup, where it lies here'))
    .addOption(reasonOption())
    .addOption(deciderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site restore --check /mnt/backup/site-2026-11-26.backup --key-store passphrase:/etc/consilium-site/backup-passphrase\n  $ consilium-site restore /mnt/backup/site-2026-11-26.backup --to consilium-site --key-store passphrase:/etc/consilium-site/backup-passphrase --reason "disk died, INC-4711"\n',
    )
    .action(async (file: string, { check, to, keyStore, reason, who, json }: RestoreOptions) => {
      if ((check === true) === (to !== undefined))
        throw new ConsiliumError({ code: 'USAGE', message: 'name either --check or, with --to, a new folder' });
      if (to !== undefined) requireEmpty(to);
      const backup = openBackup(file, keyStore);
      try {
        if (to === undefined) checkSiteBackup(backup);
        else await restoreSite({ backup, to, who, reason, clock: systemClock });
        const view = backupView(backup, systemClock.now());
        const unsettled = to === undefined ? [] : [...unsettledPopulations(new SiteFolder(to)).keys()];
        print(json, { ...view, ...(to === undefined ? {} : { folder: to, unsettled }) }, () => [
          ...backupLines(view),
          ...(to === undefined ? ['It holds, and could be restored. Nothing was written.'] : restoredLines(to, unsettled)),
        ]);
      } finally {
        backup.close();
      }
    });
}

interface RestoreOptions {
  readonly check?: boolean;
  readonly to?: string;
  readonly keyStore?: KeyStoreAddress;
  readonly reason?: string;
  readonly who: string;
  readonly json?: boolean;
}

function restoredLines(to: string, populations: readonly string[]): readonly string[] {
  return [
    `Restored into ${to}. An agent on the old folder must never run again.`,
    'What was charged to patients since then is not in these ledgers, so nothing is charged until that is known:',
    '  a witness that learned of every charge since before the backup says so by itself at the next start;',
    '  without one, find out what was charged (the operator: "consilium site receipts show"), lower the budget by it, and say so:',
    ...populations.map((name) => `    consilium-site ledger accept-loss ${name} --reason "..." --folder ${to}`),
    'Ask the operator to stop runs under masks that were open since then. What was under way here is void.',
    `Next: consilium-site doctor --folder ${to}, then consilium-site start --folder ${to}`,
  ];
}
