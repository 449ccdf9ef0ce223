import type { Birth } from './moment.ts';

/** A person's place in a cohort. Moments are hours, days are days, as in `moment.ts`. */
export interface CohortRow {
  readonly person: string;
  /** Undefined where the date cannot be read. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  readonly birth: Birth;
  /** What the source writes for the sex. */
  readonly sex: string;
  /** First and last day of the observation that holds the start; undefined outside all of them. */
  readonly observed: readonly [first: number, last: number] | undefined;
}
