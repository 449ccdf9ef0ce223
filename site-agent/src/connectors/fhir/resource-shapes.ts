import { ABSENT, BOOLEAN, later, list, NUMBER, object, type ObjectShape, type ReadAs, TEXT } from './json-shape.ts';

// Elements of FHIR R4 (4.0.1, hl7.org/fhir/R4), by resource. Those of other versions that would be read as something else have to be absent; where
// an element changed its type, the type alone tells. What is not needed to see whether anybody asks for a resource is read later, if somebody does.

const coding = object({ system: later(TEXT), code: later(TEXT) });
const concept = object({ coding: list(coding) });
const reference = object({ reference: TEXT });
const period = object({ start: TEXT, end: TEXT });
const quantity = object({ value: NUMBER, comparator: TEXT, unit: TEXT, system: TEXT, code: TEXT });

/** Shapes of what is read later. */
export const ELEMENTS = { text: TEXT, flag: BOOLEAN, number: NUMBER, concept, reference, period, quantity } as const;

const text = later(TEXT);
const whom = later(reference);
const when = later(period);
const head = { resourceType: text, id: text, meta: object({ versionId: text, lastUpdated: text }) } as const;
const values = {
  valueQuantity: later(quantity),
  valueCodeableConcept: later(concept),
  valueInteger: later(NUMBER),
  valueBoolean: later(BOOLEAN),
  dataAbsentReason: later(concept),
} as const;
const medicine = {
  status: text,
  subject: whom,
  medicationCodeableConcept: concept,
  medicationReference: reference,
  contained: list(object({ resourceType: TEXT, id: TEXT, code: concept })),
  medication: ABSENT,
} as const;

const SHAPES = {
  Patient: object({
    ...head,
    birthDate: TEXT,
    gender: TEXT,
    deceasedDateTime: TEXT,
    deceasedBoolean: BOOLEAN,
    link: list(object({ type: TEXT, other: reference })),
    animal: ABSENT,
    careProvider: ABSENT,
  }),
  Medication: object({ ...head, status: TEXT, code: concept }),
  Observation: object({
    ...head,
    ...values,
    status: text,
    code: concept,
    subject: whom,
    effectiveDateTime: text,
    effectiveInstant: text,
    effectivePeriod: when,
    component: list(object({ ...values, code: concept })),
    context: ABSENT,
    related: ABSENT,
  }),
  Condition: object({
    ...head,
    // Texts in other versions.
    clinicalStatus: concept,
    verificationStatus: concept,
    code: concept,
    subject: whom,
    onsetDateTime: text,
    onsetPeriod: when,
    recordedDate: text,
    context: ABSENT,
    assertedDate: ABSENT,
    patient: ABSENT,
  }),
  MedicationRequest: object({
    ...head,
    ...medicine,
    intent: text,
    doNotPerform: later(BOOLEAN),
    authoredOn: text,
    context: ABSENT,
  }),
  MedicationStatement: object({
    ...head,
    ...medicine,
    effectiveDateTime: text,
    effectivePeriod: when,
    taken: ABSENT,
    wasNotTaken: ABSENT,
    patient: ABSENT,
  }),
  Procedure: object({
    ...head,
    status: text,
    code: concept,
    subject: whom,
    performedDateTime: text,
    performedPeriod: when,
    context: ABSENT,
    notDone: ABSENT,
    notPerformed: ABSENT,
    occurrenceDateTime: ABSENT,
    occurrencePeriod: ABSENT,
  }),
  Encounter: object({
    ...head,
    status: text,
    class: coding,
    type: list(concept),
    subject: whom,
    period: when,
    patient: ABSENT,
    actualPeriod: ABSENT,
  }),
};

/** What is read of each resource, and nothing else of it. */
export type Shapes = typeof SHAPES;

/** A resource as far as it is read. */
export type Read<T extends keyof Shapes> = ReadAs<Shapes[T]>;

/** The head that every resource has. */
export type ReadHead = Pick<Read<'Patient'>, 'id' | 'meta'>;

/** A concept as it is read. */
export type ReadConcept = ReadAs<typeof concept>;

/** A quantity, coded value or other value of an observation. */
export type ReadValues = Pick<Read<'Observation'>, keyof typeof values>;

/** The shape of a resource. */
export function shapeOf<T extends keyof Shapes>(type: T): Shapes[T] {
  return SHAPES[type];
}

/** The type alone, for lines that do not begin with it. */
export const TYPE_SHAPE: ObjectShape<{ readonly resourceType: typeof TEXT }> = object({ resourceType: TEXT });
