import { type SeededRandom, seededRandom } from '@consilium/core';
import { type Split, SPLIT_SECRET_BYTES } from '@consilium/learning';

/** Share of patients whom virtual sites hold out unless somebody says otherwise, as at hospitals. */
export const DEFAULT_HELD_OUT = 0.2;

/**
 * Who is held out at virtual sites. It follows from the seed of a rehearsal, so that averages over seeds are averages over splits, and
 * say more than any one split can; without a seed it is always the same, so that two plans are scored on the same patients.
 */
export interface VirtualSplit {
  readonly share: number;
  /** What the split secret of a site is drawn from. */
  random(siteId: string): SeededRandom;
  /** The split that the agent of a site makes of it. */
  of(siteId: string): Split;
}

/** The split of a rehearsal. */
export function virtualSplit(share: number, seed: string | undefined): VirtualSplit {
  const random = (siteId: string): SeededRandom => seededRandom(`consilium/sim/${seed ?? ''}`).fork(`split-secret/${siteId}`);
  return {
    share,
    random,
    of(siteId) {
      const secret = new Uint8Array(SPLIT_SECRET_BYTES);
      random(siteId).fill(secret);
      return { secret, share };
    },
  };
}
