import { jsonOption } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { deciderOption, folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

interface RemoveOptions {
  readonly yes?: boolean;
  readonly who: string;
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

/** `consilium-site data remove` */
export function removeCommand(): Command {
  return new Command('remove')
    .argument('<name>', 'name of the data set at this site')
    .option('--yes', 'what follows was read')
    .addOption(deciderOption())
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data remove cardiology --yes\n')
    .action((name: string, { yes, who, folder, json }: RemoveOptions) => {
      const catalog = folder.catalog();
      const { population, studies, accepted } = catalog.named(name);
      const follows = [
        `${studies.join(', ')} will find no data here: a run of it that is under way goes on without this site from its next reading on, and a running agent forgets ${name} at its next start.`,
        `Population ${population} keeps its ledger and budget.`,
      ];
      if (yes !== true) {
        const message = `${name} stays until you say --yes. What follows then: ${follows.join(' ')}`;
        throw new ConsiliumError({ code: 'USAGE', message });
      }
      const source = accepted === undefined ? {} : { source: accepted };
      folder.record(who, { event: 'data.removed', dataset: name, population, ...source });
      // From here on nobody reads it, even if the rest fails: a running agent looks for the entry at each reading.
      folder.sources().remove(name);
      catalog.remove(name);
      print(json, { dataset: name, population, studies }, () => [`${name} is removed.`, ...follows]);
    });
}
