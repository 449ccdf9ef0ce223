import { ConsiliumError } from '@consilium/core';
import type { ProvedToken } from '@consilium/transport';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';

/** By what an identity provider knows a user. */
export interface ProviderIdentity {
  readonly issuer: string;
  /** What tokens have to say of the user, in the claim that the coordinator looks at. */
  readonly name: string;
  /** Whom the first token with that name was of: no other counts from then on. Empty before it. */
  readonly subject: string;
  /**
   * Since when it is the user's, in milliseconds since the epoch: tokens from before are of another time. Of one who is revoked, since when it is not; of one
   * who has come back, at least twice {@link TOKEN_SKEW_MS} after that.
   */
  readonly linkedMs: number;
}

/** What of a user decides whether a token speaks for them. */
interface Linked {
  readonly user: string;
  readonly active: boolean;
  readonly provider: ProviderIdentity | undefined;
}

/** How far the clocks of coordinator and provider may lie apart, in milliseconds. */
export const TOKEN_SKEW_MS = 60_000;

/** By what a provider knows a user; `undefined` for one with a key. */
export async function providerIdentityOf(query: Database['query'] | Tx, user: string): Promise<ProviderIdentity | undefined> {
  const row = await query.selectFrom('provider_identities').selectAll().where('user', '=', user).executeTakeFirst();
  if (row === undefined) return undefined;
  const { issuer, name, subject, linked_ms: linkedMs } = row;
  return { issuer, name, subject, linkedMs };
}

/**
 * Makes a name at a provider that of a user, in the place of the one that the user had. A name is of one user for good, as a key is.
 *
 * @param revoked whether the user comes back after a revocation
 * @throws ConsiliumError `ADMISSION_REFUSED` where it is somebody else's
 */
export async function linkIdentity(
  tx: Tx,
  user: string,
  { issuer, name }: Pick<ProviderIdentity, 'issuer' | 'name'>,
  { revoked, nowMs }: { readonly revoked: boolean; readonly nowMs: number },
): Promise<void> {
  const taken = await tx
    .selectFrom('provider_identities')
    .select('user')
    .where('issuer', '=', issuer)
    .where('name', '=', name)
    .where('user', '!=', user)
    .executeTakeFirst();
  if (taken !== undefined) throw refused(`${name} at ${issuer} is known as the user ${taken.user}`);
  // Tokens from before a revocation are over for good, also those of a provider whose clock is ahead.
  const before = revoked ? await providerIdentityOf(tx, user) : undefined;
  const linkedMs = before === undefined ? nowMs : Math.max(nowMs, before.linkedMs + 2 * TOKEN_SKEW_MS);
  await unlinkIdentity(tx, user);
  await tx.insertInto('provider_identities').values({ user, issuer, name, subject: '', linked_ms: linkedMs }).execute();
}

/** Of one who is revoked: tokens that were made before now, or so shortly after that a clock may be wrong, never count again. */
export async function endTokens(tx: Tx, user: string, nowMs: number): Promise<void> {
  await tx.updateTable('provider_identities').set({ linked_ms: nowMs }).where('user', '=', user).execute();
}

/** Of one who is to have a key from now on. */
export async function unlinkIdentity(tx: Tx, user: string): Promise<void> {
  await tx.deleteFrom('provider_identities').where('user', '=', user).execute();
}

/**
 * Makes the subject of the first token that of the user, for good: a name such as an address may pass to somebody else, a subject does not.
 *
 * @throws ConsiliumError `ADMISSION_REFUSED` where it is the subject of another user
 */
export async function pinSubject(tx: Tx, user: string, { issuer, subject }: ProvedToken): Promise<void> {
  const other = await tx
    .selectFrom('provider_identities')
    .select('user')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .where('user', '!=', user)
    .executeTakeFirst();
  if (other !== undefined) throw refused(`${subject} at ${issuer} is the user ${other.user} already`);
  await tx.updateTable('provider_identities').set({ subject }).where('user', '=', user).where('subject', '=', '').execute();
}

/**
 * Whether a token speaks for a user.
 *
 * @param known `undefined` where nobody has its name
 * @throws ConsiliumError `IDENTITY_UNKNOWN` when nobody is known by it or the user was revoked, `TOKEN_INVALID` when it is older than the
 * user's admission, `ADMISSION_REFUSED` when it has the user's name and is somebody else's
 */
export function requireOwnToken(token: ProvedToken, known: Linked | undefined): void {
  const { issuer, name, subject, issuedMs } = token;
  if (known?.provider === undefined) throw unknown(`no user here is known as ${name} at ${issuer}`);
  const { user, active, provider } = known;
  if (!active) throw unknown(`the user ${user} was revoked`);
  if (issuedMs + TOKEN_SKEW_MS < provider.linkedMs)
    throw new ConsiliumError({
      code: 'TOKEN_INVALID',
      message: `the token was made before ${user} was admitted, or too shortly after a revocation: log in again, within a minute or two`,
    });
  if (provider.subject === subject) return;
  throw refused(`${name} at ${issuer} is now the subject ${subject}: ${user} is ${provider.subject || 'not known yet'}`);
}

function unknown(message: string): ConsiliumError<'IDENTITY_UNKNOWN'> {
  return new ConsiliumError({ code: 'IDENTITY_UNKNOWN', message });
}

function refused(message: string): ConsiliumError<'ADMISSION_REFUSED'> {
  return new ConsiliumError({ code: 'ADMISSION_REFUSED', message });
}
