import { z } from 'zod';
import { ucumOf } from '../../mapping/units.ts';
import { eventRuleFields, translateSchema } from '../cohort/event-rule.ts';
import { refreshHoursSchema } from '../freshness.ts';
import { postgresServerFields } from '../postgres/postgres-server.ts';
import { EVENT_TABLE_NAMES, eventTable } from './cdm-tables.ts';

const name = z.string().min(1).max(63);
const path = z.string().min(1);

/** Where the tables of the Common Data Model are. */
const databaseSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('postgres'), ...postgresServerFields }),
  z.strictObject({ kind: z.literal('duckdb'), path }),
  z.strictObject({ kind: z.literal('sqlite'), path }),
  /** A folder with one CSV or Parquet file for each table, by its name. */
  z.strictObject({ kind: z.literal('files'), path }),
]);

/** The largest concept id of the model, whose integers have 32 bits. */
const conceptId = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** Concepts by their ids, by codes of a vocabulary, or both, and what lies below them. */
const conceptFields = {
  concepts: z.array(conceptId).min(1).max(10_000).optional(),
  codes: z
    .strictObject({ vocabulary: z.string().min(1).max(20), codes: z.array(z.string().min(1).max(50)).min(1).max(1000) })
    .optional(),
  /** Takes all descendants too, by `concept_ancestor`. */
  descendants: z.boolean().default(true),
} as const;

const ucum = z
  .string()
  .refine((unit) => ucumOf(unit) !== undefined, 'no unit that can be converted: expected one of UCUM such as mg/dL, kg, Cel');

const eventColumn = z
  .strictObject({
    from: z.enum(EVENT_TABLE_NAMES),
    ...conceptFields,
    ...eventRuleFields,
    /** See `EventRule`. */
    value: z.enum(['number', 'concept', 'text']).default('number'),
    unit: ucum.optional(),
    unitWhenMissing: ucum.optional(),
  })
  .superRefine((column, context) => {
    const problem = columnProblem(column);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: [problem[0]], message: problem[1] });
  });

type EventColumnFields = Pick<z.output<typeof eventColumn>, 'from' | 'concepts' | 'codes' | 'value' | 'unit' | 'aggregate'>;

function columnProblem({
  from,
  concepts,
  codes,
  value,
  unit,
  aggregate,
}: EventColumnFields): readonly [string, string] | undefined {
  const table = eventTable(from);
  if (concepts === undefined && codes === undefined) return ['concepts', 'which events? name concepts, or codes of a vocabulary'];
  if (aggregate === 'count' || aggregate === 'exists')
    return unit === undefined ? undefined : ['unit', 'what is counted has no unit'];
  if (value !== 'number' && aggregate !== 'first' && aggregate !== 'last') return ['value', `${aggregate} is of numbers`];
  if (value !== 'number' && unit !== undefined) return ['unit', 'numbers alone have a unit'];
  const has = { number: table.number, concept: table.valueConcept, text: table.text }[value];
  return has === undefined ? ['value', `${from} holds no ${value}: take exists or count`] : undefined;
}

const columnSchema = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('patient') }),
  /** Whole years at the start of the cohort; 90 stands for 90 and older. */
  z.strictObject({ from: z.literal('age') }),
  z.strictObject({ from: z.literal('sex'), translate: translateSchema.default({ '8507': 'male', '8532': 'female' }) }),
  eventColumn,
]);

/** Persons whom the hospital has put into its `cohort` table, or whose first event of some concepts is the start. */
const cohortSchema = z.union([
  z.strictObject({ id: z.int().min(0), table: name.default('cohort') }),
  z.strictObject({ from: z.enum(EVENT_TABLE_NAMES), ...conceptFields }),
]);

/** A source of the kind `omop`. */
export const omopSchema = z
  .strictObject({
    kind: z.literal('omop'),
    database: databaseSchema,
    /** Schemas of the clinical tables, of the vocabularies and of the cohort table; absent, the last two are the first. */
    schema: name.optional(),
    vocabularySchema: name.optional(),
    cohortSchema: name.optional(),
    cohort: cohortSchema,
    columns: z.record(z.string().min(1).max(100), columnSchema),
    refreshHours: refreshHoursSchema,
  })
  .superRefine(({ columns }, context) => {
    const patients = Object.values(columns).filter(({ from }) => from === 'patient').length;
    if (patients !== 1)
      context.addIssue({
        code: 'custom',
        path: ['columns'],
        message: `one column is the patient (from: patient), not ${patients}`,
      });
  });

/** What a hospital says of a source of the kind `omop`. */
export type OmopDescription = z.output<typeof omopSchema>;

/** Where its tables are. */
export type OmopDatabase = OmopDescription['database'];

/** How one column is made. */
export type OmopColumn = z.output<typeof columnSchema>;

/** A column that is made of events. */
export type EventColumn = z.output<typeof eventColumn>;

/** What names concepts. */
export type ConceptNames = Pick<EventColumn, 'concepts' | 'codes' | 'descendants'>;
