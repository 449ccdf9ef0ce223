import { time } from '@consilium/command-line';
import { certificateFingerprint, type MemberIdentity, writeJoinString } from '@consilium/trust';

/** How long an invitation holds unless the operator says otherwise: a weekend and a day. */
export const DEFAULT_VALIDITY_MS: number = 72 * 3_600_000;

/** One invitation of a site as it is shown, once. */
export interface ShownInvitation {
  readonly site: string;
  /** What the hospital needs; a secret until it has been used. */
  readonly joinString: string;
  /** Milliseconds since the epoch. */
  readonly expiresMs: number;
}

/** One invitation of a user as it is shown, once. */
export interface ShownUserInvitation extends Omit<ShownInvitation, 'site'> {
  readonly user: string;
  readonly roles: readonly string[];
}

/** What the coordinator has answered to an invitation. */
interface Made {
  readonly token: Uint8Array;
  readonly expiresMs: number;
}

type Inviter = Pick<MemberIdentity, 'consortium' | 'address' | 'authorityPem'>;

/** The join string of an invitation: the coordinator is dialled and known as the operator dials and knows it. */
export function shownInvitation(inviter: Inviter, { site, ...made }: { readonly site: string } & Made): ShownInvitation {
  return { site, joinString: joinStringOf(inviter, 'site', site, made), expiresMs: made.expiresMs };
}

/** {@link shownInvitation} of a user. */
export function shownUserInvitation(
  inviter: Inviter,
  { user, roles, ...made }: { readonly user: string; readonly roles: readonly string[] } & Made,
): ShownUserInvitation {
  return { user, roles, joinString: joinStringOf(inviter, 'user', user, made), expiresMs: made.expiresMs };
}

function joinStringOf(
  { consortium, address, authorityPem }: Inviter,
  kind: 'site' | 'user',
  id: string,
  { token }: Made,
): string {
  const authorityFingerprint = certificateFingerprint(authorityPem);
  return writeJoinString({ consortium, kind, id, address, authorityFingerprint, token });
}

/** Invitations of sites for people. */
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

/** Invitations of users for people. */
export function userInvitationLines(invitations: readonly ShownUserInvitation[]): readonly string[] {
  return [
    ...invitations.flatMap(({ user, roles, joinString, expiresMs }) => [
      `${user} (${roles.join(', ')}), until ${time(expiresMs)}:`,
      `  consilium join ${joinString}`,
    ]),
    'Send each person their own line, and no other: a string admits the first key that comes with it, once.',
    'Afterwards have them read out the words of their key: "consilium user list" shows the same ones.',
  ];
}
