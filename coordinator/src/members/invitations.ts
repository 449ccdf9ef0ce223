import { ConsiliumError, type Randomness, sha256Hex } from '@consilium/core';
import { TOKEN_BYTES } from '@consilium/trust';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import type { InvitationRow } from '../store/tables.ts';

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

/** Invitations of sites. */
export class Invitations {
  readonly #database: Database;
  readonly #random: Randomness;

  constructor(database: Database, random: Randomness) {
    this.#database = database;
    this.#random = random;
  }

  /** Invites a site; open invitations of the same site end. */
  async invite(site: string, validMs: number, replace: boolean, nowMs: number): Promise<NewInvitation> {
    const token = new Uint8Array(TOKEN_BYTES);
    this.#random.fill(token);
    const expiresMs = nowMs + validMs;
    await this.#database.transaction('invite site', async (tx) => {
      await tx.updateTable('invitations').set({ withdrawn: 1 }).where('site', '=', site).where('key', '=', '').execute();
      const row = { site, may_replace: replace ? 1 : 0, created_ms: nowMs, expires_ms: expiresMs, withdrawn: 0, key: '' };
      await tx
        .insertInto('invitations')
        .values({ token_hash: sha256Hex(token), ...row })
        .execute();
    });
    return { token, expiresMs };
  }

  /** Newest first. */
  async list(nowMs: number): Promise<readonly Invitation[]> {
    const rows = await this.#database.query.selectFrom('invitations').selectAll().orderBy('created_ms', 'desc').execute();
    return rows.map((row) => ({
      site: row.site,
      state: stateOf(row, nowMs),
      createdMs: row.created_ms,
      expiresMs: row.expires_ms,
      key: row.key,
    }));
  }

  /** The invitation of a secret, before anything else is looked at. @throws ConsiliumError `INVITATION_INVALID` */
  async find(token: Uint8Array, site: string): Promise<InvitationRow> {
    return await found(this.#database.query, token, site);
  }

  /**
   * Spends an invitation on a key, as part of the write that admits it. The key on which it was spent may come again: the answer
   * may have got lost.
   *
   * @throws ConsiliumError `INVITATION_INVALID`
   */
  async use(tx: Tx, token: Uint8Array, site: string, key: string, nowMs: number): Promise<void> {
    const row = await found(tx, token, site);
    requireUsable(row, key, nowMs);
    await tx.updateTable('invitations').set({ key }).where('token_hash', '=', row.token_hash).execute();
  }
}

/** @throws ConsiliumError `INVITATION_INVALID` unless it may be spent on this key */
export function requireUsable(row: InvitationRow, key: string, nowMs: number): void {
  if (row.key !== '' && row.key !== key) throw invalid('the invitation was used before, with another key');
  if (row.withdrawn !== 0) throw invalid('the invitation was withdrawn');
  if (nowMs > row.expires_ms) throw invalid(`the invitation expired on ${new Date(row.expires_ms).toISOString()}`);
}

async function found(query: Database['query'] | Tx, token: Uint8Array, site: string): Promise<InvitationRow> {
  // By its hash: how long that takes tells nothing about secrets that exist.
  const row = await query.selectFrom('invitations').selectAll().where('token_hash', '=', sha256Hex(token)).executeTakeFirst();
  if (row === undefined || row.site !== site) throw invalid(`there is no such invitation of ${JSON.stringify(site)}`);
  return row;
}

function stateOf(row: InvitationRow, nowMs: number): Invitation['state'] {
  if (row.key !== '') return 'used';
  if (row.withdrawn !== 0) return 'withdrawn';
  return nowMs > row.expires_ms ? 'expired' : 'open';
}

function invalid(message: string): ConsiliumError<'INVITATION_INVALID'> {
  return new ConsiliumError({ code: 'INVITATION_INVALID', message });
}
