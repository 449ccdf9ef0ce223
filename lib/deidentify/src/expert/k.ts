import type { EquivalenceClasses } from './equivalence-classes.ts';

/** How small classes are. */
export interface Anonymity {
  readonly records: number;
  readonly classes: number;
  /** Records of the smallest class; 0 where there is no record. */
  readonly k: number;
  /** Share of the records that are alone in their class, 0 .. 1. */
  readonly uniqueShare: number;
}

/**
 * k = min_j f_j over the sizes f_j of classes, and the share of records with f_j = 1. L. Sweeney, "k-anonymity: a model for protecting privacy", 2002.
 */
export function anonymity({ classOf, sizes }: EquivalenceClasses): Anonymity {
  const records = classOf.length;
  let k = records;
  let unique = 0;
  for (const size of sizes) {
    if (size < k) k = size;
    if (size === 1) unique++;
  }
  return { records, classes: sizes.length, k, uniqueShare: records === 0 ? 0 : unique / records };
}
