import type { ColumnTypes } from '../dialect.ts';

/** One change of the tables. Once released it is never edited: stores that have it do not see it again. */
export interface Migration {
  /** Version of a store that has it; the number of its file. */
  readonly version: number;
  /** Statements of SQL, one each. */
  readonly statements: (types: ColumnTypes) => readonly string[];
}
