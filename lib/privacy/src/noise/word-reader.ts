import type { Randomness } from '@consilium/core';

/** Words in one block: 64 KiB of keystream, large enough to amortise the cipher call, small enough for the cache. */
const BLOCK_WORDS = 16_384;
/** Words fetched when a decision needs a few more bits than its sample brought. */
const TOP_UP_WORDS = 16;

/** Reads a generator as 32-bit words, in blocks, in stream order; used words are wiped when the block is replaced or released. */
export class WordReader {
  /** The current block; the words from `position` to `limit` are unread. */
  readonly words: Int32Array = new Int32Array(BLOCK_WORDS);
  position = 0;
  limit = 0;
  readonly #bytes: Uint8Array = new Uint8Array(this.words.buffer);
  #random: Randomness | undefined;
  /** Words that were written since the block was last wiped. */
  #written = 0;

  /** Starts reading `random` and drops whatever was left of the previous generator. */
  open(random: Randomness): void {
    this.#random = random;
    this.position = 0;
    this.limit = 0;
  }

  /** Replaces the block by `count` fresh words (at most a block). Unread words are dropped: they are independent of everything. */
  refill(count: number): void {
    const length = Math.min(count, BLOCK_WORDS);
    (this.#random as Randomness).fill(this.#bytes.subarray(0, 4 * length));
    this.position = 0;
    this.limit = length;
    this.#written = Math.max(this.#written, length);
  }

  /** The next 32 bits as an unsigned integer. */
  next(): number {
    if (this.position === this.limit) this.refill(TOP_UP_WORDS);
    return (this.words[this.position++] as number) >>> 0;
  }

  /** Forgets the generator and every word it gave. */
  close(): void {
    this.#random = undefined;
    this.words.fill(0, 0, this.#written);
    this.#written = 0;
    this.position = 0;
    this.limit = 0;
  }
}
