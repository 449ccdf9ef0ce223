/** A table of events of the OMOP Common Data Model 5.4, the same in 5.3 as far as it is read here. */
export interface EventTable {
  readonly id: string;
  readonly concept: string;
  readonly date: string;
  /** May be empty in every row: then the event has its date alone. */
  readonly datetime: string;
  readonly number?: string;
  readonly valueConcept?: string;
  readonly text?: string;
  readonly unit?: string;
}

/** The tables whose rows are something that happened to a person at some time (github.com/OHDSI/CommonDataModel, CDM 5.4). */
export const EVENT_TABLES = {
  measurement: {
    id: 'measurement_id',
    concept: 'measurement_concept_id',
    date: 'measurement_date',
    datetime: 'measurement_datetime',
    number: 'value_as_number',
    valueConcept: 'value_as_concept_id',
    unit: 'unit_concept_id',
  },
  observation: {
    id: 'observation_id',
    concept: 'observation_concept_id',
    date: 'observation_date',
    datetime: 'observation_datetime',
    number: 'value_as_number',
    valueConcept: 'value_as_concept_id',
    text: 'value_as_string',
    unit: 'unit_concept_id',
  },
  condition_occurrence: {
    id: 'condition_occurrence_id',
    concept: 'condition_concept_id',
    date: 'condition_start_date',
    datetime: 'condition_start_datetime',
  },
  drug_exposure: {
    id: 'drug_exposure_id',
    concept: 'drug_concept_id',
    date: 'drug_exposure_start_date',
    datetime: 'drug_exposure_start_datetime',
  },
  procedure_occurrence: {
    id: 'procedure_occurrence_id',
    concept: 'procedure_concept_id',
    date: 'procedure_date',
    datetime: 'procedure_datetime',
  },
  device_exposure: {
    id: 'device_exposure_id',
    concept: 'device_concept_id',
    date: 'device_exposure_start_date',
    datetime: 'device_exposure_start_datetime',
  },
  visit_occurrence: {
    id: 'visit_occurrence_id',
    concept: 'visit_concept_id',
    date: 'visit_start_date',
    datetime: 'visit_start_datetime',
  },
} as const satisfies Readonly<Record<string, EventTable>>;

/** The name of a table of events. */
export type EventTableName = keyof typeof EVENT_TABLES;

/** All of them, in an order that never changes: events of the same moment stand in it. */
export const EVENT_TABLE_NAMES = Object.keys(EVENT_TABLES) as [EventTableName, ...EventTableName[]];

/** The columns of one of them. */
export function eventTable(name: EventTableName): EventTable {
  return EVENT_TABLES[name];
}
