import { hoursOf } from '../cohort/moment.ts';
import type { Reason, RecordBody, RecordHead, StoredEvent } from './fhir-record.ts';
import { instantAt } from './instant.ts';
import type { JsonReader } from './json-reader.ts';
import type { Later } from './json-shape.ts';
import { containedId, endOfId, referencedId } from './references.ts';
import type { EventKind, ResourceType } from './resource-kinds.ts';
import { ELEMENTS, type Read, type ReadConcept, type ReadHead, type ReadValues } from './resource-shapes.ts';
import type { UnitNumbers } from './unit-numbers.ts';
import type { Coding, WantedEvents } from './wanted-events.ts';

const NO_CODINGS: readonly Coding[] = [];
const NO_EVENTS: readonly StoredEvent[] = [];
/** Of a resource that nobody asks for. */
const NOTHING: RecordBody = unused('none');

/** States in which a resource says of something that it was not, or not yet (value sets of FHIR R4). */
const NEVER_HAPPENED: Readonly<Partial<Record<ResourceType, ReadonlySet<string>>>> = {
  Observation: new Set(['entered-in-error', 'cancelled', 'registered']),
  Condition: new Set(['entered-in-error', 'refuted']),
  MedicationRequest: new Set(['entered-in-error', 'cancelled', 'draft']),
  MedicationStatement: new Set(['entered-in-error', 'not-taken', 'intended']),
  Procedure: new Set(['entered-in-error', 'not-done', 'preparation']),
  Encounter: new Set(['entered-in-error', 'cancelled', 'planned']),
};

/** Requests that order nothing. */
const NO_ORDERS: ReadonlySet<string> = new Set(['proposal', 'plan', 'option']);

/**
 * Makes records of resources: what the columns of a reading want of them, and of everything else that it is there, so that the newest version counts.
 * A resource that nobody asks for costs no more than its codes.
 */
export class RecordMaker {
  readonly #wanted: WantedEvents;
  readonly #units: UnitNumbers;
  readonly #reader: JsonReader;
  #bytes: Buffer = Buffer.alloc(0);

  /** @param reader with which the resources are read, for what is read of them later */
  constructor(wanted: WantedEvents, units: UnitNumbers, reader: JsonReader) {
    this.#wanted = wanted;
    this.#units = units;
    this.#reader = reader;
  }

  /** Which version of which resource it is. @returns undefined for a resource without an id */
  head(type: ResourceType, { id, meta }: ReadHead): RecordHead | undefined {
    const bytes = this.#reader.bytes;
    const idTo = id === undefined ? -1 : endOfId(bytes, id + 1);
    if (id === undefined || idTo < 0) return undefined;
    const at = meta?.lastUpdated;
    const updated = at === undefined ? Number.NEGATIVE_INFINITY : instantAt(bytes, at + 1);
    const version = meta?.versionId === undefined ? Number.NEGATIVE_INFINITY : wholeAt(bytes, meta.versionId + 1);
    return { type, bytes, idFrom: id + 1, idTo, updated, version };
  }

  /** What is kept of a resource. @throws UnreadJson for what is read later and is of another form */
  body(type: ResourceType, resource: never): RecordBody {
    this.#bytes = this.#reader.bytes;
    switch (type) {
      case 'Patient':
        return this.#patient(resource);
      case 'Medication':
        return NOTHING;
      case 'Observation':
        return this.#observation(resource);
      case 'Condition':
        return this.#condition(resource);
      case 'Procedure':
        return this.#procedure(resource);
      case 'Encounter':
        return this.#encounter(resource);
      case 'MedicationRequest':
        return this.#request(resource);
      case 'MedicationStatement':
        return this.#statement(resource);
    }
  }

  #patient({ id, birthDate: birth = '', gender: sex = '', deceasedDateTime, deceasedBoolean }: Read<'Patient'>): RecordBody {
    const sets = this.#wanted.setsOfAll('death');
    const isDead = sets.length > 0 && (deceasedDateTime !== undefined || deceasedBoolean === true);
    const at = isDead ? hoursOf(deceasedDateTime ?? null) : undefined;
    const events = at === undefined ? NO_EVENTS : eventsIn(sets, at);
    const reason = isDead && at === undefined ? 'no-time' : 'none';
    return { patient: this.#text(id) ?? '', reason, events, medication: '', birth, sex };
  }

  #observation(resource: Read<'Observation'>): RecordBody {
    const { code, component } = resource;
    const own = this.#setsOf('observation', codingsOf(code));
    const parts: { readonly part: number; readonly sets: readonly number[]; readonly values: ReadValues }[] =
      own.length === 0 ? [] : [{ part: 0, sets: own, values: resource }];
    for (const [i, values] of (component ?? []).entries()) {
      const sets = this.#setsOf('observation', codingsOf(values.code));
      if (sets.length > 0) parts.push({ part: i + 1, sets, values });
    }
    if (parts.length === 0) return NOTHING;
    const at = this.#text(resource.effectiveDateTime) ?? this.#text(resource.effectiveInstant);
    const begin = at ?? this.#period(resource.effectivePeriod)?.start;
    return this.#placed('Observation', this.#text(resource.status), resource.subject, begin, (hours) => {
      let reason: Reason = 'none';
      const events = parts.flatMap(({ part, sets, values }) => {
        const value = this.#value(values);
        if (typeof value !== 'string') return eventsIn(sets, hours, { ...value, part });
        reason = value;
        return [];
      });
      return { reason, events };
    });
  }

  /** The value of an observation, or why it has none. */
  #value(values: ReadValues): Pick<StoredEvent, 'number' | 'unit' | 'code'> | Reason {
    const quantity = this.#reader.later(values.valueQuantity, ELEMENTS.quantity);
    // Below 5 is not 5.
    if (quantity?.comparator !== undefined) return 'bound';
    if (quantity?.value !== undefined) return { number: quantity.value, unit: this.#units.numberOf(quantity), code: '' };
    const integer = this.#reader.later(values.valueInteger, ELEMENTS.number);
    if (integer !== undefined) return { number: integer, unit: 0, code: '' };
    const flag = this.#reader.later(values.valueBoolean, ELEMENTS.flag);
    const code =
      flag === undefined ? this.#codeOf(this.#reader.later(values.valueCodeableConcept, ELEMENTS.concept)) : String(flag);
    if (code === undefined && values.dataAbsentReason !== undefined) return 'no-value';
    return { number: Number.NaN, unit: 0, code: code ?? '' };
  }

  #condition({ verificationStatus, code, subject, onsetDateTime, onsetPeriod, recordedDate }: Read<'Condition'>): RecordBody {
    const sets = this.#setsOf('condition', codingsOf(code));
    if (sets.length === 0) return NOTHING;
    const at = this.#text(onsetDateTime) ?? this.#period(onsetPeriod)?.start ?? this.#text(recordedDate);
    return this.#placed('Condition', this.#codeOf(verificationStatus), subject, at, (hours) => ({
      reason: 'none',
      events: eventsIn(sets, hours),
    }));
  }

  #procedure({ status, code, subject, performedDateTime, performedPeriod }: Read<'Procedure'>): RecordBody {
    const sets = this.#setsOf('procedure', codingsOf(code));
    if (sets.length === 0) return NOTHING;
    return this.#lasting('Procedure', this.#text(status), subject, sets, performedDateTime, performedPeriod);
  }

  #encounter({ status, class: kind, type = [], subject, period }: Read<'Encounter'>): RecordBody {
    const sets = this.#setsOf('encounter', [...(kind === undefined ? [] : [kind]), ...type.flatMap(codingsOf)]);
    if (sets.length === 0) return NOTHING;
    return this.#lasting('Encounter', this.#text(status), subject, sets, undefined, period);
  }

  #lasting(
    type: ResourceType,
    status: string | undefined,
    subject: Read<'Encounter'>['subject'],
    sets: readonly number[],
    at: Read<'Procedure'>['performedDateTime'],
    during: Read<'Encounter'>['period'],
  ): RecordBody {
    const period = this.#period(during);
    const end = hoursOf(period?.end ?? null);
    return this.#placed(type, status, subject, this.#text(at) ?? period?.start, (hours) => ({
      reason: 'none',
      events: eventsIn(sets, hours, { end }),
    }));
  }

  #request(resource: Read<'MedicationRequest'>): RecordBody {
    return this.#medicine('medication-request', resource, () => {
      const isOrder =
        this.#reader.later(resource.doNotPerform, ELEMENTS.flag) !== true && !NO_ORDERS.has(this.#text(resource.intent) ?? '');
      return [isOrder ? this.#text(resource.status) : 'cancelled', this.#text(resource.authoredOn)];
    });
  }

  #statement(resource: Read<'MedicationStatement'>): RecordBody {
    return this.#medicine('medication-statement', resource, () => [
      this.#text(resource.status),
      this.#text(resource.effectiveDateTime) ?? this.#period(resource.effectivePeriod)?.start,
    ]);
  }

  #medicine(
    kind: Extract<EventKind, `medication-${string}`>,
    resource: Pick<Read<'MedicationRequest'>, 'subject' | 'medicationCodeableConcept' | 'medicationReference' | 'contained'>,
    statusAndTime: () => readonly [string | undefined, string | undefined],
  ): RecordBody {
    const { medicationCodeableConcept, medicationReference, contained = [] } = resource;
    const reference = medicationReference?.reference;
    const inside = containedId(reference);
    const medication = inside === undefined ? (referencedId(reference, 'Medication') ?? '') : '';
    const code = contained.find((one) => one.resourceType === 'Medication' && one.id === inside)?.code;
    const sets = this.#setsOf(kind, codingsOf(medicationCodeableConcept ?? code));
    if (sets.length === 0 && medication === '') return NOTHING;
    const type = kind === 'medication-request' ? 'MedicationRequest' : 'MedicationStatement';
    const [status, at] = statusAndTime();
    return this.#placed(type, status, resource.subject, at, (hours) => ({
      reason: 'none',
      // In which sets it is, its Medication says, which may come later.
      events: eventsIn(medication === '' ? sets : [0], hours),
      medication,
    }));
  }

  /** What is left of an event that happened to a patient at a time. */
  #placed(
    type: ResourceType,
    status: string | undefined,
    subject: Read<'Encounter'>['subject'],
    at: string | undefined,
    make: (hours: number) => Pick<RecordBody, 'reason' | 'events'> & { readonly medication?: string },
  ): RecordBody {
    if (status !== undefined && NEVER_HAPPENED[type]?.has(status) === true) return unused('status');
    const patient = referencedId(this.#reader.later(subject, ELEMENTS.reference)?.reference, 'Patient');
    if (patient === undefined) return unused('no-patient');
    const hours = hoursOf(at ?? null);
    if (hours === undefined) return unused('no-time');
    const { reason, events, medication = '' } = make(hours);
    return events.length === 0 ? unused(reason) : { patient, reason, events, medication, birth: '', sex: '' };
  }

  #setsOf(kind: EventKind, codings: readonly Coding[]): readonly number[] {
    return this.#wanted.setsOf(kind, codings, this.#bytes);
  }

  #codeOf(concept: ReadConcept | undefined): string | undefined {
    return this.#text(codingsOf(concept).find(({ code }) => code !== undefined)?.code);
  }

  #text(at: Later<typeof ELEMENTS.text> | undefined): string | undefined {
    return this.#reader.later(at, ELEMENTS.text);
  }

  #period(at: Read<'Encounter'>['period']): { readonly start: string | undefined; readonly end: string | undefined } | undefined {
    return this.#reader.later(at, ELEMENTS.period);
  }
}

function unused(reason: Reason): RecordBody {
  return { patient: '', reason, events: NO_EVENTS, medication: '', birth: '', sex: '' };
}

function codingsOf(concept: ReadConcept | undefined): readonly Coding[] {
  return concept?.coding ?? NO_CODINGS;
}

function eventsIn(
  sets: readonly number[],
  time: number,
  value: Partial<Omit<StoredEvent, 'end'>> & { readonly end?: number | undefined } = {},
): readonly StoredEvent[] {
  const { end = Number.NaN, number = Number.NaN, unit = 0, code = '', part = 0 } = value;
  return sets.map((concept) => ({ concept, time, end, number, unit, code, part }));
}

/** A whole number of up to 15 digits between quotes; -Infinity for other text. */
function wholeAt(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; at < from + 16; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x22) return at === from ? Number.NEGATIVE_INFINITY : value;
    if (byte < 0x30 || byte > 0x39) break;
    value = value * 10 + byte - 0x30;
  }
  return Number.NEGATIVE_INFINITY;
}
