import { canonicalJson, ConsiliumError, type Json, type SecureRandom, sha256Hex } from '@consilium/core';
import { z } from 'zod';

/** Parts of a population. A patient is in one of them for good, so that what each costs is counted by itself. */
export const PARTS = ['training', 'held-out'] as const;

/** One of {@link PARTS}. */
export type Part = (typeof PARTS)[number];

/** The one exchange that a charge belongs to. */
export interface LedgerKey {
  /** What was asked for: an update, scores of a model, or, by people at the hospital, synthetic data. */
  readonly kind: 'training' | 'evaluation' | 'synthetic';
  readonly study: string;
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
  /** SHA-256 of the canonical plan, lower-case hex. */
  readonly planHash: string;
}

/** A position in the chain: how many entries there are, and the hash of the last (64 zeros when there is none). */
export interface LedgerHead {
  readonly seq: number;
  readonly hash: string;
}

/** Head of a ledger without entries. */
export const EMPTY_HEAD: LedgerHead = { seq: 0, hash: '0'.repeat(64) };

const name = z.string().min(1).max(200);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits');
const reason = z.string().min(1).max(500);
const event: z.ZodType<Json> = z.json();

/** The form of a {@link LedgerKey}. */
export const ledgerKeySchema = z.strictObject({
  kind: z.enum(['training', 'evaluation', 'synthetic']),
  study: name,
  run: name,
  round: z.int().min(0),
  attempt: z.int().min(0),
  planHash: hash,
});

/** The form of a {@link SumTerms}. */
const sumTermsSchema = z.strictObject({ honest: z.int().min(1), roster: hash });

/** Under whose trust a release left under masks. */
export type SumTerms = Readonly<z.output<typeof sumTermsSchema>>;

/** The form of a {@link BudgetDecision}. */
const budgetDecisionSchema = z.strictObject({
  epsilon: z.number().positive(),
  delta: z.number().gt(0).lt(1),
  accounting: z.enum(['several', 'one-mechanism']),
  who: name,
  reason,
  /** When it was decided, milliseconds since 1970. */
  atMs: z.int().min(0),
  secondPerson: name.optional(),
});

/** A budget, who decided it, why and when. */
export type BudgetDecision = z.output<typeof budgetDecisionSchema>;

/** Bytes of the salt of an entry: 128 bits are not guessed. */
const SALT_BYTES = 16;

const common = {
  v: z.literal(1),
  population: name,
  seq: z.int().min(1),
  timeMs: z.int().min(0),
  prev: hash,
  /** Random, and never sent: the hash of an entry leaves the site, and without it times and reasons would follow from a few thousand tries. */
  salt: z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hex digits'),
};

const bodySchema = z.discriminatedUnion('op', [
  z.strictObject({
    ...common,
    op: z.literal('reserve'),
    key: ledgerKeySchema,
    part: z.enum(PARTS),
    split: hash,
    distance: z.number().min(0).max(1),
    /** Of a release under masks: sites whose noise it counts on (h), and SHA-256 of the roster that says who they may be. */
    sum: sumTermsSchema.optional(),
    events: z.array(event).min(1).readonly(),
  }),
  z.strictObject({ ...common, op: z.literal('commit'), key: ledgerKeySchema, update: hash }),
  z.strictObject({ ...common, op: z.literal('spend'), key: ledgerKeySchema, reason }),
  z.strictObject({ ...common, op: z.literal('release'), key: ledgerKeySchema, reason }),
  z.strictObject({ ...common, op: z.literal('clock'), reason }),
  z.strictObject({ ...common, op: z.literal('budget'), budget: budgetDecisionSchema }),
]);

/** One entry without its hash. The events of a reservation stay as they were written; who reads them checks them. */
export type LedgerBody = z.output<typeof bodySchema>;

/** One line of the ledger. `hash` is SHA-256 over the canonical JSON (RFC 8785) of everything else, `prev` that of the line before. */
export type LedgerEntry = LedgerBody & { readonly hash: string };

/** What an entry says, beside its place in the chain. */
export type LedgerChange = DistributiveOmit<LedgerBody, keyof typeof common>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The salt of a new entry, hex. */
export function drawSalt(random: SecureRandom): string {
  const salt = Buffer.alloc(SALT_BYTES);
  random.fill(salt);
  return salt.toString('hex');
}

/** The line of an entry, with its line end, and its hash. */
export function encodeEntry(body: LedgerBody): { readonly line: string; readonly hash: string } {
  const digest = sha256Hex(canonicalJson(body));
  return { line: `${canonicalJson({ ...body, hash: digest })}\n`, hash: digest };
}

/**
 * Reads one line (without its line end), in the one form in which it is written: a blank too much is damage as well.
 *
 * @throws ConsiliumError `LEDGER_CORRUPT` that says what is wrong; the caller adds where.
 */
export function decodeEntry(line: string): LedgerEntry {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw corrupt('it is not JSON', error);
  }
  if (typeof json !== 'object' || json === null || !('hash' in json)) throw corrupt('it has no hash');
  const { hash: claimed, ...rest } = json;
  const parsed = bodySchema.safeParse(rest);
  if (!parsed.success) throw corrupt('it is not a ledger entry', parsed.error);
  const encoded = encodeEntry(parsed.data);
  if (encoded.hash !== claimed || encoded.line !== `${line}\n`) throw corrupt('its content does not have its hash');
  return { ...parsed.data, hash: encoded.hash };
}

/** The entry of a line with its end: the very reader that will meet it after a restart decides whether it may be written at all. @throws ConsiliumError `PARAMETER_INVALID` */
export function readable(line: string): LedgerEntry {
  try {
    return decodeEntry(line.slice(0, -1));
  } catch (error) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message:
        'the ledger takes a SHA-256 in hex as update, split and roster, a distance from 0 to 1, 1 honest site or more, and 1 to 500 characters as reason',
      cause: error,
      details: { field: 'update, split, sum, reason' },
    });
  }
}

/** The error for a damaged ledger. */
export function corrupt(message: string, cause?: unknown): ConsiliumError<'LEDGER_CORRUPT'> {
  return new ConsiliumError({ code: 'LEDGER_CORRUPT', message, cause });
}
