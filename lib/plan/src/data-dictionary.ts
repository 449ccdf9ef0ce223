import { MEANINGS } from '@consilium/deidentify';
import { z } from 'zod';
import { conceptSchema } from './concept.ts';
import { MAX_CODES, MAX_DESCRIPTION, MAX_FEATURES, MAX_NAME, MAX_ROWS_PER_PATIENT } from './limits.ts';
import { windowSchema } from './time-window.ts';
import { isUcum, ucumAdvice } from './unit.ts';

/** Column names as hospitals write them. */
const columnName = z.string().min(1).max(MAX_NAME);

/** A category code as it stands in the file; numbers are read as their text. */
const code = z.union([z.string().min(1).max(MAX_NAME), z.number()]).transform(String);

const unit = z.string().min(1).max(MAX_NAME);

const range = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, 'the lower end of a range lies below its upper end');

/** How a number becomes a network input. `range` needs no statistics of the patients, so it costs no privacy. */
const scaling = z.union([
  z.literal('range').describe('map the plausible range to [-1, 1]; needs no statistics of patients, so it costs no privacy'),
  z.literal('none').describe('leave the number as it is'),
  z
    .strictObject({
      mean: z.number().describe('subtracted from the number'),
      std: z.number().positive().describe('what the difference is divided by'),
    })
    .describe('subtract a fixed mean and divide by a fixed standard deviation, both known before the study'),
]);

/**
 * A number of rows that every patient keeps to, branded: only this schema makes it, so that what holds for each patient's gradient
 * follows from a plan, and a number that somebody counted in a data set does not compile in its place.
 */
const rowCap = z.number().int().positive().max(MAX_ROWS_PER_PATIENT).brand<'RowCap'>();

/** Most rows of one patient; see {@link rowCap}. */
export type RowCap = z.output<typeof rowCap>;

/** Enough for repeated visits; a gradient averages over them. */
const DEFAULT_ROW_CAP = rowCap.parse(16);

const meaning = z
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
const meanings = { meaning, concept, window };

/** A column of which a concept or a window is told. */
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
function checkLocated(column: Located, context: z.core.$RefinementCtx): void {
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

const description = z.string().max(MAX_DESCRIPTION).optional().describe('for people who prepare or read the data');

const numberFeature = z
  .strictObject({
    kind: z.literal('number').describe('a measured number'),
    unit: unit.describe('unit of measurement, such as years or mmHg; `1` for a pure number'),
    range: range.describe('plausible range; values outside are counted at the site, never printed, and cut to the range'),
    scale: scaling.default('range').describe('how the number becomes a network input'),
    ...meanings,
    description,
  })
  .superRefine(checkLocated);

const categoryFeature = z
  .strictObject({
    kind: z.literal('category').describe('one of a few codes'),
    codes: z
      .array(code)
      .min(2)
      .max(MAX_CODES)
      .refine((codes) => new Set(codes).size === codes.length, 'a code stands in the list once')
      .describe(
        'every code that means something, any other counts as missing; each becomes one input (one-hot), two codes become a single 0/1 input',
      ),
    baseline: code
      .optional()
      .describe('code that gets no input of its own and is all zeros (reference coding); for two codes the first, unless named'),
    ...meanings,
    description,
  })
  .superRefine(checkLocated)
  .refine(({ codes, baseline }) => baseline === undefined || codes.includes(baseline), {
    path: ['baseline'],
    message: 'the baseline is one of the codes',
  });

/** One input column. */
export const featureSchema = z.discriminatedUnion('kind', [numberFeature, categoryFeature]);

const targetColumn = columnName.describe('column that holds the target');

const binaryTarget = z
  .strictObject({
    kind: z.literal('binary').describe('yes or no'),
    column: targetColumn,
    positive: z.array(code).min(1).max(MAX_CODES).describe('codes that mean yes'),
    negative: z.array(code).min(1).max(MAX_CODES).describe('codes that mean no'),
    ...meanings,
  })
  .superRefine(checkLocated);
const categoryTarget = z
  .strictObject({
    kind: z.literal('category').describe('one of several classes'),
    column: targetColumn,
    codes: z.array(code).min(2).max(MAX_CODES).describe('the classes, in the order of the network outputs'),
    ...meanings,
  })
  .superRefine(checkLocated);
const numberTarget = z
  .strictObject({
    kind: z.literal('number').describe('a measured number'),
    column: targetColumn,
    unit: unit.describe('unit of measurement; `1` for a pure number'),
    range: range.describe('plausible range; targets outside are counted and cut to the range'),
    scale: scaling.default('none').describe('how the number becomes what the network is trained to give'),
    ...meanings,
  })
  .superRefine(checkLocated);

/** What the network learns to predict. */
export const targetSchema = z.discriminatedUnion('kind', [binaryTarget, categoryTarget, numberTarget]);

/** The data dictionary: what a site's file must contain, column by column. */
export const dataSchema = z.strictObject({
  patientId: columnName.describe(
    'column that names the patient; rows with the same value belong together and are protected together',
  ),
  maxRowsPerPatient: rowCap
    .default(DEFAULT_ROW_CAP)
    .describe(
      'most rows of one patient that count: the first complete ones in the order of the file; the site leaves out the others and counts them',
    ),
  target: targetSchema.describe('what the network learns to predict'),
  features: z
    .record(columnName, featureSchema)
    .refine((features) => Object.keys(features).length > 0, 'a plan has at least one feature')
    .refine((features) => Object.keys(features).length <= MAX_FEATURES, `a plan has at most ${MAX_FEATURES} features`)
    .describe(
      `the input columns by name, at most ${MAX_FEATURES.toLocaleString('en')}; they enter the network in the order of their names`,
    ),
  missing: z
    .strictObject({
      codes: z
        .array(z.string().max(MAX_NAME))
        .max(MAX_CODES)
        .default(['', '?', 'NA'])
        .describe('cell contents that mean missing'),
      rule: z
        .enum(['drop-row', 'range-middle'])
        .default('drop-row')
        .describe(
          '`drop-row` leaves the row out; `range-middle` puts the middle of the range (numbers) or no code at all (categories)',
        ),
    })
    .prefault({})
    .describe(
      'what a missing cell looks like and what becomes of it; a cell that is no number, or no listed code, counts as missing; a missing target or patient always drops the row',
    ),
  standardise: z
    .enum(['none', 'site'])
    .optional()
    .describe(
      'left out or `none`: inputs stay as the features say; `site`: every input is shifted and scaled by mean and deviation of the training rows of its site; only without privacy, since one patient would move the inputs of all others',
    ),
});

/** A feature as parsed. */
export type Feature = z.output<typeof featureSchema>;
/** The target as parsed. */
export type Target = z.output<typeof targetSchema>;
/** The data dictionary as parsed. */
export type DataDictionary = z.output<typeof dataSchema>;

/** Where one column stands among the network's inputs. */
export interface InputColumn {
  readonly name: string;
  readonly feature: Feature;
  /** First network input of this column, counted from 0. */
  readonly offset: number;
  /** Number of network inputs: 1 for numbers, the number of {@link inputCodes} for categories. */
  readonly width: number;
}

/**
 * The layout of the network's input vector. Columns are ordered by name (UTF-16 code units), because canonical JSON, which
 * the plan hash covers, knows no other order.
 */
export function inputColumns(data: DataDictionary): readonly InputColumn[] {
  let offset = 0;
  const features = Object.entries(data.features).sort(([a], [b]) => (a < b ? -1 : 1));
  return features.map(([name, feature]) => {
    const width = feature.kind === 'category' ? inputCodes(feature).length : 1;
    const column = { name, feature, offset, width };
    offset += width;
    return column;
  });
}

/** The codes of a category that have an input of their own, in the order of these inputs; any other code is all zeros. */
export function inputCodes({ codes, baseline }: Extract<Feature, { kind: 'category' }>): readonly string[] {
  if (baseline !== undefined) return codes.filter((candidate) => candidate !== baseline);
  return codes.length === 2 ? codes.slice(1) : codes;
}

/** Number of target values a row has: one, or one per class. */
export function targetWidth(target: Target): number {
  return target.kind === 'category' ? target.codes.length : 1;
}
