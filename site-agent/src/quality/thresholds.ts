/** Shares and numbers from which on a check says something. docs/data.md states them. */
export const THRESHOLDS = {
  /** Share of the cells of a column that are missing. */
  missing: 0.2,
  /** Share of the rows, or of the patients, that are left out. */
  leftOut: 0.2,
  /** Share of the rows in which a column is cut to its range. */
  cut: 0.05,
  /** Patients that are left; fewer say little, whatever is learned from them. */
  patients: 20,
} as const;
