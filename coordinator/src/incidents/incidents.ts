import { type Clock, ConsiliumError } from '@consilium/core';
import {
  type Actor,
  type Alarm,
  AlarmWatch,
  decided,
  type Incident,
  type IncidentDecision,
  openedIncident,
  seenAgain,
} from '@consilium/transparency';
import { COORDINATOR } from '../audit/actors.ts';
import type { Deed } from '../audit/audit-trail.ts';
import type { WrittenEntry } from '../audit/written-entry.ts';
import type { Database } from '../store/database.ts';
import type { Tx } from '../store/dialect.ts';
import {
  countUnclosed,
  type IncidentChange,
  incidentOf,
  leaveNotice,
  listIncidents,
  nextIncident,
  putIncident,
  unclosedBySeverity,
  unclosedOf,
} from './incident-store.ts';

/** Incidents that are open at a time. What comes beyond is one more of its kind, about others: nobody outside decides how many there are. */
const MOST_UNCLOSED = 200;
/** The subject of incidents beyond {@link MOST_UNCLOSED}. */
const OTHERS = 'others';

/** What {@link Incidents} works with. */
export interface IncidentsContext {
  readonly database: Database;
  readonly clock: Pick<Clock, 'now'>;
  /** Writes into the audit log, in the transaction that it belongs to. */
  readonly record: (tx: Tx, deeds: readonly Deed[]) => Promise<void>;
  /** Told when there is something to be said. */
  readonly changed: () => void;
}

/** What a coordinator has seen that people should look into, and what they made of it: stored with the entries that show it. */
export class Incidents {
  readonly #context: IncidentsContext;
  readonly #watch: AlarmWatch = new AlarmWatch();

  constructor(context: IncidentsContext) {
    this.#context = context;
  }

  /** Looks at entries that were just written, in their transaction. @returns what is to be written down besides */
  async see(tx: Tx, written: readonly WrittenEntry[]): Promise<readonly Deed[]> {
    const opened: Deed[] = [];
    for (const { entry, position, hash } of written) {
      const alarm = this.#watch.see(entry, { entry: position, hash });
      if (alarm === undefined) continue;
      const incident = await this.#raise(tx, alarm, entry.at);
      if (incident === undefined) continue;
      const { kind, subject, evidence } = incident;
      opened.push({ by: COORDINATOR, event: { event: 'incident.opened', incident: incident.incident, kind, subject, evidence } });
    }
    if (opened.length > 0) this.#context.changed();
    return opened;
  }

  /** The newest first: all that nobody has closed, and where asked for the newest of the others. */
  async list(closed: boolean): Promise<readonly Incident[]> {
    return await listIncidents(this.#context.database.query, closed);
  }

  /** How many nobody has closed, by severity. */
  async counts(): Promise<Readonly<Record<Incident['severity'], number>>> {
    return await unclosedBySeverity(this.#context.database.query);
  }

  /**
   * Writes down what a person decides.
   *
   * @throws ConsiliumError `INCIDENT_UNKNOWN`, `INCIDENT_CLOSED`, `AUDIT_CORRUPT` for a text that the log does not take
   */
  async decide(number: number, decision: IncidentDecision, by: Actor): Promise<Incident> {
    const { database, clock, record, changed } = this.#context;
    const nowMs = clock.now();
    const now = await database.transaction('decide about an incident', async (tx) => {
      const before = await incidentOf(tx, number);
      if (before === undefined) throw new ConsiliumError({ code: 'INCIDENT_UNKNOWN', message: `there is no incident ${number}` });
      const after = decided(before, decision, by.actor, new Date(nowMs).toISOString());
      await record(tx, [{ by, event: { ...decision, incident: number } }]);
      await putIncident(tx, after);
      await leaveNotice(tx, number, CHANGES[decision.event], nowMs);
      return after;
    });
    changed();
    return now;
  }

  /** @returns the incident where it is a new one */
  async #raise(tx: Tx, alarm: Alarm, at: string): Promise<Incident | undefined> {
    const known = await unclosedOf(tx, alarm);
    if (known !== undefined) {
      await putIncident(tx, seenAgain(known, alarm.evidence, at));
      return undefined;
    }
    if (alarm.subject !== OTHERS && (await countUnclosed(tx)) >= MOST_UNCLOSED)
      return await this.#raise(tx, { ...alarm, subject: OTHERS }, at);
    const incident = openedIncident(await nextIncident(tx), alarm, at);
    await putIncident(tx, incident);
    await leaveNotice(tx, incident.incident, 'opened', Date.parse(at));
    return incident;
  }
}

const CHANGES: Readonly<Record<IncidentDecision['event'], IncidentChange>> = {
  'incident.acknowledged': 'acknowledged',
  'incident.assessed': 'assessed',
  'incident.closed': 'closed',
};
