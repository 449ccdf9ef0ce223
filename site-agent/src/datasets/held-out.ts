import { createHash } from 'node:crypto';

/**
 * Whether a patient is held out of training. Depends on the patient and the plan's seed alone, so that all rows of a patient
 * stay together, a run can be repeated, and adding a patient moves no other: were it otherwise, as with an exact share by
 * rank, one patient more could change two patients of the training part, and the guarantee would be for two.
 */
export function isHeldOut(patient: string, fraction: number, splitSeed: number): boolean {
  const digest = createHash('sha256').update(`consilium/held-out/v1\0${splitSeed}\0${patient}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32 < fraction;
}
