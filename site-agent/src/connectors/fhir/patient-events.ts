import type { CohortRow } from '../cohort/cohort-row.ts';
import { type Event, inTime } from '../cohort/event.ts';
import type { Birth } from '../cohort/moment.ts';
import type { FhirCounts } from './fhir-counts.ts';
import type { FhirDescription } from './fhir-description.ts';
import type { FhirRecord, StoredEvent } from './fhir-record.ts';
import type { PatientRecords } from './group-records.ts';
import type { Medications } from './medications.ts';
import { EVENT_KIND_NAMES, EVENT_KINDS } from './resource-kinds.ts';
import type { WantedEvents } from './wanted-events.ts';

/** A patient's rows in the cohort, and the events that columns are made of. */
export interface PatientRows {
  readonly person: string;
  readonly rows: readonly CohortRow[];
  readonly events: readonly Event[];
}

interface KnownEvent extends Event {
  readonly end: number;
}

/** FHIR keeps no periods of observation: all that is written down counts. */
const ALWAYS: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

const BIRTH = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/;

/** What is known while patients are made of records. */
export interface Known {
  readonly wanted: WantedEvents;
  readonly medications: Medications;
  readonly counts: FhirCounts;
  readonly cohort: Pick<FhirDescription['cohort'], 'which'>;
  /** The set of events that make somebody a member of the cohort. */
  readonly cohortSet: number;
}

/** Makes rows and events of the records of a patient. @returns undefined for one who is not in the cohort, or of whom the export holds no Patient */
export function patientRows({ patient, records }: PatientRecords, known: Known): PatientRows | undefined {
  const others = records.filter(({ type }) => type !== 'Patient');
  // Of merged patients the one who is left says who they are.
  const who = records.find(({ type, id }) => type === 'Patient' && id === patient);
  if (who === undefined) {
    known.counts.add('unresolved', others.length);
    return undefined;
  }
  const events = inTime(
    records.flatMap((record) => eventsOf(record, known)),
    EVENT_KIND_NAMES,
  ) as readonly KnownEvent[];
  const starts = events.filter(({ concept }) => concept === known.cohortSet);
  const counted = known.cohort.which === 'first' ? starts.slice(0, 1) : starts;
  if (counted.length === 0) return undefined;
  const person = { person: patient, birth: birthOf(who.birth), sex: who.sex, observed: ALWAYS };
  const rows = counted.map(({ time, end }): CohortRow => ({ ...person, start: time, end: Number.isNaN(end) ? undefined : end }));
  return { person: patient, rows, events };
}

function eventsOf(record: FhirRecord, { wanted, medications, counts }: Known): readonly KnownEvent[] {
  const { id, medication, type } = record;
  if (medication === '') return record.events.map((event) => eventOf(event, event.concept, id, wanted));
  const sets = medications.setsOf(medication);
  if (sets === undefined) counts.add('medication');
  const ofType = (sets ?? []).filter((set) => EVENT_KINDS[wanted.kindOf(set)] === type);
  return record.events.flatMap((event) => ofType.map((set) => eventOf(event, set, id, wanted)));
}

function eventOf(
  { time, end, number, unit, code, part }: StoredEvent,
  concept: number,
  id: string,
  wanted: WantedEvents,
): KnownEvent {
  return {
    table: wanted.kindOf(concept),
    concept,
    time,
    end,
    id: part === 0 ? id : `${id}#${part}`,
    number: Number.isNaN(number) ? undefined : number,
    valueConcept: code,
    text: '',
    unit,
  };
}

function birthOf(text: string): Birth {
  const [, year, month, day] = BIRTH.exec(text) ?? [];
  const number = (digits: string | undefined): number | undefined => (digits === undefined ? undefined : Number(digits));
  return { year: number(year), month: number(month), day: number(day) };
}
