import { z } from 'zod';
import { SUBSTANCES } from '../../mapping/substances.ts';
import { ucumOf } from '../../mapping/units.ts';
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

/** Codes become the plan's words by this. */
const translate = z.record(z.string().max(100), z.union([z.string().max(100), z.number()]).transform(String));

/** A time of 150 years in hours, as in plans. */
const MAX_HOURS = 150 * 366 * 24;
const hour = z.number().min(-MAX_HOURS).max(MAX_HOURS);

const ucum = z
  .string()
  .refine((unit) => ucumOf(unit) !== undefined, 'no unit that can be converted: expected one of UCUM such as mg/dL, kg, Cel');

const eventColumn = z
  .strictObject({
    from: z.enum(EVENT_TABLE_NAMES),
    ...conceptFields,
    aggregate: z.enum(['last', 'first', 'min', 'max', 'mean', 'count', 'exists']),
    /** What is taken of an event by `last` and `first`; others look at numbers alone, `count` and `exists` at none. */
    value: z.enum(['number', 'concept', 'text']).default('number'),
    /** Begin and end relative to the anchor; an event at the end is outside. */
    hours: z.tuple([hour, hour]).refine(([from, to]) => from < to, 'a window ends after it begins'),
    /** Of the columns of a series, such as `hr{0..47}`: hours from one to the next; `hours` are those of the first. */
    step: z.number().positive().max(MAX_HOURS).optional(),
    anchor: z.enum(['start', 'end', 'birth']).default('start'),
    /** Unit of the plan, of UCUM: values in others are converted, or left out where they cannot be. Absent: all are taken as they are. */
    unit: ucum.optional(),
    /** Unit of values that have none. Absent: they are left out where there is a `unit`. */
    unitWhenMissing: ucum.optional(),
    /** For masses that become amounts. */
    substance: z.enum([...SUBSTANCES, 'hba1c']).optional(),
    translate: translate.optional(),
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
  z.strictObject({ from: z.literal('sex'), translate: translate.default({ '8507': 'male', '8532': 'female' }) }),
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
