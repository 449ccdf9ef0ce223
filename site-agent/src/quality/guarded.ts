/** Fewest records or patients behind a number that is shown, whatever a policy says: cells of 1 to 10 are suppressed. */
const LEAST_SHOWN = 11;

/** A number that names nobody: itself, or words for one that is too small to be shown. */
export type Guarded = number | string;

/** What is shown of counts at a site. */
export interface Guard {
  /** Fewest behind a number that is shown. */
  readonly least: number;
}

/** The guard of a hospital. @param minimumCohort what its policy says */
export function guardOf(minimumCohort: number): Guard {
  return { least: Math.max(LEAST_SHOWN, minimumCohort) };
}

/**
 * A count of some among all. Neither they nor the rest may be few: who knows how many there are would know the others too.
 *
 * @param of all; left out where nobody could tell the rest
 */
export function guarded(count: number, { least }: Guard, of?: number): Guarded {
  if (count === 0 || count === of) return count;
  if (count < least) return `fewer than ${least}`;
  return of !== undefined && of - count < least ? `all but fewer than ${least}` : count;
}

/** A share as a whole number of percent, where what it is a share of is many and neither part is few. */
export function guardedShare(count: number, of: number, guard: Guard): string {
  const shown = guarded(count, guard, of);
  if (typeof shown === 'string') return shown;
  return of === 0 ? 'none' : `${Math.round((100 * count) / of)} %`;
}

/** A number with two digits: enough to see a unit, too few to know a patient again. */
export function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

/**
 * Between which numbers nine of ten lie, each with two digits; nothing where fewer than the guard's patients lie beyond either end.
 *
 * @param sorted rising
 * @param count how many numbers there are, of which `sorted` may be a sample
 */
export function middleOf(sorted: Float64Array, count: number, { least }: Guard): readonly [number, number] | undefined {
  const [low, high] = [0.05, 0.95].map((share) => quantile(sorted, share));
  return count * 0.05 < least || low === undefined || high === undefined ? undefined : [rounded(low), rounded(high)];
}

/** A quantile of sorted numbers. @param share 0 .. 1 */
export function quantile(sorted: Float64Array, share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
