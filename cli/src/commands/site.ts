import { jsonOption, time } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { print, table, writeFileDurably } from '@consilium/host';
import type { consilium } from '@consilium/proto';
import { keyWords, lifeSentence, lifeStage } from '@consilium/trust';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, withResearch } from '../connection.ts';
import { admittedFacts, admittedLines, readRequestFile } from '../request-file.ts';
import { quarantineCommands } from './site-quarantine.ts';
import { inviteCommand } from './site-invite.ts';
import { receiptsCommands } from './site-receipts.ts';

/** Who makes requests for sites. */
const MAKER = { who: 'the hospital', command: 'consilium-site init --request' } as const;

/** `consilium site ...` */
export function siteCommands(): Command {
  const command = new Command('site');
  command
    .command('enrol')
    .description("Sign a site's certificate request and let it connect")
    .argument('<site>', 'identifier of the site')
    .requiredOption('--request <file>', 'certificate request that the site made with "consilium-site init"')
    .requiredOption('--out <file>', 'where to write the certificate for the site')
    .option('--fingerprint <words>', 'what the hospital read out: the words of its key, or its SHA-256; another key is refused')
    .option('--replace', 'the key takes the place of those of a revoked site')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium site enrol cleveland --request cleveland.csr --out cleveland.pem --fingerprint "acid ... zebra"\n',
    )
    .action(async (site: string, options: EnrolOptions) => {
      const { fingerprint, replace = false } = options;
      const file = readRequestFile(options.request, fingerprint, MAKER);
      const { certificatePem } = await withResearch(options.identity, (research) =>
        research.enrolSite({ site, requestPem: file.requestPem, replace }),
      );
      writeFileDurably(options.out, certificatePem, 0o644);
      const renews = file.provedKey !== undefined;
      print(options.json, { site, ...admittedFacts(file, fingerprint), certificate: options.out, renews }, () => [
        ...admittedLines(site, file, fingerprint, MAKER),
        ...(renews ? ['It renews: its old key goes on until the new one is used.'] : []),
        `${site} may connect. Send ${options.out} to the site; nothing in it is secret.`,
      ]);
    });
  command.addCommand(inviteCommand());
  command
    .command('invites')
    .description('Invitations and what became of them; the join strings themselves are not kept')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium site invites\n')
    .action(async (options: { identity: string; json?: boolean }) => {
      const { invitations } = await withResearch(options.identity, (research) => research.listInvitations({}));
      print(options.json, invitations, () =>
        table(
          ['site', 'invitation', 'made', 'holds until', 'words of the key that used it'],
          (invitations ?? []).map((i) => [
            i.site ?? '',
            i.state ?? '',
            time(i.createdMs ?? 0),
            time(i.expiresMs ?? 0),
            i.key ? keyWords(i.key) : '',
          ]),
        ),
      );
    });
  command
    .command('list')
    .description('Sites of the consortium and whether they are connected')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium site list\n')
    .action(async (options: { identity: string; json?: boolean }) => {
      const { sites } = await withResearch(options.identity, (research) => research.listSites({}));
      print(options.json, sites, () =>
        table(
          ['site', 'connected', 'agent', 'last seen', 'clock', 'certificate', 'words of its key'],
          (sites ?? []).map((s) => [
            s.site ?? '',
            connectionText(s),
            s.agentVersion ?? '',
            s.connected === true ? 'now' : time(s.lastSeenMs ?? 0),
            s.connected === true ? clockText(s.clockAheadSeconds ?? 0) : '',
            s.revoked === true ? '' : certificateEnd(s.expiresMs ?? 0, systemClock.now()),
            (s.keys ?? []).map(keyWords).join(', or ') || 'none',
          ]),
        ),
      );
    });
  command
    .command('revoke')
    .description('Shut a site out, on its next call and on open streams, and all of its keys for good')
    .argument('<site>', 'identifier of the site')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium site revoke cleveland\n')
    .action(async (site: string, options: { identity: string; json?: boolean }) => {
      await withResearch(options.identity, (research) => research.revokeSite({ site }));
      print(options.json, { site, revoked: true }, () => [`${site} is shut out.`]);
    });
  for (const quarantine of quarantineCommands()) command.addCommand(quarantine);
  command.addCommand(receiptsCommands());
  return command;
}

interface EnrolOptions {
  readonly request: string;
  readonly out: string;
  readonly fingerprint?: string;
  readonly replace?: boolean;
  readonly identity: string;
  readonly json?: boolean;
}

function connectionText({ revoked, quarantine, connected }: consilium.v1.SiteInfo.$Properties): string {
  if (revoked === true) return 'revoked';
  if (quarantine) return `quarantine: ${quarantine}`;
  return connected === true ? 'yes' : 'no';
}

/** When the certificate of a site ends, and whether that is near. */
function certificateEnd(expiresMs: number, nowMs: number): string {
  if (expiresMs === 0) return 'not issued here';
  return lifeStage(expiresMs, nowMs) === 'good' ? `until ${time(expiresMs)}` : `${lifeSentence(expiresMs, nowMs)}!`;
}

/** A second of difference is the way of the message. */
function clockText(aheadSeconds: number): string {
  if (Math.abs(aheadSeconds) <= 1) return 'same';
  return `${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? 'ahead' : 'behind'}`;
}
