import type { Actor } from '@consilium/transparency';
import type { Member, Stranger } from '../members/identify-member.ts';

/** The coordinator itself: its clock, or what it has seen. */
export const COORDINATOR: Actor = { actor: 'coordinator', as: 'coordinator' };

/** A member who calls. */
export function memberActor({ kind, id, key, address }: Pick<Member, 'kind' | 'id' | 'key' | 'address'>): Actor {
  return { actor: id, as: kind, key, peer: address };
}

/** Somebody without a certificate. */
export function strangerActor({ address }: Stranger): Actor {
  return { actor: 'stranger', as: 'stranger', peer: address };
}

/** A command on the coordinator's machine. */
export const COMMAND: Actor = { actor: 'command', as: 'command' };
