import { type Split, SPLIT_SECRET_BYTES } from '@consilium/learning';

/** A split whose secret everybody knows; another one for another number. */
export function knownSplit(share: number, n = 1): Split {
  return { secret: new Uint8Array(SPLIT_SECRET_BYTES).fill(n), share };
}
