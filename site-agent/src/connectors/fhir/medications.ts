import type { RecordHead } from './fhir-record.ts';
import type { Read } from './resource-shapes.ts';
import type { WantedEvents } from './wanted-events.ts';

interface Known {
  readonly updated: number;
  readonly version: number;
  readonly sets: readonly number[];
}

/** The medications that requests and statements refer to. There are as many as a pharmacy has, not as a hospital has patients. */
export class Medications {
  readonly #known = new Map<string, Known>();
  readonly #wanted: WantedEvents;

  constructor(wanted: WantedEvents) {
    this.#wanted = wanted;
  }

  /** Takes one in; of several versions the newest counts, and of equal ones that with more sets. */
  add({ bytes, idFrom, idTo, updated, version }: RecordHead, { status, code }: Read<'Medication'>): void {
    const id = bytes.toString('latin1', idFrom, idTo);
    const codings = code?.coding ?? [];
    const sets =
      status === 'entered-in-error'
        ? []
        : (['medication-request', 'medication-statement'] as const).flatMap((kind) => [
            ...this.#wanted.setsOf(kind, codings, bytes),
          ]);
    const other = this.#known.get(id);
    const isNewer =
      other === undefined ||
      updated > other.updated ||
      (updated === other.updated && (version > other.version || (version === other.version && sets.length > other.sets.length)));
    if (isNewer) this.#known.set(id, { updated, version, sets });
  }

  /** The sets of codes that a medication is in; undefined for one that is not there. */
  setsOf(id: string): readonly number[] | undefined {
    return this.#known.get(id)?.sets;
  }
}
