import { type Clock, fromUnknown } from '@consilium/core';
import type { SiteEvent } from '@consilium/transparency';
import type { SiteLog } from '../session/remote-log.ts';
import type { AuditLog } from './audit-log.ts';

/** What a running agent writes into its audit log. */
export interface AgentAudit {
  /** Writes down what may happen only if it is written down. @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
  record(event: SiteEvent): void;
  /** Writes down what lets nothing out and happens all the same; what cannot be written is an error in the log for people. */
  note(event: SiteEvent): void;
  /** Signs a checkpoint over all entries. */
  seal(): void;
}

/** Of a rehearsal: no patient is behind it, and nobody will ask. */
export const NO_AUDIT: AgentAudit = { record: () => {}, note: () => {}, seal: () => {} };

/** What a coordinator can cause as often as it likes. Everything else has cost a charge, or a person's word. */
const FREE: ReadonlySet<SiteEvent['event']> = new Set(['task.refused', 'session.opened', 'session.ended']);
/** Entries of {@link FREE} events an hour. */
export const NOTES_PER_HOUR = 600;
const HOUR_MS = 3_600_000;

/** The audit of an agent on its open log. How long that gets, a coordinator does not decide: what costs it
 * nothing is written so many times an hour, and the log says how many were left out. */
export function agentAudit(log: AuditLog, people: Pick<SiteLog, 'error'>, clock: Pick<Clock, 'monotonic'>): AgentAudit {
  let since = clock.monotonic();
  let notes = 0;
  let leftOut = 0;
  const quietly = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      const { code, message } = fromUnknown(error);
      people.error({ code }, `the audit log could not be written: ${message}`);
    }
  };
  return {
    record: (event) => log.record('agent', event),
    note: (event) =>
      quietly(() => {
        const now = clock.monotonic();
        if (now - since >= HOUR_MS) {
          if (leftOut > 0) log.record('agent', { event: 'notes.left-out', entries: leftOut });
          since = now;
          notes = 0;
          leftOut = 0;
        }
        notes += FREE.has(event.event) ? 1 : 0;
        if (notes <= NOTES_PER_HOUR || !FREE.has(event.event)) log.record('agent', event);
        else leftOut += 1;
      }),
    seal: () => quietly(() => log.seal()),
  };
}
