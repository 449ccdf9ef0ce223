import { day, jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { offeredPlans } from './offered-plans.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site plan inbox` */
export function inboxCommand(): Command {
  return new Command('inbox')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site plan inbox\n')
    .action(async ({ folder, json }: { folder: SiteFolder; json?: boolean }) => {
      const approvals = folder.approvals();
      const waiting = (await offeredPlans(folder)).filter(({ planHash }) => approvals.find(planHash) === undefined);
      print(json, waiting, () =>
        waiting.length === 0
          ? ['No plan waits for a decision.']
          : [
              ...waiting.map(({ study, planHash, submittedMs }) => `${study} ${planHash}, submitted ${day(submittedMs)}`),
              'Read one with "consilium-site plan show <study>", then approve or refuse it by the same name.',
            ],
      );
    });
}
