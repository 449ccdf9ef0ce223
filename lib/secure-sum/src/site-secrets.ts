import type { Randomness } from '@consilium/core';
import { KEY_BYTES } from './keys.ts';

/** What one site knows alone about one sum: made once, kept sealed until it is over, then forgotten. Each is 32 bytes. */
export interface SiteSecrets {
  /** Seed of the key that shares are encrypted to. */
  readonly agreement: Uint8Array;
  /** Seed of the key that masks with others are made of; shared, opened when this site drops. */
  readonly masking: Uint8Array;
  /** Seed of this site's own mask; shared, opened when this site stays. */
  readonly selfMask: Uint8Array;
  /** Seed of the polynomials of its shares, so that they are the same after a restart. */
  readonly coefficients: Uint8Array;
  /** Not secret: goes into the order of the ring. */
  readonly nonce: Uint8Array;
}

/** Fresh secrets; each sum has its own. */
export function drawSecrets(random: Randomness): SiteSecrets {
  const draw = (): Uint8Array => {
    const bytes = new Uint8Array(KEY_BYTES);
    random.fill(bytes);
    return bytes;
  };
  return { agreement: draw(), masking: draw(), selfMask: draw(), coefficients: draw(), nonce: draw() };
}
