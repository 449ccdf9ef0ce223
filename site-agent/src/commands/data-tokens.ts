import { userInfo } from 'node:os';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError, secureRandom } from '@consilium/core';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { findPatient } from '../border/find-patient.ts';
import { TokenKeys } from '../tokens/token-keys.ts';
import { namedDataset } from './determination-measure.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site data who` */
export function whoCommand(): Command {
  return new Command('who')
    .argument('<data set>', 'a data set of this site')
    .argument('<token>', 'as a report of this site has it')
    .requiredOption('--study <name>', 'the study that the report is about')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data who ward 7q3zvmbkx2e4uo5yhwd6tcplna --study heart-disease\n')
    .action(
      async (name: string, token: string, { folder, study, json }: { folder: SiteFolder; study: string; json?: boolean }) => {
        const entry = namedDataset(folder, name);
        folder.record(userInfo().username, { event: 'token.resolved', dataset: name, study });
        const names = new TokenKeys(folder.statePath).ever(study, entry.population);
        const found = await findPatient(folder.catalog().sourceOf(entry), entry.patientColumn, token, names);
        if (found === undefined)
          throw new ConsiliumError({
            code: 'USAGE',
            message: `no patient of ${name} has this token in the study ${study}: compare its letters, and data set and study of the report`,
          });
        print(json, found, () => [
          `${token} is ${found.patient}`,
          ...(found.token === token ? [] : [`and is called ${found.token} since the keys were changed`]),
        ]);
      },
    );
}

/** `consilium-site data rotate-tokens` */
export function rotateCommand(): Command {
  return new Command('rotate-tokens')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data rotate-tokens\n')
    .action(({ folder, json }: { folder: SiteFolder; json?: boolean }) => {
      folder.config();
      const keys = new TokenKeys(folder.statePath);
      const next = (keys.newest() ?? 0) + 1;
      folder.record(userInfo().username, { event: 'tokens.rotated', key: next });
      const key = keys.rotate(secureRandom());
      print(json, { key }, () => [`Patients are named under key ${key} from now on.`]);
    });
}
