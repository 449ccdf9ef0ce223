import { X509Certificate } from 'node:crypto';
import { type Clock, systemClock } from '@consilium/core';
import { type Authority, createAuthority, generateKeyPair, type IdentityKind, issueCertificate } from '@consilium/trust';

/** Name of the consortium of the tests. */
export const CONSORTIUM = 'tests';

const DAY_MS = 86_400_000;

/** Issues certificates as the coordinator meets them: in DER, as TLS has verified them. */
export interface TestCertificates {
  of(kind: IdentityKind, id: string, options?: { readonly consortium?: string; readonly madeDaysAgo?: number }): Uint8Array;
}

/** Makes an authority; all members share one key, since no certificate here ever meets a socket. */
export async function createCertificates(): Promise<TestCertificates> {
  const [authorityKey, memberKey] = await Promise.all([generateKeyPair(), generateKeyPair()]);
  const ago = (days: number): Clock => ({ ...systemClock, now: () => systemClock.now() - days * DAY_MS });
  const authority: Authority = createAuthority({ consortium: CONSORTIUM, clock: ago(100), keyPair: authorityKey });
  return {
    of: (kind, id, options = {}) =>
      new X509Certificate(
        issueCertificate(authority, {
          publicKeyPem: memberKey.publicKeyPem,
          identity: { consortium: options.consortium ?? CONSORTIUM, kind, id },
          validityDays: 2,
          clock: ago(options.madeDaysAgo ?? 0),
        }),
      ).raw,
  };
}
