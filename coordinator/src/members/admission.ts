import { ConsiliumError } from '@consilium/core';
import type { CertifiedMember } from './member-authority.ts';

/** A key that was admitted once. */
export interface AdmittedKey extends CertifiedMember {
  /** SHA-256 of the public key, hex. */
  readonly key: string;
  /** Whether it speaks for the member no more: it was revoked, or a newer one has taken its place. */
  readonly retired: boolean;
}

/** A key that asks to speak for a site or a user. */
export interface AdmissionRequest extends CertifiedMember {
  /** SHA-256 of the public key, hex; the asker has proved to hold it. */
  readonly key: string;
  /** The key that vouches for it, proved as well. */
  readonly provedKey?: string | undefined;
  /** Whether it is to take the place of the keys of a revoked member. */
  readonly replace: boolean;
}

/** What is known of the member that is asked for. */
export interface MemberStanding {
  /** Whether a key of it was ever admitted, and whether it was revoked. */
  readonly member: 'unknown' | 'active' | 'revoked';
  /** All keys that were ever admitted, of every member, in the order in which they were. */
  readonly keys: readonly AdmittedKey[];
}

/**
 * Whether a key may speak for a site or a user. An admission is of a key, not of a name: a name that is taken stays with its keys, and a key
 * that was retired never comes back, under no name.
 *
 * @throws ConsiliumError `ADMISSION_REFUSED` saying why not
 */
export function requireAdmissible({ kind, id, key, provedKey, replace }: AdmissionRequest, standing: MemberStanding): void {
  const same = standing.keys.filter((known) => known.key === key);
  const own = (known: AdmittedKey): boolean => known.kind === kind && known.id === id;
  const elsewhere = same.find((known) => !own(known));
  if (elsewhere !== undefined) throw refused(`this key is known as that of the ${elsewhere.kind} ${elsewhere.id}`);
  if (same.some(({ retired }) => retired))
    throw refused(`this key spoke for ${id} before and was retired: it never comes back, so the ${kind} has to make another one`);
  if (standing.member === 'unknown') return;
  if (standing.member === 'revoked') {
    if (!replace) throw refused(`${id} was revoked: a new key takes its place with --replace only`);
    return;
  }
  if (replace) throw refused(`${id} is admitted and not revoked: revoke it before another key takes its place`);
  const live = standing.keys.filter((known) => own(known) && !known.retired).map((known) => known.key);
  // The request itself proves that the asker holds its key.
  if (live.includes(key)) return;
  if (provedKey === undefined) throw refused(`${id} is admitted with another key, and the request brings no proof of that key`);
  if (!live.includes(provedKey)) throw refused(`the request brings the proof of a key that does not speak for ${id}`);
  // A key has one successor: two that want to follow it are two holders.
  if (live.at(-1) !== provedKey)
    throw refused(
      `another key was admitted already to follow this one of ${id}: if its holder does not have it, revoke the ${kind} and invite it again`,
    );
}

function refused(message: string): ConsiliumError<'ADMISSION_REFUSED'> {
  return new ConsiliumError({ code: 'ADMISSION_REFUSED', message });
}
