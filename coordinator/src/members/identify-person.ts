import { type Clock, ConsiliumError, isConsiliumError } from '@consilium/core';
import type { Identify, ProvedToken } from '@consilium/transport';
import { type Member, requireRole } from './identify-member.ts';
import type { UserStore } from './user-store.ts';

/** A user who calls with a token. */
export interface TokenUser {
  readonly kind: 'user';
  readonly id: string;
  /** None: the word of a provider stands in its place. */
  readonly key?: undefined;
  readonly issuer: string;
  readonly subject: string;
  /** Where the connection comes from, for the log. */
  readonly address: string;
}

/** Somebody who calls the research service, by a certificate or a token. */
export type Person = Member | TokenUser;

/**
 * The check that stands before every call of people. What a token says is proved before; this adds that it still holds, whose it is, and
 * whether that user is registered, not revoked and holds a role that the call is for: with each call, and with each message of a stream.
 */
export function identifyPerson(context: {
  /** Of those who show a certificate. */
  readonly identify: Identify<Member>;
  readonly users: UserStore;
  readonly clock: Clock;
  /** Told when a token has somebody's name and is another's. */
  readonly alarm: (person: Person, reason: ConsiliumError) => void;
}): Identify<Person> {
  const { identify, users, clock, alarm } = context;
  return (peer, access) => {
    const { token, address } = peer;
    if (token === undefined) return identify(peer, access);
    if (access.kind !== 'user') throw new ConsiliumError({ code: 'ROLE_MISSING', message: 'this call is not made with a token' });
    if (clock.now() > token.expiresMs) throw tokenExpired(token);
    const known = users.byProvider(token);
    const person: TokenUser = {
      kind: 'user',
      id: known?.user ?? '',
      issuer: token.issuer,
      subject: token.subject,
      address,
    };
    try {
      requireRole(access.roles, users.rolesOfToken(token), person.id);
    } catch (error) {
      if (isConsiliumError(error, 'ADMISSION_REFUSED')) alarm(person, error);
      throw error;
    }
    return person;
  };
}

function tokenExpired({ expiresMs }: ProvedToken): ConsiliumError<'TOKEN_EXPIRED'> {
  return new ConsiliumError({
    code: 'TOKEN_EXPIRED',
    message: `the token has counted until ${new Date(expiresMs).toISOString()}`,
  });
}
