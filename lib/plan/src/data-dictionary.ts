import { BASES } from '@consilium/deidentify';
import { z } from 'zod';
import { checkLocated, code, columnName, description, meaning, meanings, range, scaling, ucum, unit } from './column-fields.ts';
import { columnList, countColumns } from './column-list.ts';
import { imageFeature, imageValues } from './image-feature.ts';
import { MAX_CODES, MAX_FEATURES, MAX_IMAGE_VALUES, MAX_NAME, MAX_ROWS_PER_PATIENT } from './limits.ts';
import { timeToEventTarget } from './time-to-event.ts';
import { windowSchema } from './time-window.ts';
import { wordsFeature } from './words-feature.ts';

/**
 * A number of rows that every patient keeps to, branded: only this schema makes it, so that what holds for each patient's gradient
 * follows from a plan, and a number that somebody counted in a data set does not compile in its place.
 */
const rowCap = z.number().int().positive().max(MAX_ROWS_PER_PATIENT).brand<'RowCap'>();

/** Most rows of one patient; see {@link rowCap}. */
export type RowCap = z.output<typeof rowCap>;

/** Enough for repeated visits; a gradient averages over them. */
const DEFAULT_ROW_CAP = rowCap.parse(16);

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

const seriesFeature = z
  .strictObject({
    kind: z
      .literal('series')
      .describe('one measurement at many times, in a column for each time; the layer `series` gives it to networks'),
    columns: columnList.describe(
      'the columns from the first time to the last: a text with a range, such as `hr{0..47}` (hr0, hr1, ... hr47; `{00..47}` writes 00), or a list of names; the order is kept',
    ),
    unit: ucum.describe('unit of measurement by UCUM, such as mm[Hg] or /min; `1` for a pure number'),
    range: range.describe('plausible range of each value, as for numbers'),
    scale: scaling.default('range').describe('how each value becomes a network input'),
    mask: z
      .literal(true)
      .optional()
      .describe(
        'give each time a second input: 1 where a value was there, 0 where it was missing, which then never drops the row but is the middle of the range',
      ),
    ...meanings,
    window: windowSchema
      .optional()
      .describe('from which of a patient’s values the cells are made: as many equal parts of the window as there are columns'),
    description,
  })
  .refine(({ columns }) => countColumns(columns) > 1, { path: ['columns'], message: 'a series has at least two columns' });

const groupFeature = z.strictObject({
  kind: z.literal('group').describe('many columns of numbers that are read alike, such as the expression of genes'),
  columns: columnList.describe(
    'the columns, at all hospitals the same: a list of names, or a text with a range, such as `gene{0..1999}`; the order is kept',
  ),
  unit: ucum.describe('unit of all columns by UCUM; `1` for pure numbers'),
  range: range.describe('plausible range of all columns, as for numbers'),
  scale: scaling.default('range').describe('how each number becomes a network input'),
  meaning,
  description,
});

/** One input column, or many that are read alike, an image, or a note. */
export const featureSchema = z.discriminatedUnion('kind', [
  numberFeature,
  categoryFeature,
  seriesFeature,
  groupFeature,
  imageFeature,
  wordsFeature,
]);

/** Number of columns of a feature. */
function columnsOf(feature: { readonly kind: string; readonly columns?: string | readonly string[] }): number {
  return feature.columns === undefined ? 1 : countColumns(feature.columns);
}

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
export const targetSchema = z.discriminatedUnion('kind', [binaryTarget, categoryTarget, numberTarget, timeToEventTarget]);

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
    .refine(
      (features) => Object.values(features).reduce((sum, feature) => sum + columnsOf(feature), 0) <= MAX_FEATURES,
      `the features of a plan have at most ${MAX_FEATURES} columns in all`,
    )
    .refine(
      (features) =>
        Object.values(features).reduce((sum, feature) => sum + (feature.kind === 'image' ? imageValues(feature) : 0), 0) <=
        MAX_IMAGE_VALUES,
      `the images of a plan have at most ${MAX_IMAGE_VALUES.toLocaleString('en')} values in all, such as one of 512 by 512 in grey: take smaller ones`,
    )
    .describe(
      `the input columns by name, at most ${MAX_FEATURES.toLocaleString('en')} with those of series and groups; they enter the network in the order of their names, series after the others, images last; the terms of a note in the order of theirs`,
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
          '`drop-row` leaves the row out; `range-middle` puts the middle of the range (numbers), no code at all (categories), or a note that says nothing (words)',
        ),
    })
    .prefault({})
    .describe(
      'what a missing cell looks like and what becomes of it; a cell that is no number, or no listed code, counts as missing; a missing target or patient always drops the row',
    ),
  basis: z
    .strictObject({
      accepts: z
        .array(z.enum(BASES))
        .min(1)
        .refine((bases) => new Set(bases).size === bases.length, 'a basis stands in the list once')
        .describe(
          '`safe-harbor`: without the identifiers of 45 CFR 164.514(b)(2); `expert-determination`: by the signed record of an expert, 164.514(b)(1); `identified`: neither, which a hospital must also allow in its policy',
        ),
    })
    .optional()
    .describe(
      'on what hospitals may base the use of their data; safe-harbor and expert-determination unless given. A hospital whose data set has another basis is refused',
    ),
  standardise: z
    .enum(['none', 'site'])
    .optional()
    .describe(
      'left out or `none`: inputs stay as the features say; `site`: every input is shifted and scaled by mean and deviation of the training rows of its site; only without privacy, since one patient would move the inputs of all others',
    ),
});

/** A feature as parsed. */
export type DeclaredFeature = z.output<typeof featureSchema>;
/** What one column holds: a number, a code, an image or a note. */
export type Feature = Extract<DeclaredFeature, { kind: 'number' | 'category' | 'image' | 'words' }>;
/** The target as parsed. */
export type Target = z.output<typeof targetSchema>;
/** The data dictionary as parsed. */
export type DataDictionary = z.output<typeof dataSchema>;

/** A target of one column: the target itself, or what stands in one of the two columns of a time to an event. */
export type TargetColumn = Exclude<Target, { kind: 'time-to-event' }>;

/** The columns of a target, in the order in which sources give them: of a time to an event the time, then whether the event was seen. */
export function targetColumns(target: Target): readonly TargetColumn[] {
  if (target.kind !== 'time-to-event') return [target];
  return [
    {
      kind: 'number',
      column: target.column,
      unit: target.unit,
      range: target.range,
      scale: 'none',
      meaning: target.meaning,
    },
    { kind: 'binary', ...target.event },
  ];
}

/** Number of target values a row has: one, or one per class; of a time to an event three, see {@link survivedOf}. */
export function targetWidth(target: Target): number {
  if (target.kind === 'time-to-event') return 3;
  return outputWidth(target);
}

/** Number of values that the network gives: one, one per class, or one hazard per interval. */
export function outputWidth(target: Target): number {
  if (target.kind === 'time-to-event') return target.intervals.length;
  return target.kind === 'category' ? target.codes.length : 1;
}
