import { ConsiliumError } from '@consilium/core';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import type { Policy } from './policy-schema.ts';

/**
 * Whether a person has signed for a data set, where the policy asks for it: that nobody knows how to tell a patient from what is left is half of Safe
 * Harbor, and no program can know it. Asked before a record is read.
 *
 * @throws ConsiliumError `ATTESTATION_MISSING`
 */
export function admitAttested(
  { attestation }: Pick<Policy, 'attestation'>,
  entry: Pick<DatasetEntry, 'dataset' | 'attested'>,
): void {
  if (attestation !== 'required' || entry.attested !== undefined) return;
  throw new ConsiliumError({
    code: 'ATTESTATION_MISSING',
    message: `the policy of this hospital wants its data set ${entry.dataset} attested, and nobody has signed`,
  });
}
