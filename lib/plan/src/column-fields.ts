import { MEANINGS } from '@consilium/deidentify';
import { plainValueIssues } from '@consilium/host';
import { z } from 'zod';
import { conceptSchema } from './concept.ts';
import { MAX_DESCRIPTION, MAX_NAME, unseenCharacter } from './limits.ts';
import { windowSchema } from './time-window.ts';
import { isUcum, ucumAdvice } from './unit.ts';

/** Column names as hospitals write them. */
export const columnName: z.ZodString = z.string().min(1).max(MAX_NAME);

/** Why no feature can have the name of a column of somebody's file; `undefined` where one can. Says nothing of the name that may not be printed. */
export function columnNameProblem(name: string): string | undefined {
  if (!columnName.safeParse(name).success) return `names have 1 to ${MAX_NAME} characters`;
  return plainValueIssues({ [name]: null }, 2 * MAX_NAME, unseenCharacter)[0]?.message;
}

/** A category code as it stands in the file; numbers are read as their text. */
export const code = z.union([z.string().min(1).max(MAX_NAME), z.number()]).transform(String);

export const unit: z.ZodString = z.string().min(1).max(MAX_NAME);

/** A unit of UCUM: both sides read it alike. */
export const ucum = unit.refine(isUcum, { error: ({ input }) => ucumAdvice(String(input)) });

export const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, 'the lower end of a range lies below its upper end');

/** How a number becomes a network input. `range` needs no statistics of the patients, so it costs no privacy. */
export const scaling = z.union([
  z.literal('range').describe('map the plausible range to [-1, 1]; needs no statistics of patients, so it costs no privacy'),
  z.literal('none').describe('leave the number as it is'),
  z
    .strictObject({
      mean: z.number().describe('subtracted from the number'),
      std: z.number().positive().describe('what the difference is divided by'),
    })
    .describe('subtract a fixed mean and divide by a fixed standard deviation, both known before the study'),
]);

export const meaning = z
  .enum(MEANINGS)
  .optional()
  .describe(
    'what the cells mean, where name and unit leave it open: `age` ends at 90, which is 90 or older; `date-offset` is a number of days from an event; `zip3` is three digits of a ZIP code, 000 where few people live; `birth-year` is always refused',
  );

const concept = conceptSchema
  .optional()
  .describe(
    'clinical concept in the column, by which hospitals find it among their data; needs a `unit` of UCUM where there is one',
  );

const window = windowSchema
  .optional()
  .describe('from which of a patient’s values the cell is made; needs a `unit` of UCUM where there is one');

/** What a column says of its meaning beside its kind. */
export const meanings = { meaning, concept, window };

/** A column that says its concept or its window. */
interface Located {
  readonly unit?: string;
  readonly codes?: readonly string[];
  readonly positive?: readonly string[];
  readonly negative?: readonly string[];
  readonly concept?: unknown;
  readonly window?: { readonly aggregate: string } | undefined;
}

/**
 * What a concept and a window ask of the rest of a column. Units of columns that hospitals prepare by hand may be in any words; what is
 * found by its concept is converted by its unit, so that both sides must read it alike.
 */
export function checkLocated(column: Located, context: z.core.$RefinementCtx): void {
  if (column.concept === undefined && column.window === undefined) return;
  if (column.unit !== undefined && !isUcum(column.unit))
    context.addIssue({ code: 'custom', path: ['unit'], message: ucumAdvice(column.unit) });
  const aggregate = column.window?.aggregate;
  if (column.unit !== undefined || aggregate === undefined || aggregate === 'last' || aggregate === 'first') return;
  const path = ['window', 'aggregate'];
  if (aggregate !== 'exists') {
    context.addIssue({ code: 'custom', path, message: `codes have no ${aggregate}: take last, first or exists` });
    return;
  }
  const codes = [...(column.codes ?? []), ...(column.positive ?? []), ...(column.negative ?? [])];
  if (codes.toSorted().join() !== '0,1')
    context.addIssue({ code: 'custom', path, message: 'exists gives 1 or 0: the codes must be "0" and "1"' });
}

export const description = z.string().max(MAX_DESCRIPTION).optional().describe('for people who prepare or read the data');
