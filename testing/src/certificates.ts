import { X509Certificate } from 'node:crypto';
import { type Clock, systemClock } from '@consilium/core';
import type { TlsIdentity } from '@consilium/transport';
import {
  type Authority,
  createAuthority,
  generateKeyPair,
  type IdentityKind,
  issueCertificate,
  type KeyPairPem,
  publicKeyFingerprint,
} from '@consilium/trust';

/** Name of the consortium that tests belong to. */
export const CONSORTIUM = 'test-consortium';

const DAY_MS = 86_400_000;

/** How a certificate of a test differs from a plain one. */
export interface MemberOptions {
  readonly consortium?: string;
  /** Names of a coordinator. @default this machine's */
  readonly hosts?: readonly string[];
  /** Days between the making of the certificate and now; it is valid for two days. @default 0 */
  readonly madeDaysAgo?: number;
  /** Signed by an authority of the same name that nobody trusts. */
  readonly foreign?: boolean;
  /** For another key than all other members have. */
  readonly otherKey?: boolean;
}

/** Two authorities of the same name and certificates of the first or, on demand, of the second. */
export interface TestCertificates {
  readonly authorityPem: string;
  readonly foreignAuthorityPem: string;
  /** Certificate and key of a member. */
  member(kind: IdentityKind, id: string, options?: MemberOptions): TlsIdentity;
  /** Signs requests of members, as the authority of a coordinator does. */
  readonly authority: {
    issue(member: { readonly kind: 'site' | 'user'; readonly id: string }, csrPem: string): string;
    authoritiesPem(): string;
  };
}

function clockOf(daysAgo: number): Clock {
  return { ...systemClock, now: () => systemClock.now() - daysAgo * DAY_MS };
}

/** Makes the keys in parallel; members share one or, on demand, another one, since making keys takes longest. */
export async function createCertificates(): Promise<TestCertificates> {
  const [first, second, members, others] = (await Promise.all([1, 2, 3, 4].map(() => generateKeyPair()))) as [
    KeyPairPem,
    KeyPairPem,
    KeyPairPem,
    KeyPairPem,
  ];
  const pairOf = ({ otherKey = false }: MemberOptions): KeyPairPem => (otherKey ? others : members);
  // Old enough to have issued certificates that have expired since.
  const clock = clockOf(400);
  const authority = createAuthority({ consortium: CONSORTIUM, clock, keyPair: first });
  const foreign = createAuthority({ consortium: CONSORTIUM, clock, keyPair: second });
  const issue = (issuer: Authority, kind: IdentityKind, id: string, options: MemberOptions): string =>
    issueCertificate(issuer, {
      publicKeyPem: pairOf(options).publicKeyPem,
      identity: { consortium: options.consortium ?? CONSORTIUM, kind, id },
      ...(kind === 'coordinator' ? { hosts: options.hosts ?? ['127.0.0.1', 'localhost'] } : {}),
      validityDays: 2,
      clock: clockOf(options.madeDaysAgo ?? 0),
    });
  return {
    authorityPem: authority.certificatePem,
    foreignAuthorityPem: foreign.certificatePem,
    authority: {
      issue: (member, csrPem) =>
        issueCertificate(authority, {
          csrPem,
          identity: { consortium: CONSORTIUM, ...member },
          validityDays: 2,
          clock: systemClock,
        }),
      authoritiesPem: () => authority.certificatePem,
    },
    member: (kind, id, options = {}) => ({
      certificatePem: issue(options.foreign === true ? foreign : authority, kind, id, options),
      privateKeyPem: pairOf(options).privateKeyPem,
      authorityPem: authority.certificatePem,
    }),
  };
}

/** The certificate of an identity in DER, as TLS hands it over once verified. */
export function derOf(identity: TlsIdentity): Buffer {
  return new X509Certificate(identity.certificatePem).raw;
}

/** Fingerprint of the key of an identity, as it is admitted. */
export function keyOf(identity: TlsIdentity): string {
  return publicKeyFingerprint(identity.privateKeyPem);
}
