import { seededRandom, uniform53 } from '@consilium/core';
import type { Cdm, CdmCell } from '@consilium/testing';

/** Concepts that generated databases know: a parent with a child, the child's source code, and one that stands alone. */
export const CONCEPTS = {
  parent: 3_000_001,
  child: 3_000_002,
  source: 3_000_003,
  other: 3_000_004,
  condition: 4_000_001,
} as const;

const DAY_MS = 86_400_000;
const UNITS: readonly CdmCell[] = [8840, 8753, 0, null, 999, 8840];

/** A database of a few persons with everything that real ones have: gaps, several periods, events at one moment and outside of all periods. */
export function generatedCdm(seed: string, persons = 30): Cdm {
  const draw = seededRandom(seed);
  const below = (n: number): number => Math.floor(uniform53(draw) * n);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  const day = (offset: number): string => new Date(Date.UTC(2020, 0, 1) + offset * DAY_MS).toISOString().slice(0, 10);
  const moment = (offset: number): string =>
    `${day(offset)} ${String(below(24)).padStart(2, '0')}:${pick(['00', '30', '59'])}:00`;
  // Beyond what a double tells apart: ids are text.
  const ids = Array.from({ length: persons }, (_, i) => (i % 7 === 0 ? `9007199254740${String(993 + i)}` : String(1 + i * 3)));
  const person: CdmCell[][] = [];
  const period: CdmCell[][] = [];
  const cohort: CdmCell[][] = [];
  const measurement: CdmCell[][] = [];
  const observation: CdmCell[][] = [];
  const condition: CdmCell[][] = [];
  let key = 0;
  const when = (offset: number): readonly [string, string | null] => {
    const at = moment(offset);
    return [at.slice(0, 10), below(4) === 0 ? null : at];
  };
  for (const id of ids) {
    const born = 1915 + below(95);
    const exact = below(3) > 0;
    person.push([id, pick([8507, 8532, 0]), born, exact ? 1 + below(12) : null, exact ? 1 + below(28) : null]);
    const begin = -below(400);
    if (below(10) > 0) period.push([++key, id, day(begin), day(begin + 300)]);
    if (below(3) === 0) period.push([++key, id, day(begin + 350), day(begin + 800)]);
    for (let i = below(3); i >= 0; i--) {
      const start = begin + below(350);
      cohort.push([pick([1, 1, 2]), id, day(start), below(8) === 0 ? null : day(start + below(30))]);
    }
    for (let i = below(25); i > 0; i--) {
      const value = below(6) === 0 ? null : Number((50 + below(20_000) / 97).toFixed(pick([0, 1, 3, 9])));
      measurement.push([
        ++key,
        id,
        pick([CONCEPTS.parent, CONCEPTS.child, CONCEPTS.other, CONCEPTS.source]),
        ...when(begin + below(420) - 40),
        value,
        pick(UNITS),
        pick([0, null, 45_877_985]),
      ]);
    }
    for (let i = below(6); i > 0; i--)
      observation.push([
        ++key,
        id,
        CONCEPTS.other,
        ...when(begin + below(300)),
        null,
        pick([0, null, 4_188_539, 4_188_540]),
        pick(['often', ' never ', '', null, 'a "b", c']),
      ]);
    for (let i = below(4); i > 0; i--)
      condition.push([++key, id, pick([CONCEPTS.condition, 4_000_002]), ...when(begin + below(300))]);
  }
  // Events and entries of somebody whom no table of persons knows.
  cohort.push([1, '77', day(0), null]);
  measurement.push([++key, '77', CONCEPTS.parent, day(0), null, 1, 8840, null]);
  const shuffled = <T>(rows: readonly T[]): readonly T[] =>
    rows
      .map((row) => [below(2 ** 31), row] as const)
      .sort(([a], [b]) => a - b)
      .map(([, row]) => row);
  return {
    person: {
      columns: {
        person_id: 'bigint',
        gender_concept_id: 'bigint',
        year_of_birth: 'bigint',
        month_of_birth: 'bigint',
        day_of_birth: 'bigint',
      },
      rows: shuffled(person),
    },
    observation_period: {
      columns: {
        observation_period_id: 'bigint',
        person_id: 'bigint',
        observation_period_start_date: 'date',
        observation_period_end_date: 'date',
      },
      rows: shuffled(period),
    },
    cohort: {
      columns: { cohort_definition_id: 'bigint', subject_id: 'bigint', cohort_start_date: 'date', cohort_end_date: 'date' },
      rows: shuffled(cohort),
    },
    measurement: {
      columns: {
        measurement_id: 'bigint',
        person_id: 'bigint',
        measurement_concept_id: 'bigint',
        measurement_date: 'date',
        measurement_datetime: 'timestamp',
        value_as_number: 'double precision',
        unit_concept_id: 'bigint',
        value_as_concept_id: 'bigint',
      },
      rows: shuffled(measurement),
    },
    observation: {
      columns: {
        observation_id: 'bigint',
        person_id: 'bigint',
        observation_concept_id: 'bigint',
        observation_date: 'date',
        observation_datetime: 'timestamp',
        value_as_number: 'double precision',
        value_as_concept_id: 'bigint',
        value_as_string: 'varchar',
        unit_concept_id: 'bigint',
      },
      rows: shuffled(observation.map((row) => [...row, null])),
    },
    condition_occurrence: {
      columns: {
        condition_occurrence_id: 'bigint',
        person_id: 'bigint',
        condition_concept_id: 'bigint',
        condition_start_date: 'date',
        condition_start_datetime: 'timestamp',
      },
      rows: shuffled(condition),
    },
    concept: {
      columns: { concept_id: 'bigint', vocabulary_id: 'varchar', concept_code: 'varchar' },
      rows: [
        [CONCEPTS.source, 'LOINC', '2345-7'],
        [8840, 'UCUM', 'mg/dL'],
        [8753, 'UCUM', 'mmol/L'],
        [CONCEPTS.other, 'ICD10CM', '2345-7'],
      ],
    },
    concept_relationship: {
      columns: { concept_id_1: 'bigint', concept_id_2: 'bigint', relationship_id: 'varchar' },
      rows: [
        [CONCEPTS.source, CONCEPTS.child, 'Maps to'],
        [CONCEPTS.source, CONCEPTS.other, 'Is a'],
      ],
    },
    concept_ancestor: {
      columns: { ancestor_concept_id: 'bigint', descendant_concept_id: 'bigint' },
      rows: [
        [CONCEPTS.parent, CONCEPTS.parent],
        [CONCEPTS.parent, CONCEPTS.child],
        [CONCEPTS.child, CONCEPTS.child],
      ],
    },
    cdm_source: { columns: { cdm_source_name: 'varchar', cdm_version: 'varchar' }, rows: [['generated', 'v5.3.1']] },
  };
}
