import { DATE_ORDERS, namesBirth, SCRUBBERS } from '@consilium/deidentify';
import { z } from 'zod';
import { SUBSTANCES } from './substances.ts';
import { conversion, ucumOf } from './units.ts';

/** Longest name of a column, as in plans. */
const columnName = z.string().min(1).max(100);

/** Most columns of a mapping. */
const MOST_COLUMNS = 100_000;

/** A cell as text. YAML reads `true` and `-999` as something else, which has one way of being written. */
const cellSchema = z.union([z.string(), z.number(), z.boolean()], { error: 'a text, a number, true or false' }).transform(String);

const unitSchema = z.strictObject({
  from: z.string().min(1).max(100),
  to: z.string().min(1).max(100),
  of: z.enum([...SUBSTANCES, 'hba1c']).optional(),
});

const ruleSchema = z
  .strictObject({
    /** The column of the source. */
    column: columnName,
    /** Numbers are written with a decimal comma. */
    decimal: z.literal('comma').optional(),
    unit: unitSchema.optional(),
    /** Codes of the source and what they are in the plan; all others count as missing. */
    codes: z.record(z.string(), cellSchema).optional(),
    scrub: z.enum(SCRUBBERS).optional(),
    /** What the source writes where there is nothing, such as -999: before anything else, for a number among them would be converted. */
    missing: z.array(cellSchema).max(100).optional(),
    /** How dates are written, also in the anchor column. */
    dates: z.enum(DATE_ORDERS).optional(),
  })
  .superRefine((rule, context) => {
    const problem = ruleProblem(rule);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: [problem.field], message: problem.message });
  });

/** How a column of the source becomes one that plans name. */
export type ColumnRule = z.output<typeof ruleSchema>;

/** The plan's name of a column, and the rule, or the column's name where nothing but that changes. */
export const mappingSchema = z
  .record(
    columnName,
    z.preprocess((rule) => (typeof rule === 'string' ? { column: rule } : rule), ruleSchema),
  )
  .refine(
    (columns) => Object.keys(columns).length > 0,
    'a mapping names at least one column; leave it out to take all as they are',
  )
  .refine((columns) => Object.keys(columns).length <= MOST_COLUMNS, `a mapping has at most ${MOST_COLUMNS} columns`);

/** What the patient column is called in the source, and in plans. */
export const patientSchema = z.preprocess(
  (patient) => (typeof patient === 'string' ? { column: patient, name: patient } : patient),
  z.strictObject(
    { column: columnName, name: columnName },
    { error: 'name the column that says whose each row is, or {column, name} where plans call it otherwise' },
  ),
);

/** Columns that say who a patient is, for notes to be searched for what stands in them. */
export const identifiersSchema = z
  .array(columnName)
  .min(1)
  .max(100)
  .refine((columns) => new Set(columns).size === columns.length, 'a column stands in the list once');

interface Problem {
  readonly field: 'unit' | 'codes' | 'scrub' | 'dates';
  readonly message: string;
}

function ruleProblem({ column, decimal, unit, codes, scrub, dates }: ColumnRule): Problem | undefined {
  if (unit !== undefined) {
    const found = conversion(unit.from, unit.to, unit.of);
    if (typeof found === 'string') return { field: 'unit', message: found };
  }
  if (codes !== undefined && (decimal ?? unit ?? scrub) !== undefined)
    return { field: 'codes', message: 'codes are translated, and nothing else is done to them' };
  if (scrub !== undefined && scrub !== 'age-top' && (decimal ?? unit) !== undefined)
    return { field: 'scrub', message: `${scrub} reads no number: take decimal and unit away` };
  if (scrub === 'age-top' && unit !== undefined && ucumOf(unit.to) !== 'a')
    return { field: 'scrub', message: 'age-top ends ages at 90 years: convert them to years (a)' };
  if (scrub === 'year' && namesBirth(column))
    return { field: 'scrub', message: 'a year of birth tells an age over 89: take age-at-anchor' };
  if (dates !== undefined && !(scrub === 'year' || scrub === 'days-from-anchor' || scrub === 'age-at-anchor'))
    return { field: 'dates', message: 'no date of the column is read: say scrub, or take dates away' };
  return undefined;
}
