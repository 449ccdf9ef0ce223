import { createCipheriv } from 'node:crypto';

/** Words made per call of the cipher: large enough to amortise the call, small enough to stay in cache. */
const CHUNK_WORDS = 16_384;
const ZEROS = Buffer.alloc(4 * CHUNK_WORDS);

/** A mask that is added to (1) or taken from (-1) a vector. */
export interface Mask {
  /** 32 bytes; each key makes one mask for one exchange. */
  readonly key: Uint8Array;
  readonly sign: 1 | -1;
}

/**
 * Adds masks to words modulo 2^32, in place: the keystream of AES-256 in counter mode from counter zero (NIST SP 800-38A section 6.5), read as
 * little-endian 32-bit words. Applied in order to the pieces of one vector, it gives what it gives to the whole.
 */
export class MaskStream {
  readonly #streams: readonly { readonly sign: 1 | -1; readonly next: (bytes: number) => Buffer }[];

  constructor(masks: readonly Mask[]) {
    this.#streams = masks.map(({ key, sign }) => {
      const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
      return { sign, next: (bytes) => cipher.update(ZEROS.subarray(0, bytes)) };
    });
  }

  /** @param words the next piece of the vector: unsigned words, changed in place */
  apply(words: Uint32Array): void {
    for (let offset = 0; offset < words.length; offset += CHUNK_WORDS) {
      const piece = words.subarray(offset, Math.min(words.length, offset + CHUNK_WORDS));
      for (const { sign, next } of this.#streams) {
        const stream = next(4 * piece.length);
        const mask = wordsOf(stream);
        if (sign === 1) for (let i = 0; i < piece.length; i++) piece[i] = (piece[i] ?? 0) + (mask[i] ?? 0);
        else for (let i = 0; i < piece.length; i++) piece[i] = (piece[i] ?? 0) - (mask[i] ?? 0);
        stream.fill(0);
      }
    }
  }
}

/** Little-endian words of bytes; a copy only where memory is not aligned. The machines that Node runs on are little-endian. */
function wordsOf(bytes: Buffer): Uint32Array {
  return bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    : new Uint32Array(Uint8Array.from(bytes).buffer);
}
