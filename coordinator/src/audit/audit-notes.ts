import type { Clock } from '@consilium/core';
import { COORDINATOR } from './actors.ts';
import type { Deed } from './audit-trail.ts';

/** Notes of one event, with one code, by one key of one actor that are written within an hour: one noisy caller does not hide what others do. */
export const NOTES_OF_ONE = 20;
/** Notes of one event that are written within an hour, by all actors together. */
export const NOTES_OF_ALL = 600;
/** Bounded by how many keys were admitted: a site rests on it that its commitment is written down, however many others come in the same hour. */
const OF_MEMBERS_ONLY = 'session.opened';
const HOUR_MS = 3_600_000;

/** Notes of one event in this hour. */
interface Hour {
  readonly byActor: Map<string, number>;
  written: number;
  leftOut: number;
}

/** How many notes get into the log: strangers and members cause them for nothing, and must neither fill the disk nor hide each other. */
export class AuditNotes {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #hours: Map<string, Hour> = new Map();
  #since: number;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#since = clock.monotonic();
  }

  /** What is to be written now that this has happened: it, nothing, and after an hour how many were left out. */
  taken(deed: Deed): readonly Deed[] {
    const { event } = deed.event;
    const now = this.#clock.monotonic();
    const before = now - this.#since >= HOUR_MS ? this.rest() : [];
    const hour = this.#hours.get(event) ?? { byActor: new Map<string, number>(), written: 0, leftOut: 0 };
    this.#hours.set(event, hour);
    // Of strangers no name is known: all of them are one. By key and code as well as by name: who holds a retired certificate of a member, and
    // is refused with it, must not use up what is written of the member.
    // So too of an account that has the name of a user and is another's.
    const { as, actor, key = as === 'user' ? (deed.by.subject ?? '') : '' } = deed.by;
    const code = 'code' in deed.event ? (deed.event.code ?? '') : '';
    const who = `${as}/${actor}/${key}/${code}`;
    const ofOne = hour.byActor.get(who) ?? 0;
    const full = hour.written >= NOTES_OF_ALL && event !== OF_MEMBERS_ONLY;
    if (full || ofOne >= NOTES_OF_ONE) {
      hour.leftOut += 1;
      return before;
    }
    hour.byActor.set(who, ofOne + 1);
    hour.written += 1;
    return [...before, deed];
  }

  /** How many of each event were left out; the next hour begins. */
  rest(): readonly Deed[] {
    this.#since = this.#clock.monotonic();
    const deeds = [...this.#hours]
      .filter(([, { leftOut }]) => leftOut > 0)
      .map(([of, { leftOut }]): Deed => ({ by: COORDINATOR, event: { event: 'notes.left-out', of, entries: leftOut } }));
    this.#hours.clear();
    return deeds;
  }
}
