import type { Clock, ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { keyWords } from '@consilium/trust';
import { memberActor } from '../audit/actors.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Member } from './identify-member.ts';

/** A stolen key tries again as often as an agent does; people need one line. */
const QUIET_MS = 60_000;
/** Keys that are remembered; past that the oldest may warn again sooner. */
const MAX_KEYS = 1000;

/** Writes an alarm about a key to the log at level 50, at most once a minute for each key, and into the audit log. */
export function keyAlarm(
  log: Logger,
  clock: Clock,
  audit: Pick<AuditTrail, 'note'>,
): (member: Member, reason: ConsiliumError) => void {
  const last = new Map<string, number>();
  return (member, { code, message }) => {
    const { kind, id, key, address, serial } = member;
    if (kind !== 'coordinator')
      audit.note({ by: memberActor(member), event: { event: 'identity.alarm', member: id, kind, code } });
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
