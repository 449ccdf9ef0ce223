/** A row of an answer as text by place; null where there is nothing. */
export type CdmRow = readonly (string | null)[];

/** Which of the model's parts a table belongs to: hospitals keep them in schemas of their own. */
export type CdmPart = 'clinical' | 'vocabulary' | 'cohort';

/** A table that is there: what a query selects from, and how its columns are written there, by their names in small letters. */
export interface CdmTable {
  readonly from: string;
  readonly columns: ReadonlyMap<string, string>;
}

/** Tables of the Common Data Model, wherever they lie. Asked one question after the other, on one state of the data. */
export interface CdmDatabase {
  /** @returns undefined for one that is not there. @throws ConsiliumError as {@link rows} */
  table(name: string, part: CdmPart): Promise<CdmTable | undefined>;
  /**
   * The rows of an answer, in groups.
   *
   * @param texts what `parameter` stands for, by place
   * @throws ConsiliumError `DATA_INVALID`, `FILE_UNREADABLE`, `DATABASE_UNAVAILABLE`, `DATABASE_REFUSED`
   */
  rows(sql: string, texts?: readonly string[]): AsyncIterable<readonly CdmRow[]>;
  readonly dialect: SqlDialect;
  close(): Promise<void>;
}

/** Where databases write the same thing in different words. Every expression is made from quoted names alone. */
export interface SqlDialect {
  /** A whole number, or null. */
  whole(column: string): string;
  /** A cell as text without loss, or null. */
  text(column: string): string;
  /** A date or moment as ISO 8601 text, or null. */
  moment(column: string): string;
  /** The text at a place, counted from 1; they stand in the statement in that order. */
  parameter(at: number): string;
}
