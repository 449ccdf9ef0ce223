import { canonicalJson, ConsiliumError, type Json } from '@consilium/core';
import { type PlanDocument, type PlanMetric, subgroupLabels } from '@consilium/plan';
import { z } from 'zod';

/** Most characters of what a site says in words. */
const MAX_WORDS = 1000;

const count = z.int().nonnegative();
const counts = z.array(count).min(1);
const finite = z.number();
const share = z.number().min(0).max(1);
const amount = z.number().nonnegative();
const words = z.string().max(MAX_WORDS);

/** The single figures behind each metric of a plan, as they stand in exact metrics. */
const FIGURES = {
  loss: { loss: finite },
  accuracy: { accuracy: share },
  auc: { auc: share, aucUndefined: words },
  'average-precision': { averagePrecision: share },
  brier: { brier: share },
  calibration: { ece: share },
  'mean-absolute-error': { mae: amount },
  'root-mean-squared-error': { rmse: amount },
  concordance: { concordance: share },
  'survival-curve': {},
} as const satisfies Record<PlanMetric, z.ZodRawShape>;

const histogram = z
  .strictObject({ positive: counts, negative: counts })
  .refine(({ positive, negative }) => positive.length === negative.length, 'both outcomes have the same bins');

/** The counts behind metrics of a plan. */
const COUNTS = {
  accuracy: {
    confusion: z.strictObject({ truePositives: count, falsePositives: count, trueNegatives: count, falseNegatives: count }),
  },
  auc: { scoreHistogram: histogram },
  'average-precision': { scoreHistogram: histogram },
  calibration: {
    calibration: z
      .strictObject({ rows: counts, predicted: z.array(amount), observed: counts })
      .refine(
        ({ rows, predicted, observed }) => predicted.length === rows.length && observed.length === rows.length,
        'all lists have the same bins',
      ),
  },
} as const satisfies Partial<Record<PlanMetric, z.ZodRawShape>>;

/** An answer without a figure: the hospital's rules let none out. */
const withheld = z.strictObject({ suppressed: z.strictObject({ metrics: words }) });

/** Fields that every evaluation has. */
const base = { patients: count, rows: count, lossFinite: z.boolean() };

/** What of a plan decides the form of exact metrics. */
type Asking = Pick<PlanDocument, 'data' | 'evaluation'>;

/** The schema of a plan's exact metrics: what it does not ask for has no place in them. */
function schemaOf(plan: Asking): z.ZodType {
  const { metrics } = plan.evaluation;
  const figures: z.ZodRawShape = Object.assign({}, ...metrics.map((metric) => FIGURES[metric]));
  const numbers = Object.keys(figures).filter((name) => name !== 'aucUndefined');
  const own: z.ZodRawShape = Object.assign(
    {},
    ...metrics.map((metric) => (metric in COUNTS ? COUNTS[metric as keyof typeof COUNTS] : {})),
  );
  const interval = z
    .strictObject({ low: finite, high: finite })
    .refine(({ low, high }) => low <= high, 'the lower end of an interval lies not above its upper end');
  const suppressed = (names: readonly string[]): z.ZodType =>
    z.strictObject(optional(Object.fromEntries(names.map((name) => [name, words]))));
  const cell = z.discriminatedUnion('state', [
    z.strictObject({ state: z.literal('empty') }),
    z.strictObject({ state: z.literal('suppressed') }),
    z.strictObject({
      state: z.literal('shown'),
      evaluation: z.strictObject({ ...base, ...optional({ ...figures, suppressed: suppressed(numbers) }) }),
    }),
  ]);
  const groups = Object.entries(subgroupLabels(plan)).map(
    ([attribute, labels]) =>
      [attribute, z.strictObject(optional(Object.fromEntries(labels.map((label) => [label, cell]))))] as const,
  );
  return z.union([
    withheld,
    z.strictObject({
      ...base,
      ...optional({
        ...figures,
        ...own,
        intervals: z.strictObject(optional(Object.fromEntries(numbers.map((name) => [name, interval])))),
        subgroups: z.strictObject(optional(Object.fromEntries(groups))),
        suppressed: suppressed([...numbers, ...Object.keys(own)]),
      }),
    }),
  ]);
}

/** Fields that may be left away. */
function optional(shape: z.ZodRawShape): z.ZodRawShape {
  return Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, z.optional(type)]));
}

/**
 * Exact metrics as a site has sent them, held to what the plan asks for: researchers and their programs read them as they stand.
 *
 * @throws ConsiliumError `MESSAGE_INVALID` that says what is wanted where
 */
export function exactMetricsOf(plan: Asking, content: Uint8Array): string {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    value = JSON.parse(text);
  } catch (error) {
    throw invalid('the metrics are not JSON in UTF-8', error);
  }
  const read = schemaOf(plan).safeParse(value);
  if (!read.success) throw invalid(`the metrics are not those that the plan asks for: ${problemOf(read.error)}`, read.error);
  // After the schema: what it takes is nested only so deep.
  if (canonicalJson(value as Json) !== text) throw invalid('the metrics are not canonical JSON (RFC 8785)');
  return text;
}

/** The first thing that does not fit, of the form that has figures unless the answer has none. */
function problemOf(error: z.ZodError): string {
  const [issue] = error.issues.flatMap((one) => (one.code === 'invalid_union' ? (one.errors.at(-1) ?? []) : [one]));
  const where = issue === undefined || issue.path.length === 0 ? 'the whole' : issue.path.join('.');
  return `${where}: ${issue?.message ?? 'no metrics'}`;
}

function invalid(message: string, cause?: unknown): ConsiliumError<'MESSAGE_INVALID'> {
  return new ConsiliumError({ code: 'MESSAGE_INVALID', message, cause });
}
