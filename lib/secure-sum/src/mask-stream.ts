import { type Cipher, createCipheriv } from 'node:crypto';

/** Words made per call of the cipher: large enough to amortise the call, small enough to stay in cache. */
const CHUNK_WORDS = 16_384;
const ZEROS = Buffer.alloc(4 * CHUNK_WORDS);

/** A mask that is added to (1) or taken from (-1) a vector. */
export interface Mask {
  /** 32 bytes; each key makes one mask for one exchange. */
  readonly key: Uint8Array;
  readonly sign: 1 | -1;
}

/** How many masks go into the words at a time: fewer passes over them. */
const TOGETHER = 4;
const NO_MASK = new Int32Array(CHUNK_WORDS);

/** A mask whose keystream has begun. */
interface Stream {
  readonly cipher: Cipher;
  /** 0 for a mask that is added, -1 for one that is taken away; see {@link addFour}. */
  readonly flip: number;
}

/**
 * Adds masks to words modulo 2^32, in place: the keystream of AES-256 in counter mode from counter zero (NIST SP 800-38A section 6.5), read as
 * little-endian 32-bit words. Applied in order to the pieces of one vector, it gives what it gives to the whole.
 */
export class MaskStream {
  readonly #groups: readonly (readonly Stream[])[];

  constructor(masks: readonly Mask[]) {
    const streams = masks.map(({ key, sign }): Stream => {
      return { cipher: createCipheriv('aes-256-ctr', key, Buffer.alloc(16)), flip: sign === 1 ? 0 : -1 };
    });
    const groups = Array.from({ length: Math.ceil(streams.length / TOGETHER) }, (_, i) => i * TOGETHER);
    this.#groups = groups.map((at) => streams.slice(at, at + TOGETHER));
  }

  /** @param words the next piece of the vector: unsigned words, changed in place */
  apply(words: Uint32Array): void {
    // Sums of signed words wrap as those of unsigned ones do, and stay whole numbers of the machine.
    const signed = new Int32Array(words.buffer, words.byteOffset, words.length);
    for (let offset = 0; offset < signed.length; offset += CHUNK_WORDS) {
      const piece = signed.subarray(offset, Math.min(signed.length, offset + CHUNK_WORDS));
      for (const group of this.#groups) {
        const streams = group.map(({ cipher }) => cipher.update(ZEROS.subarray(0, 4 * piece.length)));
        addFour(piece, streams.map(wordsOf), group);
        for (const stream of streams) stream.fill(0);
      }
    }
  }
}

/** Adds up to four streams, or takes them away, in one pass: -w is the complement of w, and one more. */
function addFour(to: Int32Array, streams: readonly Int32Array[], signs: readonly Stream[]): void {
  const [a = NO_MASK, b = NO_MASK, c = NO_MASK, d = NO_MASK] = streams;
  const [e, f, g, h] = [0, 1, 2, 3].map((i) => signs[i]?.flip ?? 0) as [number, number, number, number];
  const more = -(e + f + g + h) | 0;
  for (let i = 0; i < to.length; i++) {
    const low = (((a[i] ?? 0) ^ e) + ((b[i] ?? 0) ^ f)) | 0;
    const high = (((c[i] ?? 0) ^ g) + ((d[i] ?? 0) ^ h)) | 0;
    to[i] = ((((to[i] ?? 0) + more) | 0) + ((low + high) | 0)) | 0;
  }
}

/** Little-endian words of bytes; a copy only where memory is not aligned. The machines that Node runs on are little-endian. */
function wordsOf(bytes: Buffer): Int32Array {
  return bytes.byteOffset % 4 === 0
    ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    : new Int32Array(Uint8Array.from(bytes).buffer);
}
