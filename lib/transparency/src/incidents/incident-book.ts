import type { AuditEntry } from '../audit-entry.ts';
import { AlarmWatch } from './alarm-watch.ts';
import {
  type Alarm,
  decided,
  type Evidence,
  type Incident,
  type IncidentDecision,
  openedIncident,
  seenAgain,
} from './incident.ts';

/** Incidents that are kept in memory after they were closed: the newest. */
const MOST_CLOSED = 1000;

/**
 * The incidents of an audit log, read off its entries: they last as long as the log, and cannot be changed unseen. What somebody outside
 * does again and again is one incident until a person closes it.
 */
export class IncidentBook {
  readonly #watch: AlarmWatch = new AlarmWatch();
  readonly #incidents: Map<number, Incident> = new Map();
  /** Seen, and not yet written down as an incident. */
  readonly #waiting: Map<string, Alarm> = new Map();
  #last = 0;

  /** All of them, the newest last. */
  get all(): readonly Incident[] {
    return [...this.#incidents.values()];
  }

  /** Those that nobody has closed. */
  get unclosed(): readonly Incident[] {
    return this.all.filter(({ state }) => state !== 'closed');
  }

  /** Takes the next entry of the log. @param evidence its place and leaf hash */
  take(entry: AuditEntry, evidence: Evidence): void {
    if (entry.event.startsWith('incident.')) this.#apply(entry);
    const alarm = this.#watch.see(entry, evidence);
    if (alarm === undefined) return;
    const known = this.unclosed.find(({ kind, subject }) => kind === alarm.kind && subject === alarm.subject);
    if (known === undefined) this.#waiting.set(`${alarm.kind} ${alarm.subject}`, alarm);
    else this.#incidents.set(known.incident, seenAgain(known, alarm.evidence, entry.at));
  }

  /** The next alarm that is to be written down as an incident, with its number. */
  next(): (Alarm & { readonly incident: number }) | undefined {
    for (const alarm of this.#waiting.values()) return { incident: this.#last + 1, ...alarm };
    return undefined;
  }

  #apply(entry: AuditEntry): void {
    // The catalogue has checked the form of each field.
    const {
      event,
      incident: number,
      actor,
      at,
      v: _v,
      salt: _salt,
      prev: _prev,
      ...fields
    } = entry as AuditEntry & { readonly incident: number };
    if (event === 'incident.opened') {
      const alarm = fields as unknown as Alarm;
      this.#waiting.delete(`${alarm.kind} ${alarm.subject}`);
      this.#incidents.set(number, openedIncident(number, alarm, at));
      this.#last = Math.max(this.#last, number);
      return;
    }
    const known = this.#incidents.get(number);
    // Decided twice, by two who did not see each other: the first one counts.
    if (known === undefined || known.state === 'closed') return;
    this.#incidents.set(number, decided(known, { event, ...fields } as unknown as IncidentDecision, actor, at));
    const closed = this.all.filter(({ state }) => state === 'closed');
    for (const { incident } of closed.slice(0, Math.max(0, closed.length - MOST_CLOSED))) this.#incidents.delete(incident);
  }
}
