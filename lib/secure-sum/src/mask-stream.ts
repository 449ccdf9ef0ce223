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

/** Masks of one sign, at most four. */
interface Group {
  readonly sign: 1 | -1;
  readonly ciphers: readonly Cipher[];
}

/**
 * Adds masks to words modulo 2^32, in place: the keystream of AES-256 in counter mode from counter zero (NIST SP 800-38A section 6.5), read as
 * little-endian 32-bit words. Applied in order to the pieces of one vector, it gives what it gives to the whole.
 */
export class MaskStream {
  readonly #groups: readonly Group[];

  constructor(masks: readonly Mask[]) {
    this.#groups = ([1, -1] as const).flatMap((sign) => {
      const ciphers = masks
        .filter((mask) => mask.sign === sign)
        .map(({ key }) => createCipheriv('aes-256-ctr', key, Buffer.alloc(16)));
      const groups = Array.from({ length: Math.ceil(ciphers.length / TOGETHER) }, (_, i) => i * TOGETHER);
      return groups.map((at): Group => ({ sign, ciphers: ciphers.slice(at, at + TOGETHER) }));
    });
  }

  /** @param words the next piece of the vector: unsigned words, changed in place */
  apply(words: Uint32Array): void {
    // Sums of signed words wrap as those of unsigned ones do, and stay whole numbers of the machine.
    const signed = new Int32Array(words.buffer, words.byteOffset, words.length);
    for (let offset = 0; offset < signed.length; offset += CHUNK_WORDS) {
      const piece = signed.subarray(offset, Math.min(signed.length, offset + CHUNK_WORDS));
      for (const { sign, ciphers } of this.#groups) {
        const streams = ciphers.map((cipher) => cipher.update(ZEROS.subarray(0, 4 * piece.length)));
        const [a = NO_MASK, b = NO_MASK, c = NO_MASK, d = NO_MASK] = streams.map(wordsOf);
        if (sign === 1) addFour(piece, a, b, c, d);
        else takeFour(piece, a, b, c, d);
        for (const stream of streams) stream.fill(0);
      }
    }
  }
}

function addFour(to: Int32Array, a: Int32Array, b: Int32Array, c: Int32Array, d: Int32Array): void {
  for (let i = 0; i < to.length; i++) {
    const low = ((a[i] ?? 0) + (b[i] ?? 0)) | 0;
    const high = ((c[i] ?? 0) + (d[i] ?? 0)) | 0;
    to[i] = ((to[i] ?? 0) + ((low + high) | 0)) | 0;
  }
}

function takeFour(from: Int32Array, a: Int32Array, b: Int32Array, c: Int32Array, d: Int32Array): void {
  for (let i = 0; i < from.length; i++) {
    const low = ((a[i] ?? 0) + (b[i] ?? 0)) | 0;
    const high = ((c[i] ?? 0) + (d[i] ?? 0)) | 0;
    from[i] = ((from[i] ?? 0) - ((low + high) | 0)) | 0;
  }
}

/** Little-endian words of bytes; a copy only where memory is not aligned. The machines that Node runs on are little-endian. */
function wordsOf(bytes: Buffer): Int32Array {
  return bytes.byteOffset % 4 === 0
    ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
    : new Int32Array(Uint8Array.from(bytes).buffer);
}
