import type { Grouped, SyntheticColumn } from './records.ts';

/** A group holds at least so many standard deviations of noise: below, a pair of columns would be measured as noise. */
const LEAST_IN_SIGMAS = 3;

/**
 * Puts values together that are too rare to be told from noise, as the noised counts say (McKenna, Miklau and Sheldon 2021, section 4.3): neighbours
 * where values are in order, all the rare ones where they are not. Looks at nothing but what was measured.
 */
export function groupValues(
  column: number,
  { cells, ordered = 0 }: SyntheticColumn,
  noised: Float64Array,
  sigma: number,
): Grouped {
  const least = LEAST_IN_SIGMAS * sigma;
  const groupOf = new Int32Array(cells);
  let groups = 0;
  let held = 0;
  let begun = false;
  for (let value = 0; value < ordered; value++) {
    groupOf[value] = groups;
    held += noised[value] as number;
    begun = true;
    if (held < least) continue;
    groups++;
    held = 0;
    begun = false;
  }
  if (begun) {
    // What is left at the upper end is too little by itself.
    if (groups === 0) groups = 1;
    else for (let value = ordered - 1; value >= 0 && groupOf[value] === groups; value--) groupOf[value] = groups - 1;
  }
  let rare = -1;
  for (let value = ordered; value < cells; value++) {
    if ((noised[value] as number) >= least) groupOf[value] = groups++;
    else {
      if (rare < 0) rare = groups++;
      groupOf[value] = rare;
    }
  }
  return { column, groups, groupOf };
}

/** Counts of groups from counts of values. */
export function groupCounts({ groups, groupOf }: Grouped, counts: Float64Array): Float64Array {
  const sums = new Float64Array(groups);
  for (const [value, group] of groupOf.entries()) sums[group] = (sums[group] as number) + (counts[value] as number);
  return sums;
}
