import { ConsiliumError } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import type { Attempt } from '../attempt/attempt.ts';
import type { SiteContext } from '../session/site-context.ts';
import { isMasked, type UpdateMeta } from './update-meta.ts';

/** What decides whether something leaves. */
type Deciding = Pick<SiteContext, 'gate' | 'catalog' | 'sums'>;

/**
 * Whether the hospital lets stored bytes, or their hash, leave as its word stands now: the policy and the approval of their plan, and the data
 * sets, of which one must serve their study still, from the population that they were made of. Each is a way to withdraw. Bytes under masks leave
 * while this site takes part in their sum, under the roster that it has accepted.
 *
 * @throws ConsiliumError whose code and message are the refusal
 */
export function admitLeaving(context: Deciding, stored: UpdateMeta): void {
  admitPart(context, stored);
  if (isMasked(stored)) context.sums.standing(stored);
}

/**
 * Whether the hospital lets this site take part further in the sum under masks of an attempt. What is said in a sum opens it: a vector shows
 * nothing before, so that the word of a hospital counts until the last one.
 *
 * @throws ConsiliumError whose code and message are the refusal, or why this site has no part in the sum
 */
export function admitWord(context: Deciding, attempt: Attempt): void {
  const { offer, honest } = context.sums.standing(attempt);
  const { kind } = attempt;
  const part = { ...offer, honest, encoding: UpdateEncoding.UPDATE_ENCODING_MASKED_INT32 };
  admitPart(context, kind === undefined ? part : { ...part, kind });
}

function admitPart(
  { gate, catalog }: Deciding,
  part: Pick<UpdateMeta, 'study' | 'planHash' | 'population' | 'encoding' | 'honest' | 'kind'>,
): void {
  gate.admitLeaving(part);
  const { study, population } = part;
  if (catalog.forStudy(study).population === population) return;
  throw new ConsiliumError({
    code: 'DATASET_UNKNOWN',
    message: `no data set of this site serves the study ${study} any more with what its answer was made of`,
  });
}
