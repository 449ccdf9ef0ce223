import { ConsiliumError } from '@consilium/core';
import type { Policy } from './policy-schema.ts';

/** What somebody at the hospital asks for. */
export interface SyntheticFacts {
  readonly study: string;
  readonly epsilon: number;
}

/**
 * Whether this hospital lets synthetic data be made. Asked before a record is read, of nothing that depends on one.
 *
 * @returns whether the epsilon is above what the policy calls usual
 * @throws ConsiliumError `SYNTHETIC_REFUSED`, `STUDY_NOT_ALLOWED`
 */
export function admitSynthetic(
  { synthetic, allowedStudies }: Policy,
  { study, epsilon }: SyntheticFacts,
): { readonly aboveUsual: boolean } {
  if (!synthetic.allow) throw refused('The policy of this hospital allows no synthetic data (synthetic: { allow: true } would).');
  if (!allowedStudies.includes(study))
    throw new ConsiliumError({ code: 'STUDY_NOT_ALLOWED', message: `This hospital does not take part in study ${study}.` });
  // Written so that NaN refuses.
  if (!(epsilon <= synthetic.maximumEpsilon))
    throw refused(`The policy of this hospital allows synthetic data up to epsilon ${synthetic.maximumEpsilon}, not ${epsilon}.`);
  return { aboveUsual: epsilon > synthetic.usualEpsilon };
}

function refused(message: string): ConsiliumError<'SYNTHETIC_REFUSED'> {
  return new ConsiliumError({ code: 'SYNTHETIC_REFUSED', message });
}
