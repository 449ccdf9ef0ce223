import { jsonOption, short, time } from '@consilium/command-line';
import { print, table } from '@consilium/host';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';

/** `consilium study list` */
export function listCommand(): Command {
  return new Command('list')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium study list\n')
    .action(async (options: { identity: string; json?: boolean }) => {
      const { studies } = await withResearch(options.identity, (research) => research.listStudies({}));
      print(options.json, studies, () =>
        table(
          ['study', 'plan hash', 'submitted'],
          (studies ?? []).map((s) => [s.study ?? '', short(s.planHash ?? ''), time(s.submittedMs ?? 0)]),
        ),
      );
    });
}
