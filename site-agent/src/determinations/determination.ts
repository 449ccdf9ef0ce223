import { canonicalJson, ConsiliumError, type Json } from '@consilium/core';
import { z } from 'zod';

/** How long a determination holds unless its expert says otherwise: data and what others know of people change. */
export const DEFAULT_VALID_MONTHS = 18;

const text = z.string().min(1).max(2000);
const name = z.string().min(1).max(200);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits');
const share = z.number().min(0).max(1);
const count = z.int().min(0);

const measuresSchema = z.strictObject({
  records: count,
  classes: count,
  k: count,
  uniqueShare: share,
  prosecutorMaximum: share,
  prosecutorAverage: share,
  journalistMaximum: share,
  journalistAverage: share,
  marketer: share,
  sensitive: z.array(z.strictObject({ name, distinct: count, entropy: z.number().min(0), closeness: z.number().min(0).max(1) })),
});

/**
 * An Expert Determination (45 CFR 164.514(b)(1)): what a person with knowledge of statistical methods has found about one data set as one data
 * dictionary reads it, for these recipients. Its numbers are about records and stay in the hospital.
 */
export const determinationSchema = z.strictObject({
  version: z.literal(1),
  expert: z.strictObject({
    name,
    qualification: text.describe('why this person may determine it: training, experience'),
    method: text.describe('methods and results that justify the determination, or where they are written down'),
  }),
  scope: z.strictObject({
    dataset: name.describe('the data set of the hospital'),
    source: hash.describe('where it lies and how it is mapped: another source, or another mapping, is not covered'),
    dictionary: hash.describe('the data dictionary of the plan, which says what is read and how'),
  }),
  quasiIdentifiers: z.array(name).min(1).max(100).describe('columns of which others may know the values'),
  sensitive: z
    .array(z.strictObject({ name, scale: z.enum(['ordered', 'nominal']) }))
    .max(100)
    .describe('columns of which they must not learn the values'),
  recipients: z.array(name).min(1).max(100).describe('who gets what is made of the data'),
  population: z
    .strictObject({
      fraction: z.number().gt(0).max(1).describe('share of the population that is in the data set'),
      basis: text.describe('how that is known'),
    })
    .optional(),
  treatment: text.describe('what was suppressed or generalised, by rules that look at one record at a time'),
  measured: measuresSchema,
  limits: z.strictObject({
    maximumRisk: share,
    averageRisk: share,
    k: count,
    sensitive: z.array(
      z.strictObject({ name, distinct: count, entropy: z.number().min(0), closeness: z.number().min(0).max(1) }),
    ),
  }),
  determined: z.iso.date(),
  expires: z.iso.date().describe('the last day on which it holds, UTC'),
});

/** See {@link determinationSchema}. */
export type Determination = z.output<typeof determinationSchema>;

/** The one text of a determination, which is signed: canonical JSON and a line end. */
export function writeDetermination(determination: Determination): string {
  return `${canonicalJson(determination as unknown as Json)}\n`;
}

/** Reads what {@link writeDetermination} writes. @throws ConsiliumError `DETERMINATION_INVALID` */
export function readDetermination(content: string): Determination {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw invalid('it is no JSON', error);
  }
  const parsed = determinationSchema.safeParse(value);
  const issue = parsed.error?.issues[0];
  if (!parsed.success) throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, parsed.error);
  // Members that appear twice, or another order: what people read must be what was signed.
  if (writeDetermination(parsed.data) !== content) throw invalid('it is not in canonical form');
  return parsed.data;
}

function invalid(why: string, cause?: unknown): ConsiliumError<'DETERMINATION_INVALID'> {
  return new ConsiliumError({
    code: 'DETERMINATION_INVALID',
    message: `this is not the record of an expert determination: ${why}`,
    cause,
  });
}

/** The first millisecond at which a determination holds no longer. */
export function expiryMs({ expires }: Pick<Determination, 'expires'>): number {
  return Date.parse(`${expires}T00:00:00Z`) + 86_400_000;
}

/** The last day of a determination, so many months after a day; of a month that is shorter, its last day. @param from as `YYYY-MM-DD` */
export function monthsAfter(from: string, months: number): string {
  const date = new Date(`${from}T00:00:00Z`);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.toISOString().slice(0, 10);
}
