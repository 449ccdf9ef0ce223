/** What a site may make columns of: names that stand in `sources.yaml`, and the resources of FHIR R4 behind them. */
export const EVENT_KINDS = {
  observation: 'Observation',
  condition: 'Condition',
  'medication-request': 'MedicationRequest',
  'medication-statement': 'MedicationStatement',
  procedure: 'Procedure',
  encounter: 'Encounter',
  /** The end of a patient, by `Patient.deceasedDateTime`. */
  death: 'Patient',
} as const;

/** The name of a kind of event. */
export type EventKind = keyof typeof EVENT_KINDS;

/** All of them, in an order that never changes: events of the same moment stand in it. */
export const EVENT_KIND_NAMES = Object.keys(EVENT_KINDS) as [EventKind, ...EventKind[]];

/** Kinds that events have a code for. */
export function hasCode(kind: EventKind): boolean {
  return kind !== 'death';
}

/** Resources that are read. */
export const RESOURCE_TYPES = [
  'Patient',
  'Medication',
  'Observation',
  'Condition',
  'MedicationRequest',
  'MedicationStatement',
  'Procedure',
  'Encounter',
] as const;

/** A resource that is read. */
export type ResourceType = (typeof RESOURCE_TYPES)[number];
