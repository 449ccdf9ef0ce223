import { createHash } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';

/** Bytes of the hash that are compared, as many as a double holds exactly. */
const COMPARED_BYTES = 6;

/**
 * Whether a patient is held out of training: a hash of seed and patient identifier against a threshold. It depends on nothing
 * else, so that all rows of a patient fall on the same side, a run can be repeated, and the order of rows does not matter.
 *
 * A threshold and not a rank, although a rank would hold out an exact share: with a rank, one patient more or less could move
 * another one across the border. Data sets that differ in one patient would then differ in two patients of the training part, and
 * what is promised for one patient would hold for half of it only.
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
  return digest.readUIntBE(0, COMPARED_BYTES) < fraction * 2 ** (8 * COMPARED_BYTES);
}
