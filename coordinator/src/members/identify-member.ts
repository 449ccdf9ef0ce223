import { type Clock, ConsiliumError } from '@consilium/core';
import type { Identify } from '@consilium/transport';
import { type CertifiedIdentity, parseIdentity } from '@consilium/trust';
import type { SiteStore } from './site-store.ts';

/** A member of the consortium as handlers know it: who the certificate names, and until when. */
export type Member = CertifiedIdentity;

/**
 * The check that stands before every call. TLS has proved that the consortium's authority issued the certificate; this adds who
 * it names, whether it is still valid now (a connection may outlive it), and whether that member is registered and not revoked.
 */
export function identifyMember(context: {
  readonly consortium: string;
  readonly sites: SiteStore;
  readonly clock: Clock;
}): Identify<Member> {
  /** Parsed once for each connection, whose calls all bring the same array. */
  const parsed = new WeakMap<Uint8Array, Member>();
  return (peer, { kind }) => {
    let identity = parsed.get(peer.certificate);
    if (identity === undefined) {
      identity = parseIdentity(peer.certificate);
      parsed.set(peer.certificate, identity);
    }
    if (kind === 'any') return identity;
    if (identity.consortium !== context.consortium) {
      throw new ConsiliumError({
        code: 'CERTIFICATE_UNKNOWN',
        message: `the certificate belongs to the consortium ${identity.consortium}`,
      });
    }
    if (identity.kind !== kind) {
      throw new ConsiliumError({
        code: 'ROLE_MISSING',
        message: `this call is for a ${kind}, the certificate names a ${identity.kind}`,
      });
    }
    if (context.clock.now() > identity.notAfter) throw expired(identity);
    if (kind === 'site') context.sites.requireActive(identity.id);
    return identity;
  };
}

/** The certificate that opened a connection is no longer valid. */
export function expired(member: Member): ConsiliumError<'CERTIFICATE_INVALID'> {
  return new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: `the certificate of ${member.id} has expired` });
}
