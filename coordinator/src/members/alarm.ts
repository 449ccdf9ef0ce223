import type { Clock, ConsiliumError } from '@consilium/core';
import type { Logger } from '@consilium/host';
import { keyWords } from '@consilium/trust';
import { personActor } from '../audit/actors.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Person } from './identify-person.ts';

/** A stolen key tries again as often as an agent does; people need one line. */
const QUIET_MS = 60_000;
/** Keys that are remembered; past that the oldest may warn again sooner. */
const MAX_KEYS = 1000;

/** Writes an alarm about a key, or a token in its place, to the log at level 50, at most once a minute for each, and into the audit log. */
export function keyAlarm(
  log: Logger,
  clock: Clock,
  audit: Pick<AuditTrail, 'note'>,
): (person: Person, reason: ConsiliumError) => void {
  const last = new Map<string, number>();
  return (person, { code, message }) => {
    const { kind, id, address } = person;
    if (kind !== 'coordinator')
      audit.note({ by: personActor(person), event: { event: 'identity.alarm', member: id, kind, code } });
    const shown =
      person.key === undefined
        ? { issuer: person.issuer, subject: person.subject }
        : { keyWords: keyWords(person.key), serial: person.serial };
    const key = person.key ?? JSON.stringify(shown);
    const now = clock.now();
    if (now - (last.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    last.delete(key);
    last.set(key, now);
    for (const oldest of last.keys()) {
      if (last.size <= MAX_KEYS) break;
      last.delete(oldest);
    }
    log.error({ code, [kind === 'site' ? 'siteId' : 'user']: id, ...shown, address }, `ALARM: ${message}`);
  };
}
