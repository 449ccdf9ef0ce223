import { ConsiliumError, type Randomness, sha256Hex } from '@consilium/core';
import { TOKEN_BYTES } from '@consilium/trust';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import type { InvitationRow } from '../store/tables.ts';
import type { MemberStanding } from './admission.ts';
import type { CertifiedMember } from './member-authority.ts';

/** What became of an invitation. */
export interface Invitation {
  readonly site: string;
  readonly state: 'open' | 'used' | 'expired' | 'withdrawn';
  /** Milliseconds since the epoch. */
  readonly createdMs: number;
  /** Milliseconds since the epoch. */
  readonly expiresMs: number;
  /** The key that was admitted by it; empty for none. */
  readonly key: string;
}

/** The secret of an invitation. It leaves this process once, and only its hash is kept. */
export interface NewInvitation {
  readonly token: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly expiresMs: number;
}

/** Longest that an invitation may hold: a secret that lies in a mailbox for longer is found by somebody else. */
const LONGEST_INVITATION_MS = 30 * 86_400_000;

/** Invitations of sites and users. */
export class Invitations {
  readonly #database: Database;
  readonly #random: Randomness;

  constructor(database: Database, random: Randomness) {
    this.#database = database;
    this.#random = random;
  }

  /**
   * Invites a member; open invitations of the same member end.
   *
   * @param alongside written in the same transaction
   */
  async invite(
    { kind, id }: CertifiedMember,
    validMs: number,
    replace: boolean,
    nowMs: number,
    alongside?: (tx: Tx, expiresMs: number) => Promise<void>,
  ): Promise<NewInvitation> {
    const token = new Uint8Array(TOKEN_BYTES);
    this.#random.fill(token);
    const expiresMs = nowMs + validMs;
    await this.#database.transaction(`invite ${kind}`, async (tx) => {
      await alongside?.(tx, expiresMs);
      await withdrawOpen(tx, { kind, id });
      const row = {
        kind,
        member: id,
        may_replace: replace ? 1 : 0,
        created_ms: nowMs,
        expires_ms: expiresMs,
        withdrawn: 0,
        key: '',
      };
      await tx
        .insertInto('invitations')
        .values({ token_hash: sha256Hex(token), ...row })
        .execute();
    });
    return { token, expiresMs };
  }

  /** Ends the open invitations of a member, with what is decided of it instead. @param alongside written in the same transaction */
  async withdraw(member: CertifiedMember, alongside: (tx: Tx) => Promise<void>): Promise<void> {
    await this.#database.transaction(`withdraw ${member.kind}`, async (tx) => {
      await withdrawOpen(tx, member);
      await alongside(tx);
    });
  }

  /** Those of sites, newest first. */
  async list(nowMs: number): Promise<readonly Invitation[]> {
    const query = this.#database.query.selectFrom('invitations').selectAll().where('kind', '=', 'site');
    const rows = await query.orderBy('created_ms', 'desc').execute();
    return rows.map((row) => ({
      site: row.member,
      state: stateOf(row, nowMs),
      createdMs: row.created_ms,
      expiresMs: row.expires_ms,
      key: row.key,
    }));
  }

  /** The invitation of a secret, before anything else is looked at. @throws ConsiliumError `INVITATION_INVALID` */
  async find(token: Uint8Array, member: CertifiedMember): Promise<InvitationRow> {
    return await found(this.#database.query, token, member);
  }

  /**
   * Spends an invitation on a key, as part of the write that admits it. The key on which it was spent may come again: the answer
   * may have got lost.
   *
   * @throws ConsiliumError `INVITATION_INVALID`
   */
  async use(tx: Tx, token: Uint8Array, member: CertifiedMember, key: string, nowMs: number): Promise<void> {
    const row = await found(tx, token, member);
    requireUsable(row, key, nowMs);
    await tx.updateTable('invitations').set({ key }).where('token_hash', '=', row.token_hash).execute();
  }
}

/** Ends the invitations of a member that were not used. */
export async function withdrawOpen(tx: Tx, { kind, id }: CertifiedMember): Promise<void> {
  await tx
    .updateTable('invitations')
    .set({ withdrawn: 1 })
    .where('kind', '=', kind)
    .where('member', '=', id)
    .where('key', '=', '')
    .execute();
}

/** Ends all invitations that were not used. */
export async function withdrawAllOpen(tx: Tx): Promise<void> {
  await tx.updateTable('invitations').set({ withdrawn: 1 }).where('key', '=', '').execute();
}

/** @throws ConsiliumError `INVITATION_INVALID` unless it may be spent on this key */
export function requireUsable(row: InvitationRow, key: string, nowMs: number): void {
  if (row.key !== '' && row.key !== key) throw invalid('the invitation was used before, with another key');
  if (row.withdrawn !== 0) throw invalid('the invitation was withdrawn');
  if (nowMs > row.expires_ms) throw invalid(`the invitation expired on ${new Date(row.expires_ms).toISOString()}`);
}

/**
 * Whether an invitation could lead to an admission.
 *
 * @throws ConsiliumError `ADMISSION_REFUSED` when no key that joins could be admitted, `PARAMETER_INVALID`
 */
export function requireInvitable(
  { id }: CertifiedMember,
  standing: MemberStanding['member'],
  replace: boolean,
  validMs: number,
): void {
  if (!(validMs > 0 && validMs <= LONGEST_INVITATION_MS)) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: 'an invitation holds for more than 0 and at most 30 days',
      details: { field: 'validMs' },
    });
  }
  requireReplaceable({ id }, standing, replace);
}

/** @throws ConsiliumError `ADMISSION_REFUSED` for a member whose place cannot be taken */
export function requireReplaceable(
  { id }: Pick<CertifiedMember, 'id'>,
  standing: MemberStanding['member'],
  replace: boolean,
): void {
  if (standing === 'active') throw refused(`${id} is admitted and not revoked: revoke it before another key takes its place`);
  if (standing === 'revoked' && !replace) throw refused(`${id} was revoked: a new key takes its place with --replace only`);
}

async function found(query: Database['query'] | Tx, token: Uint8Array, { kind, id }: CertifiedMember): Promise<InvitationRow> {
  // By its hash: how long that takes tells nothing about secrets that exist.
  const row = await query.selectFrom('invitations').selectAll().where('token_hash', '=', sha256Hex(token)).executeTakeFirst();
  if (row === undefined || row.kind !== kind || row.member !== id)
    throw invalid(`there is no such invitation of ${JSON.stringify(id)}`);
  return row;
}

function stateOf(row: InvitationRow, nowMs: number): Invitation['state'] {
  if (row.key !== '') return 'used';
  if (row.withdrawn !== 0) return 'withdrawn';
  return nowMs > row.expires_ms ? 'expired' : 'open';
}

function refused(message: string): ConsiliumError<'ADMISSION_REFUSED'> {
  return new ConsiliumError({ code: 'ADMISSION_REFUSED', message });
}

function invalid(message: string): ConsiliumError<'INVITATION_INVALID'> {
  return new ConsiliumError({ code: 'INVITATION_INVALID', message });
}
