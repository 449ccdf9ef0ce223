import { type Clock, ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { isRole, type Role, ROLES } from '@consilium/proto';
import { checkRequest, isIdentityName, keyWords, parseIdentity } from '@consilium/trust';
import type { Actor } from '@consilium/transparency';
import { memberActor } from '../audit/actors.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Member } from './identify-member.ts';
import { type Invitations, type NewInvitation, requireInvitable } from './invitations.ts';
import { type Certified, type MemberAuthority, requireAuthority } from './member-authority.ts';
import type { StoredUser, UserStore } from './user-store.ts';

/** A user as others see it. */
export interface UserInfo {
  readonly user: string;
  readonly roles: readonly Role[];
  readonly state: 'invited' | 'active' | 'revoked';
  /** Fingerprint of the key with which the user speaks; empty for none. */
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly addedMs: number;
  /** When the certificate of the key ends, in milliseconds since the epoch; 0 where that is not known. */
  readonly expiresMs: number;
}

/** What {@link Users} works with. */
export interface UsersContext {
  readonly users: UserStore;
  readonly invitations: Invitations;
  readonly clock: Clock;
  readonly log: Logger;
  /** None where certificates are made elsewhere, as in rehearsals. */
  readonly authority: MemberAuthority | undefined;
  readonly audit: AuditTrail;
}

/** What operators decide about people, and what people may ask about themselves. */
export class Users {
  readonly #context: UsersContext;

  constructor(context: UsersContext) {
    this.#context = context;
  }

  /**
   * Gives somebody roles and invites them to join by themselves; one who was invited before and has not joined is invited again.
   *
   * @param replace whether the key that joins takes the place of those of a revoked user
   * @param by who decides it, for the log
   * @throws ConsiliumError `ADMISSION_REFUSED` when no key that joins could be admitted, `PARAMETER_INVALID`, `NOT_IMPLEMENTED`
   */
  async add(user: string, roles: readonly string[], validMs: number, replace: boolean, by: Actor): Promise<NewInvitation> {
    const { users, invitations, clock, log, audit } = this.#context;
    requireAuthority(this.#context.authority);
    if (!isIdentityName(user)) throw parameterInvalid('user', `${JSON.stringify(user)} is not the name of a user`);
    const held = checkedRoles(roles);
    const known = users.find(user);
    requireInvitable({ kind: 'user', id: user }, standingOf(known), replace, validMs);
    const now = clock.now();
    const invitation = await invitations.invite({ kind: 'user', id: user }, validMs, replace, now, async (tx, expiresMs) => {
      await users.put(tx, user, held, now);
      const until = new Date(expiresMs).toISOString();
      await audit.record(tx, [{ by, event: { event: 'user.invited', user, roles: [...held], until, replace } }]);
    });
    await users.settle(user);
    log.info({ user, roles: held, by: by.actor, expiresMs: invitation.expiresMs }, 'user invited');
    return invitation;
  }

  /** Gives a user other roles, from the next call on. @throws ConsiliumError `USER_UNKNOWN`, `PARAMETER_INVALID`, `LAST_OPERATOR` */
  async setRoles(user: string, roles: readonly string[], by: Actor): Promise<UserInfo> {
    const held = checkedRoles(roles);
    const { users, audit, log } = this.#context;
    await users.setRoles(
      user,
      held,
      async (tx) => await audit.record(tx, [{ by, event: { event: 'user.roles', user, roles: [...held] } }]),
    );
    log.info({ user, roles: held, by: by.actor }, 'roles of a user changed');
    return this.#info(user);
  }

  /** Shuts a user out: the next call is refused, open streams end. @throws ConsiliumError `USER_UNKNOWN`, `LAST_OPERATOR` */
  async revoke(user: string, by: Actor): Promise<UserInfo> {
    const { users, audit, log } = this.#context;
    await users.revoke(user, async (tx) => await audit.record(tx, [{ by, event: { event: 'user.revoked', user } }]));
    log.info({ user, by: by.actor }, 'user revoked');
    return this.#info(user);
  }

  /** Every user that was ever added, by name; the revoked ones too. */
  list(): readonly UserInfo[] {
    return this.#context.users.users().map(infoOf);
  }

  /**
   * Certifies a user's key again: the one that is admitted for the name, and no other.
   *
   * @throws ConsiliumError `ADMISSION_REFUSED`, `REQUEST_INVALID`, `CERTIFICATE_INVALID`, `NOT_IMPLEMENTED`
   */
  async renew(member: Member, requestPem: string): Promise<Certified> {
    const { id, key } = member;
    const { users, clock, log, audit } = this.#context;
    const authority = requireAuthority(this.#context.authority);
    if (checkRequest(requestPem).key !== key) {
      throw new ConsiliumError({ code: 'ADMISSION_REFUSED', message: `the request is not for the key with which ${id} speaks` });
    }
    const certificatePem = authority.issue({ kind: 'user', id }, requestPem);
    if (users.find(id) !== undefined) await users.renewed(id, key, parseIdentity(certificatePem).notAfter, clock.now());
    const certificate = parseIdentity(certificatePem).fingerprint;
    audit.note({ by: memberActor(member), event: { event: 'user.renewed', certificate } });
    log.info({ user: id, keyWords: keyWords(key) }, 'certificate of a user renewed');
    return { certificatePem, authoritiesPem: authority.authoritiesPem() };
  }

  #info(user: string): UserInfo {
    const known = this.#context.users.find(user);
    if (known === undefined) throw new ConsiliumError({ code: 'USER_UNKNOWN', message: `there is no user ${user}` });
    return infoOf(known);
  }
}

function standingOf(known: StoredUser | undefined): 'unknown' | 'active' | 'revoked' {
  if (known === undefined) return 'unknown';
  if (!known.active) return 'revoked';
  return known.keys.length === 0 ? 'unknown' : 'active';
}

function infoOf({ user, roles, active, keys, addedMs, expiresMs }: StoredUser): UserInfo {
  const [key = ''] = keys;
  const state = !active ? 'revoked' : key === '' ? 'invited' : 'active';
  return { user, roles, state, key, addedMs, expiresMs };
}

/** @returns in the order of {@link ROLES}, each once */
function checkedRoles(roles: readonly string[]): readonly Role[] {
  const other = roles.find((role) => !isRole(role));
  if (roles.length === 0 || other !== undefined) {
    const what = other === undefined ? 'no role is named' : `${JSON.stringify(other)} is no role`;
    throw parameterInvalid('roles', `${what}: roles are ${ROLES.join(', ')}`);
  }
  return ROLES.filter((role) => roles.includes(role));
}

function parameterInvalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}
