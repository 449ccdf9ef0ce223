import { type Clock, ConsiliumError, systemClock } from '@consilium/core';
import type { TlsIdentity } from '@consilium/transport';
import { createAuthority, generateKeyPair, issueCertificate, type IdentityKind } from '@consilium/trust';

/** Keys and certificates of a consortium that lives as long as one simulation. */
export interface ThrowawayConsortium {
  readonly name: string;
  readonly coordinator: TlsIdentity;
  readonly researcher: TlsIdentity;
  site(id: string): TlsIdentity;
}

/** Long enough for any rehearsal, too short to be mistaken for a real one. */
const VALIDITY_DAYS = 2;

/**
 * Makes an authority and one identity for each member. Sites share a key, since making keys takes longest, and they lie in one process anyway: a
 * certificate names its site all the same.
 *
 * @param oneKey true when no certificate will ever meet a socket: one key then serves all
 */
export async function createConsortium(
  siteIds: readonly string[],
  oneKey: boolean,
  clock: Clock = systemClock,
): Promise<ThrowawayConsortium> {
  const name = 'simulation';
  const members: readonly (readonly [IdentityKind, string])[] = [
    ['coordinator', 'coordinator'],
    ['user', 'researcher'],
    ...siteIds.map((id): readonly [IdentityKind, string] => ['site', id]),
  ];
  const [authorityKey, ...keys] = await Promise.all(Array.from({ length: oneKey ? 2 : 4 }, () => generateKeyPair()));
  if (authorityKey === undefined) throw internal('the authority has a key');
  const authority = createAuthority({ consortium: name, clock, keyPair: authorityKey });
  const identities = members.map(([kind, id], i): TlsIdentity => {
    const pair = keys[Math.min(i, keys.length - 1)];
    if (pair === undefined) throw internal('one key for each member');
    const certificatePem = issueCertificate(authority, {
      publicKeyPem: pair.publicKeyPem,
      identity: { consortium: name, kind, id },
      ...(kind === 'coordinator' ? { hosts: ['127.0.0.1', 'localhost'] } : {}),
      validityDays: VALIDITY_DAYS,
      clock,
    });
    return { certificatePem, privateKeyPem: pair.privateKeyPem, authorityPem: authority.certificatePem };
  });
  const identityOf = (index: number): TlsIdentity => {
    const identity = identities[index];
    if (identity === undefined) throw internal('no such member');
    return identity;
  };
  return {
    name,
    coordinator: identityOf(0),
    researcher: identityOf(1),
    site: (id) => identityOf(2 + siteIds.indexOf(id)),
  };
}

function internal(message: string): ConsiliumError<'INTERNAL'> {
  return new ConsiliumError({ code: 'INTERNAL', message });
}
