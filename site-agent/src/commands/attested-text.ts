import type { DatasetEntry } from '../datasets/dataset-catalog.ts';

/** Whether, by whom and when the hospital denied actual knowledge. */
export function attestedText(attested: DatasetEntry['attested']): string {
  return attested === undefined
    ? 'nobody attested it (consilium-site data attest)'
    : `attested by ${attested.who} on ${attested.at.slice(0, 10)}: no actual knowledge that it could identify a patient`;
}
