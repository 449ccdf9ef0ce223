import { ConsiliumError, fromUnknown } from '@consilium/core';
import type { Batch } from '@consilium/deidentify';

/** One pass over a source. */
export interface Reading {
  /**
   * Every row, in the order of the source; can be iterated once. Leaving the loop early closes the source.
   *
   * @throws ConsiliumError with the name of the source: `DATA_INVALID` where it is not what a table must be, `FILE_UNREADABLE`,
   * `DATABASE_UNAVAILABLE`, `DATABASE_REFUSED`, `DATABASE_UNTRUSTED`
   */
  readonly batches: AsyncIterable<Batch>;
  /** SHA-256, hex, of the content read so far: of all of it once the batches have ended. */
  contentHash(): string;
  /** Whether the source still is what it was when this reading began. */
  isCurrent(): boolean;
  /** How many rows it says to have, once the first of them came, where it says so: good for reserving memory, and for nothing else. */
  foretoldRows?(): number | undefined;
}

/** A table in the hospital: where it lies and in which format is known here and nowhere else. */
export interface Source {
  /** How errors name it to the people of the hospital. */
  readonly name: string;
  /**
   * The names of its columns, in its order.
   *
   * @throws ConsiliumError as reading it does
   */
  columns(): Promise<readonly string[]>;
  /** What a person should know of it that only a look inside tells. @throws ConsiliumError as reading it does */
  notices?(): Promise<readonly string[]>;
  /** Begins a reading of some columns; others are checked no further than the format needs, and never handed on. */
  read(columns: readonly string[]): Reading;
}

/** An error with the name of the source in front of what is wrong with its data; other errors already name what failed. */
export function namedError(error: unknown, name: string): ConsiliumError {
  const known = fromUnknown(error, name);
  if (known.code !== 'DATA_INVALID') return known;
  return new ConsiliumError({ code: 'DATA_INVALID', message: `${name} ${known.message}`, details: known.details });
}
