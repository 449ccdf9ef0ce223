import type { z } from 'zod';
import type { Source } from './source.ts';

/** A way in which hospitals keep tables. One file each, and the contract test of all of them. */
export interface Connector<D extends { readonly kind: string }> {
  /** What it reads, in words that follow "a": "CSV file". */
  readonly words: string;
  /** What a hospital says of such a source. Secrets have names there, and stand elsewhere. */
  readonly schema: z.ZodType<D>;
  /**
   * A description that means the same from every working directory, of a source that is there.
   *
   * @throws ConsiliumError `FILE_UNREADABLE`
   */
  locate(description: D): D;
  /** The same text for two located descriptions of the same source. */
  identity(description: D): string;
  /**
   * Judges a source before a person makes it a data set, or looks whether it could be one.
   *
   * @param stateFolder the agent's own folder, which holds no data to learn from; need not be there yet
   * @throws ConsiliumError `SOURCE_UNSAFE`, `FILE_UNREADABLE`
   */
  requireSafe(description: D, stateFolder: string): void;
  /** Files with secrets that a description names. */
  secretFiles?(description: D): readonly string[];
  /** What a person should know of it, which is no reason to refuse it. @throws ConsiliumError `FILE_UNREADABLE` */
  warnings(description: D): readonly string[];
  /**
   * The source itself; nothing is opened before it is read.
   *
   * @param stateFolder where its secrets stand, and what does not fit into memory may lie for a while
   */
  open(description: D, stateFolder: string): Source;
}
