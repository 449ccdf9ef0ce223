import { isUcum } from '@consilium/plan';
import { z } from 'zod';
import { eventRuleFields, translateSchema } from '../cohort/event-rule.ts';
import { systemsOf, VOCABULARIES } from './code-systems.ts';
import { EVENT_KIND_NAMES, type EventKind, hasCode } from './resource-kinds.ts';

/** Codes of a terminology. FHIR brings no hierarchy with it: what lies below a code is named too. */
const codesSchema = z.strictObject({
  vocabulary: z
    .string()
    .max(200)
    .refine((name) => systemsOf(name) !== undefined, `expected one of ${VOCABULARIES.join(', ')}, or the URI of a code system`),
  codes: z.array(z.string().min(1).max(100)).min(1).max(10_000),
});

/** Of one terminology, or of several: any of them counts. */
const codes = z.union([codesSchema.transform((one) => [one]), z.array(codesSchema).min(1).max(20)]);

const ucum = z.string().max(50).refine(isUcum, 'no unit of UCUM: expected one such as mg/dL, kg, /min');

const eventColumn = z
  .strictObject({
    from: z.enum(EVENT_KIND_NAMES),
    codes: codes.optional(),
    ...eventRuleFields,
    /** What `last` and `first` take of an event: its number, or the code of its `valueCodeableConcept`. */
    value: z.enum(['number', 'code']).default('number'),
    unit: ucum.optional(),
    unitWhenMissing: ucum.optional(),
  })
  .superRefine((column, context) => {
    const problem = columnProblem(column);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: [problem[0]], message: problem[1] });
  });

type EventColumnFields = Pick<z.output<typeof eventColumn>, 'from' | 'codes' | 'value' | 'unit' | 'aggregate' | 'anchor'>;

function columnProblem({ from, codes: named, value, unit, aggregate }: EventColumnFields): readonly [string, string] | undefined {
  const problem = codesProblem(from, named);
  if (problem !== undefined) return ['codes', problem];
  if (aggregate === 'count' || aggregate === 'exists')
    return unit === undefined ? undefined : ['unit', 'what is counted has no unit'];
  if (from !== 'observation') return ['aggregate', `a ${from} has no value: take exists or count`];
  if (value === 'code' && aggregate !== 'first' && aggregate !== 'last') return ['value', `${aggregate} is of numbers`];
  return value === 'code' && unit !== undefined ? ['unit', 'numbers alone have a unit'] : undefined;
}

/** Encounters and deaths may count whatever they are coded as. */
function codesProblem(from: EventKind, named: unknown): string | undefined {
  if (!hasCode(from)) return named === undefined ? undefined : `a ${from} has no code`;
  return named === undefined && from !== 'encounter' ? 'which of them? name codes of a vocabulary' : undefined;
}

const columnSchema = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('patient') }),
  /** Whole years at the start of the cohort; 90 stands for 90 and older. */
  z.strictObject({ from: z.literal('age') }),
  z.strictObject({ from: z.literal('sex'), translate: translateSchema.default({}) }),
  eventColumn,
]);

/** Patients with some event: a row for the first of each, or for every one. It begins with the event, and ends with it where it has an end. */
const cohortSchema = z
  .strictObject({
    from: z.enum(EVENT_KIND_NAMES),
    codes: codes.optional(),
    which: z.enum(['first', 'every']).default('first'),
  })
  .superRefine(({ from, codes: named }, context) => {
    const problem = codesProblem(from, named);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['codes'], message: problem });
  });

/** A source of the kind `fhir`. */
export const fhirSchema = z
  .strictObject({
    kind: z.literal('fhir'),
    /** A folder of NDJSON files, as they are or in gzip or zstd: a Bulk export of FHIR R4. */
    path: z.string().min(1),
    cohort: cohortSchema,
    columns: z.record(z.string().min(1).max(100), columnSchema),
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

/** What a hospital says of a source of the kind `fhir`. */
export type FhirDescription = z.output<typeof fhirSchema>;

/** How one column is made. */
export type FhirColumn = z.output<typeof columnSchema>;

/** A column that is made of events. */
export type FhirEventColumn = z.output<typeof eventColumn>;

/** What names events. */
export type NamedEvents = Pick<FhirEventColumn, 'from' | 'codes'>;
