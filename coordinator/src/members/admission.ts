import { ConsiliumError } from '@consilium/core';

/** A key that was admitted once. */
export interface AdmittedKey {
  readonly site: string;
  /** SHA-256 of the public key, hex. */
  readonly key: string;
  /** Whether it speaks for the site no more: it was revoked, or a newer one has taken its place. */
  readonly retired: boolean;
}

/** A key that asks to speak for a site. */
export interface AdmissionRequest {
  readonly site: string;
  /** SHA-256 of the public key, hex; the asker has proved to hold it. */
  readonly key: string;
  /** The key that vouches for it, proved as well. */
  readonly provedKey?: string | undefined;
  /** Whether it is to take the place of the keys of a revoked site. */
  readonly replace: boolean;
}

/** What is known of the site that is asked for. */
export interface SiteStanding {
  /** Whether the site exists, and whether it was revoked. */
  readonly site: 'unknown' | 'active' | 'revoked';
  /** All keys that were ever admitted, of every site, in the order in which they were. */
  readonly keys: readonly AdmittedKey[];
}

/**
 * Whether a key may speak for a site. An admission is of a key, not of a name: a name that is taken stays with its keys, and a key
 * that was retired never comes back, under no name.
 *
 * @throws ConsiliumError `ADMISSION_REFUSED` saying why not
 */
export function requireAdmissible({ site, key, provedKey, replace }: AdmissionRequest, standing: SiteStanding): void {
  const same = standing.keys.filter((known) => known.key === key);
  const elsewhere = same.find((known) => known.site !== site);
  if (elsewhere !== undefined) throw refused(`this key is known as that of the site ${elsewhere.site}`);
  if (same.some(({ retired }) => retired))
    throw refused(`this key spoke for ${site} before and was retired: it never comes back, so the site has to make another one`);
  if (standing.site === 'unknown') return;
  if (standing.site === 'revoked') {
    if (!replace) throw refused(`${site} was revoked: a new key takes its place with --replace only`);
    return;
  }
  if (replace) throw refused(`${site} is admitted and not revoked: revoke it before another key takes its place`);
  const live = standing.keys.filter((known) => known.site === site && !known.retired).map((known) => known.key);
  // The request itself proves that the asker holds its key.
  if (live.includes(key)) return;
  if (provedKey === undefined) throw refused(`${site} is admitted with another key, and the request brings no proof of that key`);
  if (!live.includes(provedKey)) throw refused(`the request brings the proof of a key that does not speak for ${site}`);
  // A key has one successor: two that want to follow it are two holders.
  if (live.at(-1) !== provedKey)
    throw refused(
      `another key was admitted already to follow this one of ${site}: if the hospital does not have it, revoke the site and invite it again`,
    );
}

function refused(message: string): ConsiliumError<'ADMISSION_REFUSED'> {
  return new ConsiliumError({ code: 'ADMISSION_REFUSED', message });
}
