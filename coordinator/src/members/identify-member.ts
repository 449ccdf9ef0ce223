import { type Clock, ConsiliumError, isConsiliumError } from '@consilium/core';
import { type Role, ROLES } from '@consilium/proto';
import type { Identify } from '@consilium/transport';
import { type CertifiedIdentity, parseIdentity } from '@consilium/trust';
import type { SiteStore } from './site-store.ts';
import type { UserStore } from './user-store.ts';

/** A member of the consortium as handlers know it: who the certificate names, and until when. */
export interface Member extends CertifiedIdentity {
  /** Where the connection comes from, for the log. */
  readonly address: string;
}

/** Somebody without a certificate. */
export interface Stranger {
  /** Where the connection comes from, for the log. */
  readonly address: string;
}

/** Lets anybody in, to what is for strangers and to nothing else. */
export const identifyStranger: Identify<Stranger> = ({ address }, { kind }) => {
  if (kind !== 'stranger') throw new ConsiliumError({ code: 'ROLE_MISSING', message: 'this call needs a certificate' });
  return { address };
};

/**
 * The check that stands before every call. TLS has proved that the consortium's authority issued the certificate; this adds who
 * it names, whether it is still valid now (a connection may outlive it), whether that member is registered and not revoked, and whether
 * a user holds a role that the call is for.
 */
export function identifyMember(context: {
  readonly consortium: string;
  readonly sites: SiteStore;
  readonly clock: Clock;
  /** Without it any key that the authority certified speaks for its user, who holds every role, as in rehearsals. */
  readonly users: UserStore | undefined;
  /** Told when a key that the authority certified is none that was admitted for its name. */
  readonly alarm: (member: Member, reason: ConsiliumError) => void;
}): Identify<Member> {
  /** Parsed once for each connection, whose calls all bring the same array. */
  const parsed = new WeakMap<Uint8Array, Member>();
  return (peer, access) => {
    const { kind } = access;
    let identity = parsed.get(peer.certificate);
    if (identity === undefined) {
      identity = { ...parseIdentity(peer.read ?? peer.certificate), address: peer.address };
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
    try {
      if (kind === 'site') context.sites.requireActive(identity.id, identity.key);
      if (access.kind === 'user')
        requireRole(access.roles, context.users?.rolesOf(identity.id, identity.key) ?? ROLES, identity.id);
    } catch (error) {
      if (isConsiliumError(error, 'ADMISSION_REFUSED')) context.alarm(identity, error);
      throw error;
    }
    return identity;
  };
}

/** @throws ConsiliumError `ROLE_MISSING` unless a user holds one of the roles */
export function requireRole(wanted: readonly Role[], held: readonly Role[], id: string): void {
  if (wanted.some((role) => held.includes(role))) return;
  throw new ConsiliumError({
    code: 'ROLE_MISSING',
    message: `this call is for the roles ${wanted.join(', ')}; ${id} has ${held.join(', ') || 'none'}`,
  });
}

/** The certificate that opened a connection is no longer valid. */
export function expired(member: Member): ConsiliumError<'CERTIFICATE_INVALID'> {
  return new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: `the certificate of ${member.id} has expired` });
}
