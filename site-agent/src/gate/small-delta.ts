import { ConsiliumError } from '@consilium/core';

/**
 * A delta of one over the number of patients would be kept by publishing one of them whole. Judged by the number that the hospital
 * declares: a count of records would let one of them decide what is refused.
 *
 * @param whose what has the delta, for the message
 * @param patients as declared
 * @throws ConsiliumError `DELTA_TOO_LARGE`
 */
export function requireSmallDelta(whose: string, delta: number, patients: number): void {
  // Written so that NaN refuses.
  if (delta * patients < 1) return;
  throw new ConsiliumError({
    code: 'DELTA_TOO_LARGE',
    message: `${whose} has a delta of ${delta}, which is not below one over the number of patients that the hospital declares`,
    details: { delta },
  });
}
