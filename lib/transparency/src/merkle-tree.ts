import { createHash } from 'node:crypto';

/** Before the bytes of an entry, so that no entry passes for a node (RFC 6962, section 2.1). */
const LEAF = Buffer.of(0);
/** Before the hashes of two subtrees. */
const NODE = Buffer.of(1);

/** SHA-256 of one entry as a leaf: `SHA-256(0x00 || entry)` (RFC 6962, section 2.1). */
export function leafHash(entry: Uint8Array | string): Buffer {
  return createHash('sha256').update(LEAF).update(entry).digest();
}

/** SHA-256 of a node over its two subtrees: `SHA-256(0x01 || left || right)`. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** The root over perfect subtrees, the largest first; of none the hash of nothing. */
export function rootOver(peaks: readonly Buffer[]): Buffer {
  const [last, ...before] = peaks.toReversed();
  if (last === undefined) return createHash('sha256').digest();
  return before.reduce((right, left) => nodeHash(left, right), last);
}

/**
 * The Merkle tree of a log that only grows (RFC 6962, section 2.1), by as much of it as growing needs: the hashes of its
 * perfect subtrees, the largest first, one for each bit that is set in the number of leaves.
 */
export class MerkleTree {
  readonly #peaks: Buffer[];
  #size: number;

  /** An empty tree, or one that goes on. @param peaks its perfect subtrees, the largest first */
  constructor(size = 0, peaks: readonly Buffer[] = []) {
    this.#size = size;
    this.#peaks = [...peaks];
  }

  /** Leaves. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds a leaf.
   *
   * @param hash of {@link leafHash}
   * @returns the perfect subtrees that it completes, the smallest first: itself, then those of 2, 4, ... leaves that end with it
   */
  append(hash: Buffer): readonly Buffer[] {
    const completed = [hash];
    let node = hash;
    // As in binary addition: each full subtree of the same height is carried into the next one.
    for (let carry = this.#size; carry % 2 === 1; carry = (carry - 1) / 2) {
      const left = this.#peaks.pop();
      if (left !== undefined) node = nodeHash(left, node);
      completed.push(node);
    }
    this.#peaks.push(node);
    this.#size += 1;
    return completed;
  }

  /** The root over all leaves, 32 bytes; of an empty tree the hash of nothing. */
  root(): Buffer {
    return rootOver(this.#peaks);
  }
}
