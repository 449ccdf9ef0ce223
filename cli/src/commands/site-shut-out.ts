import { jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, withResearch } from '../connection.ts';

interface Options {
  readonly identity: string;
  readonly reason: string;
  readonly json?: boolean;
}

/** `consilium site revoke` */
export function revokeCommand(): Command {
  return new Command('revoke')
    .argument('<site>', 'identifier of the site')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium site revoke cleveland\n')
    .action(async (site: string, options: { identity: string; json?: boolean }) => {
      await withResearch(options.identity, (research) => research.revokeSite({ site }));
      print(options.json, { site, revoked: true }, () => [`${site} is shut out.`]);
    });
}

/** `consilium site quarantine` */
export function quarantineCommand(): Command {
  return new Command('quarantine')
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
}

/** `consilium site release` */
export function releaseCommand(): Command {
  return new Command('release')
    .argument('<site>', 'identifier of the site')
    .requiredOption('--reason <text>', 'kept with the decision')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium site release cleveland --reason "agent of another version, replaced"\n')
    .action(async (site: string, { identity, reason, json }: Options) => {
      await withResearch(identity, (research) => research.releaseSite({ site, reason }));
      print(json, { site, quarantined: false, reason }, () => [`${site} may connect again.`]);
    });
}
