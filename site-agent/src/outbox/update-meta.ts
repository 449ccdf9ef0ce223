import { ConsiliumError } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import { z } from 'zod';
import { type Attempt, attemptName } from '../attempt/attempt.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(1);

/** What a stored update is bound to, as it lies on disk. Strict: an update that says more than this program knows is not sent by it. */
const metaSchema = z.strictObject({
  run: z.string().min(1),
  round: count,
  attempt: count,
  /** Absent: an update of the model. */
  kind: z.literal('evaluation').exactOptional(),
  study: z.string().min(1),
  planHash: hash,
  /** Of the model that was trained from, or scored. */
  baseHash: hash,
  /** SHA-256 of the bytes, hex. */
  updateHash: hash,
  bytes: z.int().min(0),
  encoding: z.enum(UpdateEncoding).refine((encoding): boolean => encoding !== UpdateEncoding.UPDATE_ENCODING_UNSPECIFIED),
  /** Whose ledger has the charge. */
  population: z.string().min(1),
  /** Honest sites that its noise counts on (h): beyond one it leaves under masks alone. */
  honest: count,
  /** Whether a charge in the ledger pays for it: always, but in rehearsals without privacy. */
  charged: z.boolean(),
});

/** What a stored update is bound to. */
export type UpdateMeta = Readonly<z.output<typeof metaSchema>>;

/** Whether the bytes of an update are under masks. */
export function isMasked({ encoding }: Pick<UpdateMeta, 'encoding'>): boolean {
  return encoding === UpdateEncoding.UPDATE_ENCODING_MASKED_INT32;
}

/** The description as it is stored. */
export function encodeMeta(meta: UpdateMeta): Buffer {
  return Buffer.from(JSON.stringify(meta), 'utf8');
}

/** Reads a description back. @throws ConsiliumError `SEAL_BROKEN` for one that this program did not write, or of another attempt */
export function decodeMeta(text: string, of: Attempt): UpdateMeta {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unreadable(error);
  }
  const parsed = metaSchema.safeParse(json);
  if (!parsed.success) throw unreadable(parsed.error);
  if (attemptName(parsed.data) !== attemptName(of)) throw unreadable();
  return parsed.data;
}

function unreadable(cause?: unknown): ConsiliumError<'SEAL_BROKEN'> {
  return new ConsiliumError({
    code: 'SEAL_BROKEN',
    message: 'the description of a stored update is not one that this program writes',
    cause,
  });
}
