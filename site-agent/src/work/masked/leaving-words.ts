import { ConsiliumError } from '@consilium/core';
import { type CompiledPlan, isMaskedPlan } from '@consilium/plan';
import { UpdateEncoding } from '@consilium/proto';
import { type Mask, MaskStream } from '@consilium/secure-sum';

/** Noised words, ready to leave. */
export interface LeavingWords {
  readonly encoding: UpdateEncoding;
  readonly bytes: Uint8Array;
}

/** Under what words leave. */
export interface Cover {
  readonly plan: CompiledPlan;
  /** Masks of a sum, each used for these words alone; `undefined` where the plan has none. */
  readonly masks?: readonly Mask[] | undefined;
}

/**
 * Noised words of an update or of scores as they leave: under masks wherever the plan says so, for the noise of one share alone may be less than its
 * price. The one way out of a site for such words.
 *
 * @param inTheOpen encoding of words without masks
 * @throws ConsiliumError `INTERNAL` where masks and plan do not go together
 */
export function leavingWords(words: Int32Array, { plan, masks }: Cover, inTheOpen: UpdateEncoding): LeavingWords {
  // No masks at all are not masks.
  if (isMaskedPlan(plan) !== (masks !== undefined) || masks?.length === 0)
    throw new ConsiliumError({
      code: 'INTERNAL',
      message: 'masks came without a plan that says so, or a plan without its masks',
    });
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  if (masks === undefined) return { encoding: inTheOpen, bytes };
  new MaskStream(masks).apply(new Uint32Array(words.buffer, words.byteOffset, words.length));
  return { encoding: UpdateEncoding.UPDATE_ENCODING_MASKED_INT32, bytes };
}
