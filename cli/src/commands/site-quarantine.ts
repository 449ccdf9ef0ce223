import { jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, withResearch } from '../connection.ts';

interface Options {
  readonly identity: string;
  readonly reason: string;
  readonly json?: boolean;
}

/** `consilium site quarantine` and `release` */
export function quarantineCommands(): readonly Command[] {
  const quarantine = new Command('quarantine')
    .description(
      'Shut a site out until it is released: its session ends, it is asked for nothing and its updates are not taken; runs go on as without it, and its keys stay',
    )
    .argument('<site>', 'identifier of the site')
    .requiredOption('--reason <text>', 'kept with the decision; the site does not learn it')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium site quarantine cleveland --reason "update too long, incident 3"\n')
    .action(async (site: string, { identity, reason, json }: Options) => {
      await withResearch(identity, (research) => research.quarantineSite({ site, reason }));
      print(json, { site, quarantined: true, reason }, () => [
        `${site} is under quarantine. Let it in again: consilium site release ${site} --reason ...`,
      ]);
    });
  const release = new Command('release')
    .description('End the quarantine of a site: its agent connects again by itself within half a minute')
    .argument('<site>', 'identifier of the site')
    .requiredOption('--reason <text>', 'kept with the decision')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium site release cleveland --reason "agent of another version, replaced"\n')
    .action(async (site: string, { identity, reason, json }: Options) => {
      await withResearch(identity, (research) => research.releaseSite({ site, reason }));
      print(json, { site, quarantined: false, reason }, () => [`${site} may connect again.`]);
    });
  return [quarantine, release];
}
