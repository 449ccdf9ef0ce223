import { type Clock, ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { isRole, type Role, ROLES } from '@consilium/proto';
import { checkRequest, isIdentityName, keyWords, parseIdentity } from '@consilium/trust';
import type { Actor } from '@consilium/transparency';
import { personActor } from '../audit/actors.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { ProviderSettings } from '../oidc/provider-settings.ts';
import type { Person } from './identify-person.ts';
import { type Invitations, type NewInvitation, requireInvitable, withdrawOpen } from './invitations.ts';
import { type Certified, type MemberAuthority, requireAuthority } from './member-authority.ts';
import type { ProviderIdentity } from './provider-identities.ts';
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
  /** By what an identity provider knows the user; none for one with a key. */
  readonly provider: ProviderIdentity | undefined;
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
  /** None where nobody calls with tokens. */
  readonly provider: ProviderSettings | undefined;
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
    const held = this.#requireAddable(user, roles, replace, validMs);
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

  /**
   * Gives roles to the person whom the identity provider knows by a name. Nobody is invited: with their next token they are this user.
   *
   * @param replace whether the name takes the place of what a revoked user had
   * @returns where they log in
   * @throws ConsiliumError `ADMISSION_REFUSED` where the user is admitted already, or the name is somebody else's; `PARAMETER_INVALID`
   */
  async addByProvider(
    user: string,
    roles: readonly string[],
    name: string,
    replace: boolean,
    by: Actor,
  ): Promise<ProviderSettings> {
    const { users, clock, log, audit, provider } = this.#context;
    if (provider === undefined)
      throw parameterInvalid(
        'providerName',
        'this coordinator knows no identity provider: its operator names one with "consilium coordinator oidc"',
      );
    const { issuer } = provider;
    const held = this.#requireAddable(user, roles, replace);
    if (!/^[\x21-\x7e]{1,255}$/.test(name))
      throw parameterInvalid('providerName', 'the name at the provider has 1 to 255 visible ASCII characters');
    const now = clock.now();
    await this.#context.invitations.withdraw({ kind: 'user', id: user }, async (tx) => {
      await users.link(tx, user, held, { issuer, name }, { replace, nowMs: now });
      await audit.record(tx, [
        { by, event: { event: 'user.linked', user, roles: [...held], provider: issuer, known: name, replace } },
      ]);
    });
    await users.settle(user);
    log.info({ user, roles: held, by: by.actor, issuer }, 'user added, who calls with tokens');
    return provider;
  }

  /**
   * Signs a user's request, gives them roles and lets their key speak for them.
   *
   * @returns the certificate as PEM
   * @throws ConsiliumError `ADMISSION_REFUSED`, `REQUEST_INVALID`, `CERTIFICATE_INVALID`, `PARAMETER_INVALID`, `NOT_IMPLEMENTED`
   */
  async enrol(user: string, roles: readonly string[], requestPem: string, replace: boolean, by: Actor): Promise<string> {
    const { users, clock, log, audit } = this.#context;
    const authority = requireAuthority(this.#context.authority);
    const { key, provedKey } = checkRequest(requestPem);
    const known = users.find(user);
    // One who renews has roles, which stay those that an operator gave; whether the key is theirs is asked with the write.
    const renews = standingOf(known) === 'active' && known?.keys.length !== 0;
    const held = renews && known !== undefined ? known.roles : this.#requireAddable(user, roles, replace);
    const certificatePem = authority.issue({ kind: 'user', id: user }, requestPem);
    const { notAfter: expiresMs, fingerprint: certificate } = parseIdentity(certificatePem);
    const now = clock.now();
    await users.admit({ id: user, key, provedKey, replace, expiresMs }, now, async (tx) => {
      await users.put(tx, user, held, now);
      await withdrawOpen(tx, { kind: 'user', id: user });
      const admitted = { user, admitted: key, certificate, roles: [...held], replace };
      await audit.record(tx, [{ by, event: { event: 'user.admitted', ...admitted } }]);
    });
    log.info({ user, roles: held, keyWords: keyWords(key), by: by.actor }, 'user enrolled');
    return certificatePem;
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
    const { users, audit, clock, log } = this.#context;
    await users.revoke(user, clock.now(), async (tx) => await audit.record(tx, [{ by, event: { event: 'user.revoked', user } }]));
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
  async renew(person: Person, requestPem: string): Promise<Certified> {
    const { id, key } = person;
    const { users, clock, log, audit } = this.#context;
    const authority = requireAuthority(this.#context.authority);
    if (key === undefined)
      throw new ConsiliumError({
        code: 'ADMISSION_REFUSED',
        message: `${id} calls with tokens, and has no certificate to renew`,
      });
    if (checkRequest(requestPem).key !== key) {
      throw new ConsiliumError({ code: 'ADMISSION_REFUSED', message: `the request is not for the key with which ${id} speaks` });
    }
    const certificatePem = authority.issue({ kind: 'user', id }, requestPem);
    if (users.find(id) !== undefined) await users.renewed(id, key, parseIdentity(certificatePem).notAfter, clock.now());
    const certificate = parseIdentity(certificatePem).fingerprint;
    audit.note({ by: personActor(person), event: { event: 'user.renewed', certificate } });
    log.info({ user: id, keyWords: keyWords(key) }, 'certificate of a user renewed');
    return { certificatePem, authoritiesPem: authority.authoritiesPem() };
  }

  /** @returns the roles, checked @throws ConsiliumError `ADMISSION_REFUSED`, `PARAMETER_INVALID` */
  #requireAddable(user: string, roles: readonly string[], replace: boolean, validMs = 1): readonly Role[] {
    if (!isIdentityName(user)) throw parameterInvalid('user', `${JSON.stringify(user)} is not the name of a user`);
    const held = checkedRoles(roles);
    requireInvitable({ kind: 'user', id: user }, standingOf(this.#context.users.find(user)), replace, validMs);
    return held;
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
  return hasCome(known) ? 'active' : 'unknown';
}

/** Whether somebody has joined, or has come with a token. */
function hasCome({ keys, provider }: StoredUser): boolean {
  return keys.length > 0 || (provider !== undefined && provider.subject !== '');
}

function infoOf(known: StoredUser): UserInfo {
  const { user, roles, active, keys, addedMs, expiresMs, provider } = known;
  const [key = ''] = keys;
  const state = !active ? 'revoked' : hasCome(known) ? 'active' : 'invited';
  return { user, roles, state, key, addedMs, expiresMs, provider };
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
