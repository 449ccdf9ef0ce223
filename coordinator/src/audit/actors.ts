import type { Actor } from '@consilium/transparency';
import type { Member, Stranger } from '../members/identify-member.ts';
import type { Person } from '../members/identify-person.ts';

/** The coordinator itself: its clock, or what it has seen. */
export const COORDINATOR: Actor = { actor: 'coordinator', as: 'coordinator' };

/** A member who calls. */
export function memberActor({ kind, id, key, address }: Pick<Member, 'kind' | 'id' | 'key' | 'address'>): Actor {
  return { actor: id, as: kind, key, peer: address };
}

/** A user, by a key or by the word of a provider. */
export function personActor(person: Caller): Actor {
  if (person.key !== undefined) return memberActor(person);
  const { id, issuer, subject, address } = person;
  // One whom nobody has added has no name here.
  return { actor: id === '' ? 'stranger' : id, as: id === '' ? 'stranger' : 'user', issuer, subject, peer: address };
}

/** What of a caller the log keeps. */
export type Caller = Pick<Member, 'kind' | 'id' | 'key' | 'address'> | Exclude<Person, Member>;

/** Somebody without a certificate. */
export function strangerActor({ address }: Stranger): Actor {
  return { actor: 'stranger', as: 'stranger', peer: address };
}

/** A command on the coordinator's machine. */
export const COMMAND: Actor = { actor: 'command', as: 'command' };
