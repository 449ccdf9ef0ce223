import type { Randomness } from '@consilium/core';

/** Shuffles in place (Fisher-Yates); the bias of the 32-bit reduction is below n / 2^32, which ordering a batch does not feel. */
export function shuffle(values: Uint32Array, randomness: Randomness): void {
  const bytes = new Uint8Array(4 * values.length);
  randomness.fill(bytes);
  const view = new DataView(bytes.buffer);
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor((view.getUint32(4 * i, true) / 2 ** 32) * (i + 1));
    const swap = values[i] as number;
    values[i] = values[j] as number;
    values[j] = swap;
  }
}
