import { createHash } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';

/**
 * Whether a patient is held out of training: a hash of seed and patient identifier decides, so that the answer stays the same
 * when rows are added or reordered, and all rows of a patient fall on the same side.
 *
 * @param fraction expected fraction of patients held out, 0 .. 1
 * @throws ConsiliumError `PARAMETER_INVALID` for a fraction outside 0 .. 1.
 */
export function isHeldOut(patientId: string, fraction: number, seed: number): boolean {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: 'fraction must lie between 0 and 1',
      details: { field: 'fraction' },
    });
  }
  const digest = createHash('sha256').update(`consilium/held-out/v1\0${seed}\0${patientId}`).digest();
  return digest.readUIntBE(0, 6) < fraction * 2 ** 48;
}
