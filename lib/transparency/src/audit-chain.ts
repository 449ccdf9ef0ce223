import { ConsiliumError } from '@consilium/core';
import { type AuditEntry, type LogForm, type NewEntry, NO_ENTRY, readEntry, writeEntry } from './audit-entry.ts';
import type { Checkpoint } from './checkpoint.ts';
import { leafHash, MerkleTree } from './merkle-tree.ts';
import { corrupt } from './signed-note.ts';

/** Where a log stands, as far as going on needs it. */
export interface ChainEnd {
  readonly size: number;
  /** Its perfect subtrees, the largest first. */
  readonly peaks: readonly Buffer[];
  /** Leaf hash of the last entry, hex. */
  readonly last: string;
}

const EMPTY: ChainEnd = { size: 0, peaks: [], last: NO_ENTRY };

/**
 * Follows the entries of a log, one at a time: each in its form, naming the one before it. Memory does not grow with the log.
 */
export class AuditChain {
  readonly #form: LogForm;
  readonly #tree: MerkleTree;
  #last: string;

  /**
   * @param form of the entries: which kind of log it is
   * @param from where to go on: so many entries, their perfect subtrees, the hash of the last. @default the beginning
   */
  constructor(form: LogForm, from: ChainEnd = EMPTY) {
    this.#form = form;
    this.#tree = new MerkleTree(from.size, from.peaks);
    this.#last = from.last;
  }

  get size(): number {
    return this.#tree.size;
  }

  /** Leaf hash of the last entry, hex; what the next one has as `prev`. */
  get last(): string {
    return this.#last;
  }

  root(): Buffer {
    return this.#tree.root();
  }

  /**
   * Adds an entry.
   *
   * @returns its line, without an end, and the perfect subtrees that it completes ({@link MerkleTree.append})
   * @throws ConsiliumError `AUDIT_CORRUPT` for what the catalogue does not know
   */
  add(entry: NewEntry): { readonly line: string; readonly nodes: readonly Buffer[] } {
    const line = writeEntry({ ...entry, prev: this.#last }, this.#form);
    return { line, nodes: this.#append(line) };
  }

  /** Takes the next line, without its line end. @throws ConsiliumError `AUDIT_CORRUPT` that names the entry, counted from 1 */
  take(line: string): AuditEntry {
    const position = this.size + 1;
    try {
      const entry = readEntry(line, this.#form);
      if (entry.prev !== this.#last)
        throw corrupt(
          position === 1
            ? 'it names an entry before it: the beginning of the log is gone'
            : `it does not continue entry ${position - 1}: one of the two was changed, or entries between or before them were removed or moved`,
        );
      this.#append(line);
      return entry;
    } catch (error) {
      throw corrupt(`entry ${position}: ${error instanceof ConsiliumError ? error.message : String(error)}`, error);
    }
  }

  #append(line: string): readonly Buffer[] {
    const hash = leafHash(line);
    this.#last = hash.toString('hex');
    return this.#tree.append(hash);
  }
}

/** Checks a whole log against checkpoints of it, in one pass: give it all {@link take lines}, then the {@link end}. */
export class LogCheck {
  readonly #chain: AuditChain;
  readonly #waiting: Checkpoint[];
  #held = 0;

  /**
   * @param chain without an entry yet; it has all of them afterwards
   * @param checkpoints already opened; what the other side kept beside the newest of this side
   */
  constructor(chain: AuditChain, checkpoints: readonly Checkpoint[]) {
    this.#chain = chain;
    this.#waiting = checkpoints.toSorted((a, b) => a.size - b.size);
    this.#compare();
  }

  /** The next entry, without its line end. @throws ConsiliumError `AUDIT_CORRUPT` that says which entry is wrong, or between which checkpoints */
  take(line: string): AuditEntry {
    const entry = this.#chain.take(line);
    this.#compare();
    return entry;
  }

  /** There are no more. @returns how many entries no checkpoint covers @throws ConsiliumError `AUDIT_CORRUPT` */
  end(): number {
    const [missing] = this.#waiting;
    const { size } = this.#chain;
    if (missing !== undefined)
      throw corrupt(`the log ends after ${size} entries, and a checkpoint was signed over ${missing.size}: its end was cut off`);
    return size - this.#held;
  }

  #compare(): void {
    for (let [next] = this.#waiting; next !== undefined && next.size === this.#chain.size; [next] = this.#waiting) {
      if (!this.#chain.root().equals(next.root))
        throw corrupt(
          `entries ${this.#held + 1} to ${next.size} are not those that the checkpoint over ${next.size} was signed for`,
        );
      this.#held = next.size;
      this.#waiting.shift();
    }
  }
}

/**
 * Refuses entries without any checkpoint: each log signs before anybody can rest on an entry, so that it was taken away.
 *
 * @param size entries of the log
 * @throws ConsiliumError `AUDIT_CORRUPT`
 */
export function requireCheckpoint(size: number, newest: Checkpoint | string | undefined): void {
  if (size > 0 && newest === undefined) throw corrupt(`there are ${size} entries and no checkpoint: it was taken away`);
}

/**
 * Checks a whole log, as {@link LogCheck} does.
 *
 * @param each given every entry with its position, counted from 1
 * @returns how many entries no checkpoint covers
 * @throws ConsiliumError `AUDIT_CORRUPT` that says which entry is wrong, or between which checkpoints
 */
export function checkLog(
  chain: AuditChain,
  lines: Iterable<string>,
  checkpoints: readonly Checkpoint[],
  each: (entry: AuditEntry, position: number) => void = () => {},
): number {
  const check = new LogCheck(chain, checkpoints);
  for (const line of lines) each(check.take(line), chain.size);
  return check.end();
}
