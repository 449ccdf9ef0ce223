import { duration, jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, inviterOf, withResearch } from '../connection.ts';
import { DEFAULT_VALIDITY_MS, invitationLines, type ShownInvitation, shownInvitation } from './invitation.ts';

/** `consilium site invite` */
export function inviteCommand(): Command {
  return new Command('invite')
    .description('Invite sites: prints a join string for each, which serves once; an earlier one of the same site ends')
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
