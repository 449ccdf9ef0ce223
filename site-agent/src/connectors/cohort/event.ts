/** Something that happened to a person, wherever it is written down. */
export interface Event {
  /** The table, or the kind of resource, in which it stands. */
  readonly table: string;
  readonly concept: number;
  /** Hours, as in `moment.ts`. */
  readonly time: number;
  readonly id: string;
  readonly number: number | undefined;
  /** Code and text of the value; empty without one. */
  readonly valueConcept: string;
  readonly text: string;
  /** What names the unit; 0 without one. */
  readonly unit: number;
}

/** The events of one person, by time. */
export interface PersonEvents {
  readonly person: string;
  readonly events: readonly Event[];
}

/** By time; those of one moment by table and key, as no source promises. @param tables in their order */
export function inTime<E extends Event>(events: E[], tables: readonly string[]): readonly E[] {
  return events.sort(
    (a, b) =>
      a.time - b.time ||
      tables.indexOf(a.table) - tables.indexOf(b.table) ||
      a.id.length - b.id.length ||
      (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
}
