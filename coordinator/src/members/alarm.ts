import type { Clock, ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { keyWords } from '@consilium/trust';
import type { Member } from './identify-member.ts';

/** A stolen key tries again as often as an agent does; people need one line. */
const QUIET_MS = 60_000;
/** Keys that are remembered; past that the oldest may warn again sooner. */
const MAX_KEYS = 1000;

/** Writes an alarm about a key to the log at level 50, at most once a minute for each key. */
export function keyAlarm(log: Logger, clock: Clock): (member: Member, reason: ConsiliumError) => void {
  const last = new Map<string, number>();
  return ({ kind, id, key, address, serial }, { code, message }) => {
    const now = clock.now();
    if (now - (last.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    last.delete(key);
    last.set(key, now);
    for (const oldest of last.keys()) {
      if (last.size <= MAX_KEYS) break;
      last.delete(oldest);
    }
    log.error({ code, [kind === 'site' ? 'siteId' : 'user']: id, keyWords: keyWords(key), serial, address }, `ALARM: ${message}`);
  };
}
