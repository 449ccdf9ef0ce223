/** A log that is shipped while it grows. */
export interface EntrySource {
  /** Entries so far. @throws what reading throws */
  size(): Promise<number> | number;
  /** Lines of the entries after the first `position`, in their order, as far as there are some now. @throws what reading throws */
  after(position: number): AsyncIterable<string>;
}
