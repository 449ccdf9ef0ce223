import { certificateFingerprint, type MemberIdentity, readIdentityFolder, writeJoinString } from '@consilium/trust';
import { print } from '@consilium/host';
import { Command, InvalidArgumentError } from 'commander';
import { DEFAULT_IDENTITY, IDENTITY_HELP, IDENTITY_OPTION, withResearch } from '../connection.ts';
import { time } from '../format.ts';

/** How long an invitation holds unless the operator says otherwise: a weekend and a day. */
export const DEFAULT_VALIDITY_MS: number = 72 * 3_600_000;

/** One invitation as it is shown, once. */
export interface ShownInvitation {
  readonly site: string;
  /** What the hospital needs; a secret until it has been used. */
  readonly joinString: string;
  /** Milliseconds since the epoch. */
  readonly expiresMs: number;
}

/** `consilium site invite` */
export function inviteCommand(): Command {
  return new Command('invite')
    .description('Invite sites: prints a join string for each, which serves once; an earlier one of the same site ends')
    .argument('<site...>', 'identifiers of the sites')
    .option(
      '--valid-for <duration>',
      'how long the strings hold, such as 72h, 7d or 30m; at most 30d',
      parseDuration,
      DEFAULT_VALIDITY_MS,
    )
    .option('--replace', 'the key that joins takes the place of those of a revoked site')
    .option(IDENTITY_OPTION, IDENTITY_HELP, DEFAULT_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium site invite cleveland hungary --valid-for 72h\n')
    .action(async (sites: string[], options: InviteOptions) => {
      const { validFor: validMs, replace = false } = options;
      const identity = readIdentityFolder(options.identity);
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

/** The join string of an invitation: the coordinator is dialled and known as the operator dials and knows it. */
export function shownInvitation(
  { consortium, address, authorityPem }: Pick<MemberIdentity, 'consortium' | 'address' | 'authorityPem'>,
  { site, token, expiresMs }: { readonly site: string; readonly token: Uint8Array; readonly expiresMs: number },
): ShownInvitation {
  const authorityFingerprint = certificateFingerprint(authorityPem);
  return { site, joinString: writeJoinString({ consortium, site, address, authorityFingerprint, token }), expiresMs };
}

/** Invitations for people. */
export function invitationLines(invitations: readonly ShownInvitation[]): readonly string[] {
  return [
    ...invitations.flatMap(({ site, joinString, expiresMs }) => [
      `${site}, until ${time(expiresMs)}:`,
      `  consilium-site join ${joinString}`,
    ]),
    'Send each hospital its own line, and no other: a string admits the first key that comes with it, once.',
    'Afterwards have the hospital read out the words of its key: "consilium site list" shows the same ones.',
  ];
}

/** Reads a duration. @returns milliseconds @throws InvalidArgumentError */
function parseDuration(text: string): number {
  const [, digits, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const ms = { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit ?? ''];
  if (ms === undefined || Number(digits) === 0) throw new InvalidArgumentError('expected a duration such as 72h, 7d or 30m');
  return Number(digits) * ms;
}
