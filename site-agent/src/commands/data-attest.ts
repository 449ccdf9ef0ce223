import { jsonOption } from '@consilium/command-line';
import { ConsiliumError, systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { changeOf } from './data-list.ts';
import { sourceChanged } from '../mapping/sources-file.ts';
import { deciderOption, folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** What a person signs, in the words of the rule. */
const STATEMENT =
  'This hospital has no actual knowledge that what studies get of this data set could be used, alone or with other information, to identify an individual who is a subject of it.';

/** `consilium-site data attest` */
export function attestCommand(): Command {
  return new Command('attest')
    .argument('<name>', 'name of the data set at this site')
    .option('--yes', 'the statement was read and is true')
    .addOption(deciderOption())
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nWhat is signed:\n  ${STATEMENT}\n\nExample:\n  $ consilium-site data attest cardiology --yes --who "Dr Ada Lindt"\n`,
    )
    .action((name: string, { yes, folder, who, json }: { yes?: boolean; folder: SiteFolder; who: string; json?: boolean }) => {
      if (yes !== true)
        throw new ConsiliumError({
          code: 'USAGE',
          message: `nothing is signed without --yes. What would be signed: ${STATEMENT}`,
        });
      const catalog = folder.catalog();
      const entry = catalog.named(name);
      // Nobody signs for what nobody has looked at.
      if (changeOf(folder, entry) !== undefined) throw sourceChanged(name, 'somebody changed the entry');
      const { accepted } = entry;
      const attested = { who, at: new Date(systemClock.now()).toISOString() };
      folder.record(who, { event: 'data.attested', dataset: name, ...(accepted === undefined ? {} : { source: accepted }) });
      catalog.attest(name, attested);
      print(json, { dataset: name, ...attested, statement: STATEMENT }, () => [
        STATEMENT,
        `Signed by ${who} for ${name}. It ends when the data set is added or accepted with another entry in sources.yaml.`,
      ]);
    });
}
