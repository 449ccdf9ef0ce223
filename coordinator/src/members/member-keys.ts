import { ConsiliumError } from '@consilium/core';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import type { AdmissionRequest, AdmittedKey } from './admission.ts';
import { withdrawOpen } from './invitations.ts';
import type { CertifiedMember } from './member-authority.ts';

/** A key that asks to speak for a member, and the end of the certificate that it gets for it, in milliseconds since the epoch. */
export interface Admission extends AdmissionRequest {
  readonly expiresMs: number;
}

/** A key that was admitted once, as it is stored. */
export interface StoredKey extends AdmittedKey {
  readonly expiresMs: number;
}

/** A member in memory. */
export interface KnownMember {
  readonly active: boolean;
  /** Whether it is shut out until it is released. */
  readonly quarantined: boolean;
  /** Keys that speak for it, in the order in which they were admitted. */
  readonly keys: readonly string[];
  /** Keys that did once. */
  readonly retired: ReadonlySet<string>;
  /** When the newest certificate of the oldest key that speaks for it ends; 0 for one that was not issued here. */
  readonly expiresMs: number;
}

/** @param keys of this member alone, oldest first */
export function knownMember(
  { revoked, quarantine = '' }: { readonly revoked: number; readonly quarantine?: string },
  keys: readonly StoredKey[],
): KnownMember {
  const of = (retired: boolean): string[] => keys.filter((row) => row.retired === retired).map(({ key }) => key);
  const { expiresMs = 0 } = keys.find(({ retired }) => !retired) ?? {};
  return { active: revoked === 0, quarantined: quarantine !== '', keys: of(false), retired: new Set(of(true)), expiresMs };
}

/** Keys that were ever admitted, oldest first: all those of one kind of member, or those that have to do with a member or a key. */
export async function keysOf(
  query: Database['query'] | Tx,
  of: Pick<CertifiedMember, 'kind'> | (CertifiedMember & { readonly key?: string }),
): Promise<readonly StoredKey[]> {
  const all = query.selectFrom('member_keys').selectAll().orderBy('turn');
  const wanted =
    'id' in of
      ? all.where((row) =>
          row.or([row.and([row('kind', '=', of.kind), row('member', '=', of.id)]), row('key', '=', of.key ?? '')]),
        )
      : all.where('kind', '=', of.kind);
  return (await wanted.execute()).map(({ kind, member, key, retired, expires_ms: expiresMs }) => ({
    kind,
    id: member,
    key,
    retired: retired !== 0,
    expiresMs,
  }));
}

/** Stores a key that speaks for a member from now on; of one that does, the end of its newest certificate. */
export async function putKey(
  tx: Tx,
  { kind, id, key, expiresMs }: Pick<Admission, 'kind' | 'id' | 'key' | 'expiresMs'>,
  nowMs: number,
): Promise<void> {
  const newest = await tx
    .selectFrom('member_keys')
    .select('turn')
    .where('kind', '=', kind)
    .where('member', '=', id)
    .orderBy('turn', 'desc')
    .executeTakeFirst();
  const turn = (newest?.turn ?? 0) + 1;
  await tx
    .insertInto('member_keys')
    .values({ kind, member: id, key, turn, admitted_ms: nowMs, expires_ms: expiresMs, retired: 0 })
    .onConflict((c) => c.columns(['kind', 'member', 'key']).doUpdateSet({ expires_ms: expiresMs }))
    .execute();
}

/** Retires the keys of a member, for good, and ends its open invitations. */
export async function retireMember(tx: Tx, { kind, id }: CertifiedMember): Promise<void> {
  await tx.updateTable('member_keys').set({ retired: 1 }).where('kind', '=', kind).where('member', '=', id).execute();
  await withdrawOpen(tx, { kind, id });
}

/**
 * Whether a key speaks for a member.
 *
 * @param known `undefined` for a name that nobody has
 * @throws ConsiliumError `CERTIFICATE_UNKNOWN` when the member is not registered or was revoked, `ADMISSION_REFUSED` when it is, and
 * the key is not its own: the authority has certified it, and nobody has admitted it, or not any more; `SITE_QUARANTINED`
 */
export function requireOwnKey(member: CertifiedMember, known: KnownMember | undefined, key: string): void {
  if (known === undefined) throw unknown(member);
  if (!known.active) throw revocation(member);
  if (known.keys.includes(key)) {
    if (known.quarantined) throw quarantineRefusal(member);
    return;
  }
  const why = known.retired.has(key) ? 'was retired' : 'was never admitted';
  throw new ConsiliumError({ code: 'ADMISSION_REFUSED', message: `this key ${why}: ${member.id} speaks with another one` });
}

/** What somebody who was shut out learns. */
export function revocation({ kind, id }: CertifiedMember): ConsiliumError<'CERTIFICATE_UNKNOWN'> {
  return new ConsiliumError({ code: 'CERTIFICATE_UNKNOWN', message: `the ${kind} ${id} was revoked` });
}

/** What a site under quarantine learns: not why, which may be about somebody else. */
export function quarantineRefusal({ id }: CertifiedMember): ConsiliumError<'SITE_QUARANTINED'> {
  return new ConsiliumError({ code: 'SITE_QUARANTINED', message: `${id} is under quarantine at this coordinator` });
}

function unknown({ kind, id }: CertifiedMember): ConsiliumError<'CERTIFICATE_UNKNOWN'> {
  return new ConsiliumError({ code: 'CERTIFICATE_UNKNOWN', message: `the ${kind} ${id} is not registered at this coordinator` });
}
