import { type Cipher, createCipheriv } from 'node:crypto';
import { PIECE_WORDS, wrappingWords } from './wrapping-words.ts';

/** A mask that is added to (1) or taken from (-1) a vector. */
export interface Mask {
  /** 32 bytes; each key makes one mask for one exchange. */
  readonly key: Uint8Array;
  readonly sign: 1 | -1;
}

/** A mask whose keystream has begun. */
interface Stream {
  readonly cipher: Cipher;
  readonly sign: 1 | -1;
}

const ZEROS = Buffer.alloc(4 * PIECE_WORDS);

/** One piece at a time is under work in a thread: nothing is waited for between its first mask and its last. */
const WORK = wrappingWords();

/**
 * Adds masks to words modulo 2^32, in place: the keystream of AES-256 in counter mode from counter zero (NIST SP 800-38A section 6.5), read as
 * little-endian 32-bit words. Applied in order to the pieces of one vector, it gives what it gives to the whole.
 */
export class MaskStream {
  readonly #streams: readonly Stream[];

  constructor(masks: readonly Mask[]) {
    this.#streams = masks.map(({ key, sign }) => ({ cipher: createCipheriv('aes-256-ctr', key, Buffer.alloc(16)), sign }));
  }

  /** @param words the next piece of the vector: unsigned words, changed in place */
  apply(words: Uint32Array): void {
    for (let offset = 0; offset < words.length; offset += PIECE_WORDS) {
      const piece = words.subarray(offset, offset + PIECE_WORDS);
      WORK.load(piece);
      for (const { cipher, sign } of this.#streams) {
        const stream = cipher.update(ZEROS.subarray(0, piece.byteLength));
        if (sign === 1) WORK.add(stream);
        else WORK.subtract(stream);
        stream.fill(0);
      }
      WORK.store(piece);
    }
  }
}
