import type { Randomness } from '@consilium/core';

/** Fills an array with uniform numbers in [0, 1): multiples of 2^-24, which float32 holds exactly. */
export function fillUniforms(target: Float32Array, randomness: Randomness): void {
  const bytes = new Uint8Array(4 * target.length);
  randomness.fill(bytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < target.length; i++) target[i] = (view.getUint32(4 * i, true) >>> 8) * 2 ** -24;
}
