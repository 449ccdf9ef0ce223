import { createHmac } from 'node:crypto';
import { ConsiliumError } from '@consilium/core';
import { normalPatientId } from './patient-id.ts';

/** Bytes of the hash that are compared, as many as a double holds exactly. */
const COMPARED_BYTES = 6;

/** Shortest secret of a split: nobody can try them all. */
export const SPLIT_SECRET_BYTES = 32;

/** What decides who is held out, for good: a secret of the site, and how many. */
export interface Split {
  /** {@link SPLIT_SECRET_BYTES} or more. Without it nobody can find out who is held out, or choose identifiers that are. */
  readonly secret: Uint8Array;
  /** Expected share of patients who are held out, 0 .. 1. */
  readonly share: number;
}

/**
 * Whether a patient is held out of training: HMAC-SHA-256 (RFC 2104) of the {@link normalPatientId} under the secret, against a threshold.
 * It depends on nothing else, so that all rows of a patient fall on the same side, whatever the plan, the day or the other patients.
 *
 * A threshold and not a rank, although a rank would hold out an exact share: with a rank, one patient more or less could move
 * another one across the border. Data sets that differ in one patient would then differ in two patients of the training part, and
 * what is promised for one patient would hold for half of it only.
 *
 * @proof docs/proofs/parts.md#split
 * @throws ConsiliumError `PARAMETER_INVALID` for a share outside 0 .. 1, or a secret that is too short
 */
export function isHeldOut(patientId: string, split: Split): boolean {
  checkSplit(split);
  // Nobody: a comparison with zero is never true.
  if (split.share === 0) return false;
  const digest = createHmac('sha256', split.secret)
    .update(`consilium/held-out/v2\0${normalPatientId(patientId)}`)
    .digest();
  return digest.readUIntBE(0, COMPARED_BYTES) < split.share * 2 ** (8 * COMPARED_BYTES);
}

/**
 * A name of the split that gives nothing of it away: HMAC-SHA-256 of the share under the secret, hex. Equal exactly when secret and share are.
 *
 * @throws ConsiliumError as {@link isHeldOut}
 */
export function splitFingerprint(split: Split): string {
  checkSplit(split);
  return createHmac('sha256', split.secret).update(`consilium/split/v1\0${split.share}`).digest('hex');
}

function checkSplit({ secret, share }: Split): void {
  if (!(share >= 0 && share <= 1)) throw invalid('share', 'the held-out share must lie between 0 and 1');
  if (secret.length < SPLIT_SECRET_BYTES) throw invalid('secret', `a split secret has at least ${SPLIT_SECRET_BYTES} bytes`);
}

function invalid(field: string, message: string): ConsiliumError<'PARAMETER_INVALID'> {
  return new ConsiliumError({ code: 'PARAMETER_INVALID', message, details: { field } });
}
