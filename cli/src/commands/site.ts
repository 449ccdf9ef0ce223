import { readFileSync } from 'node:fs';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { print, say, table, writeFileDurably } from '@consilium/host';
import { Command } from 'commander';
import { DEFAULT_IDENTITY, IDENTITY_HELP, IDENTITY_OPTION, withResearch } from '../connection.ts';
import { time } from '../format.ts';

/** `consilium site ...` */
export function siteCommands(): Command {
  const command = new Command('site').description('Admit, list and shut out sites');
  command
    .command('enrol')
    .description("Sign a site's certificate request and let it connect")
    .argument('<site>', 'identifier of the site')
    .requiredOption('--request <file>', 'certificate request that the site made with "consilium-site init"')
    .requiredOption('--out <file>', 'where to write the certificate for the site')
    .option(IDENTITY_OPTION, IDENTITY_HELP, DEFAULT_IDENTITY)
    .addHelpText('after', '\nExample:\n  $ consilium site enrol cleveland --request cleveland.csr --out cleveland.pem\n')
    .action(async (site: string, options: { request: string; out: string; identity: string }) => {
      const requestPem = readText(options.request);
      if (!requestPem.includes('-----BEGIN CERTIFICATE REQUEST-----')) {
        throw new ConsiliumError({
          code: 'CERTIFICATE_INVALID',
          message: `${options.request} is no certificate request`,
          advice: 'Name the file that the site made with "consilium-site init --request".',
        });
      }
      const { certificatePem } = await withResearch(options.identity, (research) => research.enrolSite({ site, requestPem }));
      writeFileDurably(options.out, certificatePem, 0o644);
      say(`${site} may connect. Send ${options.out} to the site; nothing in it is secret.`);
    });
  command
    .command('list')
    .description('Sites of the consortium and whether they are connected')
    .option(IDENTITY_OPTION, IDENTITY_HELP, DEFAULT_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium site list\n')
    .action(async (options: { identity: string; json?: boolean }) => {
      const { sites } = await withResearch(options.identity, (research) => research.listSites({}));
      print(options.json, sites, () =>
        table(
          ['site', 'connected', 'agent', 'last seen'],
          (sites ?? []).map((s) => [
            s.site ?? '',
            s.connected === true ? 'yes' : 'no',
            s.agentVersion ?? '',
            s.connected === true ? 'now' : time(s.lastSeenMs ?? 0),
          ]),
        ),
      );
    });
  command
    .command('revoke')
    .description('Shut a site out, on its next call and on open streams')
    .argument('<site>', 'identifier of the site')
    .option(IDENTITY_OPTION, IDENTITY_HELP, DEFAULT_IDENTITY)
    .addHelpText('after', '\nExample:\n  $ consilium site revoke cleveland\n')
    .action(async (site: string, options: { identity: string }) => {
      await withResearch(options.identity, (research) => research.revokeSite({ site }));
      say(`${site} is shut out.`);
    });
  return command;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
}
