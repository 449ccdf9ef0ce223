import { duration, jsonOption, time } from '@consilium/command-line';
import { print, table } from '@consilium/host';
import { keyWords } from '@consilium/trust';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, inviterOf, withResearch } from '../connection.ts';
import { DEFAULT_VALIDITY_MS, invitationLines, type ShownInvitation, shownInvitation } from './invitation.ts';

/** `consilium site invite` */
export function inviteCommand(): Command {
  return new Command('invite')
    .argument('<site...>', 'identifiers of the sites')
    .option(
      '--valid-for <duration>',
      'how long the strings hold, such as 72h, 7d or 30m; at most 30d',
      duration,
      DEFAULT_VALIDITY_MS,
    )
    .option('--replace', 'the key that joins takes the place of those of a revoked site')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium site invite cleveland hungary --valid-for 72h\n')
    .action(async (sites: string[], options: InviteOptions) => {
      const { validFor: validMs, replace = false } = options;
      const identity = inviterOf(options.identity);
      const invitations = await withResearch(options.identity, async (research) => {
        const made: ShownInvitation[] = [];
        for (const site of sites) {
          const { token, expiresMs } = await research.inviteSite({ site, validMs, replace });
          made.push(shownInvitation(identity, { site, token, expiresMs: expiresMs ?? 0 }));
        }
        return made;
      });
      print(options.json, invitations, () => invitationLines(invitations));
    });
}

interface InviteOptions {
  readonly validFor: number;
  readonly replace?: boolean;
  readonly identity: string;
  readonly json?: boolean;
}

/** `consilium site invites` */
export function invitesCommand(): Command {
  return new Command('invites')
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
}
