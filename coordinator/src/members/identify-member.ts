import { type Clock, ConsiliumError, isConsiliumError } from '@consilium/core';
import type { Identify } from '@consilium/transport';
import { type CertifiedIdentity, parseIdentity } from '@consilium/trust';
import type { SiteStore } from './site-store.ts';

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
 * it names, whether it is still valid now (a connection may outlive it), and whether that member is registered and not revoked.
 */
export function identifyMember(context: {
  readonly consortium: string;
  readonly sites: SiteStore;
  readonly clock: Clock;
  /** Fingerprint of each user's key, by name. Without it any key that the authority certified speaks for its user, as in rehearsals. */
  readonly userKeys: Readonly<Record<string, string>> | undefined;
  /** Told when a key that the authority certified is none that was admitted for its name. */
  readonly alarm: (member: Member, reason: ConsiliumError) => void;
}): Identify<Member> {
  /** Parsed once for each connection, whose calls all bring the same array. */
  const parsed = new WeakMap<Uint8Array, Member>();
  return (peer, { kind }) => {
    let identity = parsed.get(peer.certificate);
    if (identity === undefined) {
      identity = { ...parseIdentity(peer.certificate), address: peer.address };
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
      else requireUserKey(context.userKeys, identity);
    } catch (error) {
      if (isConsiliumError(error, 'ADMISSION_REFUSED')) context.alarm(identity, error);
      throw error;
    }
    return identity;
  };
}

function requireUserKey(keys: Readonly<Record<string, string>> | undefined, { id, key }: Member): void {
  if (keys === undefined) return;
  const own = Object.hasOwn(keys, id) ? keys[id] : undefined;
  if (own === undefined)
    throw new ConsiliumError({ code: 'CERTIFICATE_UNKNOWN', message: `the user ${id} is not registered at this coordinator` });
  if (own !== key)
    throw new ConsiliumError({
      code: 'ADMISSION_REFUSED',
      message: `this key was never admitted: ${id} speaks with another one`,
    });
}

/** The certificate that opened a connection is no longer valid. */
export function expired(member: Member): ConsiliumError<'CERTIFICATE_INVALID'> {
  return new ConsiliumError({ code: 'CERTIFICATE_INVALID', message: `the certificate of ${member.id} has expired` });
}
