import type { NewEntry } from '@consilium/transparency';

/** An entry that was just written: its place, counted from 1, and its leaf hash, hex. */
export interface WrittenEntry {
  readonly entry: NewEntry;
  /** As it stands in the log. */
  readonly line: string;
  readonly position: number;
  readonly hash: string;
}
