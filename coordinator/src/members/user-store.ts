import { ConsiliumError } from '@consilium/core';
import { isRole, type Role, ROLES } from '@consilium/proto';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import type { UserRow } from '../store/tables.ts';
import { requireAdmissible } from './admission.ts';
import { requireReplaceable } from './invitations.ts';
import type { ProvedToken } from '@consilium/transport';
import { type Admission, type KnownMember, keysOf, knownMember, putKey, requireOwnKey, retireMember } from './member-keys.ts';
import {
  endTokens,
  linkIdentity,
  pinSubject,
  type ProviderIdentity,
  providerIdentityOf,
  requireOwnToken,
  unlinkIdentity,
} from './provider-identities.ts';

/** A user whom a coordinator knows from its first start on. */
export interface Founder {
  readonly user: string;
  /** Fingerprint of the user's key. */
  readonly key: string;
  readonly roles: readonly Role[];
}

/** A user as stored. */
export interface StoredUser extends KnownMember {
  readonly user: string;
  readonly roles: readonly Role[];
  /** Milliseconds since the epoch. */
  readonly addedMs: number;
  /** When the certificate of its key ends, in milliseconds since the epoch; 0 where that is not known. */
  readonly expiresMs: number;
  /** By what an identity provider knows the user; `undefined` for one with a key. */
  readonly provider: ProviderIdentity | undefined;
}

const KIND = 'user';

/** People of the consortium, the keys that speak for them, and what they may do. */
export class UserStore {
  readonly #database: Database;
  /** What the database says: asked before every call. The folder is ours alone, so nobody else changes it. */
  readonly #known: Map<string, StoredUser> = new Map();
  readonly #changed: () => void;

  /** @param changed told as soon as somebody's standing has changed durably, so that open streams end at once */
  constructor(database: Database, changed: () => void) {
    this.#database = database;
    this.#changed = changed;
  }

  /**
   * Reads which users there are: before it nobody is one.
   *
   * @param founders become users of a store that never had any
   */
  async load(founders: readonly Founder[], nowMs: number): Promise<void> {
    await this.#database.transaction('first users', async (tx) => {
      if ((await tx.selectFrom('users').select('user').executeTakeFirst()) !== undefined) return;
      for (const { user, key, roles } of founders) {
        await putUser(tx, { user, roles }, nowMs);
        await putKey(tx, { kind: KIND, id: user, key, expiresMs: 0 }, nowMs);
      }
    });
    for (const { user } of await this.#database.query.selectFrom('users').select('user').execute()) await this.#refresh(user);
  }

  /** Every user that was ever added, by name. */
  users(): readonly StoredUser[] {
    return [...this.#known.values()].sort((a, b) => (a.user < b.user ? -1 : 1));
  }

  /** One user, if there is one. */
  find(user: string): StoredUser | undefined {
    return this.#known.get(user);
  }

  /**
   * What a user may do who calls with a key.
   *
   * @throws ConsiliumError `CERTIFICATE_UNKNOWN`, `ADMISSION_REFUSED`
   */
  rolesOf(user: string, key: string): readonly Role[] {
    const known = this.#known.get(user);
    requireOwnKey({ kind: KIND, id: user }, known, key);
    return known?.roles ?? [];
  }

  /** The user whom a provider knows by a name. */
  byProvider({ issuer, name }: Pick<ProvedToken, 'issuer' | 'name'>): StoredUser | undefined {
    return [...this.#known.values()].find(({ provider }) => provider?.issuer === issuer && provider.name === name);
  }

  /** What a user may do who calls with a token. @throws ConsiliumError `IDENTITY_UNKNOWN`, `TOKEN_INVALID`, `ADMISSION_REFUSED` */
  rolesOfToken(token: ProvedToken): readonly Role[] {
    const known = this.byProvider(token);
    requireOwnToken(token, known);
    return known?.roles ?? [];
  }

  /**
   * Makes the subject of the first token of a user theirs; of any other token nothing is written.
   *
   * @param alongside written in the same transaction
   * @throws ConsiliumError `ADMISSION_REFUSED` where it is the subject of another user
   */
  async meet(token: ProvedToken, alongside: (tx: Tx, user: string) => Promise<void>): Promise<void> {
    const known = this.byProvider(token);
    if (known?.provider?.subject !== '') return;
    const { user } = known;
    requireOwnToken(token, { ...known, provider: { ...known.provider, subject: token.subject } });
    await this.#database.transaction('identify user', async (tx) => {
      const now = await providerIdentityOf(tx, user);
      // Of two tokens that come at once the first one counts; and an operator may have decided otherwise meanwhile.
      if (now?.subject !== '' || now.issuer !== token.issuer || now.name !== token.name) return;
      await pinSubject(tx, user, token);
      await alongside(tx, user);
    });
    await this.settle(user);
  }

  /**
   * Makes the person whom a provider knows by a name this user, with these roles, as part of a transaction; {@link settle} makes it count.
   *
   * @param replace whether that takes the place of what a revoked user had
   * @throws ConsiliumError `ADMISSION_REFUSED` where that is another user, or somebody has joined as this one meanwhile
   */
  async link(
    tx: Tx,
    user: string,
    roles: readonly Role[],
    to: Pick<ProviderIdentity, 'issuer' | 'name'>,
    { replace, nowMs }: { readonly replace: boolean; readonly nowMs: number },
  ): Promise<void> {
    // Asked again here: since it was looked at, somebody may have joined with a key, come with a token, or been revoked.
    const standing = await standingIn(tx, user);
    requireReplaceable({ id: user }, standing, replace);
    await putUser(tx, { user, roles }, nowMs);
    await tx.updateTable('users').set({ revoked: 0 }).where('user', '=', user).execute();
    await linkIdentity(tx, user, to, { revoked: standing === 'revoked', nowMs });
  }

  /** Writes a user with these roles as part of a transaction; {@link settle} makes them count. A revoked one stays so until a key joins. No provider's word counts for a user who is to have a key. */
  async put(tx: Tx, user: string, roles: readonly Role[], nowMs: number): Promise<void> {
    await putUser(tx, { user, roles }, nowMs);
    await unlinkIdentity(tx, user);
  }

  /** Takes up what was written about a user. */
  async settle(user: string): Promise<void> {
    await this.#refresh(user);
    this.#changed();
  }

  /**
   * Lets a key speak for a user who was added.
   *
   * @param alongside written in the same transaction, once the key is known to be admissible
   * @throws ConsiliumError `ADMISSION_REFUSED`
   */
  async admit(request: Omit<Admission, 'kind'>, nowMs: number, alongside: (tx: Tx) => Promise<void>): Promise<void> {
    const member = { ...request, kind: KIND } as const;
    await this.#database.transaction('admit user', async (tx) => {
      const row = await tx.selectFrom('users').select('revoked').where('user', '=', request.id).executeTakeFirst();
      const keys = await keysOf(tx, member);
      // Somebody who was added and has not joined yet has no key that another one would have to respect.
      const joined = keys.some(({ kind, id }) => kind === KIND && id === request.id);
      const standing = row === undefined || !joined ? 'unknown' : row.revoked === 0 ? 'active' : 'revoked';
      requireAdmissible(member, { member: standing, keys });
      await alongside(tx);
      await tx.updateTable('users').set({ revoked: 0 }).where('user', '=', request.id).execute();
      await putKey(tx, member, nowMs);
    });
    await this.settle(request.id);
  }

  /** Notes until when the newest certificate of a user's key holds. */
  async renewed(user: string, key: string, expiresMs: number, nowMs: number): Promise<void> {
    await this.#database.transaction(
      'renew user',
      async (tx) => await putKey(tx, { kind: KIND, id: user, key, expiresMs }, nowMs),
    );
    await this.#refresh(user);
  }

  /**
   * Gives a user other roles.
   *
   * @throws ConsiliumError `USER_UNKNOWN`; `LAST_OPERATOR` where nobody would be left who can give roles
   */
  async setRoles(user: string, roles: readonly Role[], alongside: (tx: Tx) => Promise<void>): Promise<void> {
    this.#require(user);
    await this.#database.transaction('set roles', async (tx) => {
      if (!roles.includes('operator')) await requireOtherOperator(tx, user);
      await tx
        .updateTable('users')
        .set({ roles: roles.join(' ') })
        .where('user', '=', user)
        .execute();
      await alongside(tx);
    });
    await this.settle(user);
  }

  /**
   * Shuts a user out: the next call is refused, open streams end, and none of the keys ever comes back.
   *
   * @throws ConsiliumError `USER_UNKNOWN`; `LAST_OPERATOR` where nobody would be left who can add users
   */
  async revoke(user: string, nowMs: number, alongside: (tx: Tx) => Promise<void>): Promise<void> {
    this.#require(user);
    await this.#database.transaction('revoke user', async (tx) => {
      await requireOtherOperator(tx, user);
      await tx.updateTable('users').set({ revoked: 1 }).where('user', '=', user).execute();
      await retireMember(tx, { kind: KIND, id: user });
      await endTokens(tx, user, nowMs);
      await alongside(tx);
    });
    await this.settle(user);
  }

  #require(user: string): void {
    if (this.#known.has(user)) return;
    throw new ConsiliumError({ code: 'USER_UNKNOWN', message: `there is no user ${user} at this coordinator` });
  }

  async #refresh(user: string): Promise<void> {
    const { query } = this.#database;
    const row = await query.selectFrom('users').selectAll().where('user', '=', user).executeTakeFirstOrThrow();
    const known = knownMember(row, await keysOf(query, { kind: KIND, id: user }));
    this.#known.set(user, storedUser(row, known, await providerIdentityOf(query, user)));
  }
}

/** Where a user stands by what is stored, seen from within a transaction. */
async function standingIn(tx: Tx, user: string): Promise<'unknown' | 'active' | 'revoked'> {
  const row = await tx.selectFrom('users').select('revoked').where('user', '=', user).executeTakeFirst();
  if (row === undefined) return 'unknown';
  if (row.revoked !== 0) return 'revoked';
  const keys = await keysOf(tx, { kind: KIND, id: user });
  const joined = keys.some(({ kind, id, retired }) => kind === KIND && id === user && !retired);
  const provider = await providerIdentityOf(tx, user);
  return joined || (provider !== undefined && provider.subject !== '') ? 'active' : 'unknown';
}

/**
 * Asked within the write that takes an operator away: of two who go at the same moment, one stays.
 *
 * @throws ConsiliumError `LAST_OPERATOR` when this user is the only operator with a key
 */
async function requireOtherOperator(tx: Tx, leaving: string): Promise<void> {
  const rows = await tx
    .selectFrom('users')
    .innerJoin('member_keys', 'member_keys.member', 'users.user')
    .select(['users.user', 'users.roles'])
    .where('users.revoked', '=', 0)
    .where('member_keys.kind', '=', KIND)
    .where('member_keys.retired', '=', 0)
    .execute();
  const operators = new Set(rows.filter(({ roles }) => rolesIn(roles).includes('operator')).map(({ user }) => user));
  if (!operators.has(leaving) || operators.size > 1) return;
  throw new ConsiliumError({
    code: 'LAST_OPERATOR',
    message: `${leaving} is the only operator who can call: nobody would be left to admit anybody`,
  });
}

function rolesIn(stored: string): readonly Role[] {
  const held = stored.split(' ').filter(isRole);
  return ROLES.filter((role) => held.includes(role));
}

function storedUser(row: UserRow, known: KnownMember, provider: ProviderIdentity | undefined): StoredUser {
  return { ...known, user: row.user, roles: rolesIn(row.roles), addedMs: row.added_ms, provider };
}

async function putUser(tx: Tx, { user, roles }: Pick<Founder, 'user' | 'roles'>, nowMs: number): Promise<void> {
  const row = { user, roles: roles.join(' '), added_ms: nowMs, revoked: 0 };
  await tx
    .insertInto('users')
    .values(row)
    .onConflict((c) => c.column('user').doUpdateSet({ roles: row.roles }))
    .execute();
}
