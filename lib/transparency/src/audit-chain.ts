import { ConsiliumError } from '@consilium/core';
import { type AuditEntry, NO_ENTRY, readEntry } from './audit-entry.ts';
import type { Checkpoint } from './checkpoint.ts';
import { leafHash, MerkleTree } from './merkle-tree.ts';
import { corrupt } from './signed-note.ts';

/**
 * Follows the entries of a log, one at a time: each in its form, naming the one before it. Memory does not grow with the log.
 */
export class AuditChain {
  readonly #tree = new MerkleTree();
  #last = NO_ENTRY;

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

  /** Takes the next line, without its line end. @throws ConsiliumError `AUDIT_CORRUPT` that names the entry, counted from 1 */
  take(line: string): AuditEntry {
    const position = this.size + 1;
    try {
      const entry = readEntry(line);
      if (entry.prev !== this.#last)
        throw corrupt(
          position === 1
            ? 'it names an entry before it: the beginning of the log is gone'
            : `it does not continue entry ${position - 1}: one of the two was changed, or entries between or before them were removed or moved`,
        );
      const hash = leafHash(line);
      this.#tree.append(hash);
      this.#last = hash.toString('hex');
      return entry;
    } catch (error) {
      throw corrupt(`entry ${position}: ${error instanceof ConsiliumError ? error.message : String(error)}`, error);
    }
  }
}

/**
 * Checks a whole log against checkpoints of it, in one pass.
 *
 * @param chain without an entry yet; it has all of them afterwards
 * @param lines the entries, in their order, without line ends
 * @param checkpoints already opened; what the other side kept beside the newest of this side
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
  const waiting = checkpoints.toSorted((a, b) => a.size - b.size);
  let held = 0;
  const compare = (): void => {
    for (let [next] = waiting; next !== undefined && next.size === chain.size; [next] = waiting) {
      if (!chain.root().equals(next.root))
        throw corrupt(`entries ${held + 1} to ${next.size} are not those that the checkpoint over ${next.size} was signed for`);
      held = next.size;
      waiting.shift();
    }
  };
  compare();
  for (const line of lines) {
    each(chain.take(line), chain.size);
    compare();
  }
  const [missing] = waiting;
  if (missing !== undefined)
    throw corrupt(
      `the log ends after ${chain.size} entries, and a checkpoint was signed over ${missing.size}: its end was cut off`,
    );
  return chain.size - held;
}
