import { createCipheriv, createHash, randomBytes, type Cipher } from 'node:crypto';

/** Bytes from a generator. `kind` is the brand that keeps seeded generators out of production paths. */
interface RandomStream {
  /** Overwrites `target` with the next bytes of the stream. */
  fill(target: Uint8Array): void;
  /** An independent stream, named by `label`; the same label of the same seeded stream always gives the same bytes. */
  fork(label: string): this;
}

/** A generator keyed by the operating system: the only kind that a production path accepts. */
export interface SecureRandom extends RandomStream {
  readonly kind: 'secure';
}

/** A repeatable generator for rehearsals and tests. Noise drawn from it protects nobody. */
export interface SeededRandom extends RandomStream {
  readonly kind: 'seeded';
}

/** Either generator; code that takes this type must be told which one it got. */
export type Randomness = SecureRandom | SeededRandom;

/** Keystream produced per cipher call: large enough to amortise the call, small enough to stay in cache. */
const CHUNK_BYTES = 65_536;
const ZEROS = Buffer.alloc(CHUNK_BYTES);

/**
 * AES-256 in counter mode as a generator (NIST SP 800-90A calls the construction CTR_DRBG; here without reseeding, since a
 * key serves far fewer than 2^48 blocks).
 */
class AesCtrStream {
  readonly #cipher: Cipher;
  #buffer: Buffer = Buffer.alloc(0);
  #used = 0;

  constructor(key: Uint8Array) {
    this.#cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  }

  fill(target: Uint8Array): void {
    let offset = 0;
    while (offset < target.length) {
      if (this.#used === this.#buffer.length) {
        this.#buffer = this.#cipher.update(ZEROS);
        this.#used = 0;
      }
      const n = Math.min(target.length - offset, this.#buffer.length - this.#used);
      target.set(this.#buffer.subarray(this.#used, this.#used + n), offset);
      // A keystream byte is used once and then forgotten.
      this.#buffer.fill(0, this.#used, this.#used + n);
      this.#used += n;
      offset += n;
    }
  }
}

class OsKeyedRandom extends AesCtrStream implements SecureRandom {
  readonly kind = 'secure' as const;

  constructor() {
    super(randomBytes(32));
  }

  /** A fresh stream with a fresh key: `label` changes nothing here, independence comes from the operating system. */
  fork(_label: string): this {
    return new OsKeyedRandom() as this;
  }
}

class SeedKeyedRandom extends AesCtrStream implements SeededRandom {
  readonly kind = 'seeded' as const;
  readonly #seed: string;

  constructor(seed: string) {
    super(createHash('sha256').update('consilium/seeded-random/v1\0').update(seed).digest());
    this.#seed = seed;
  }

  fork(label: string): this {
    return new SeedKeyedRandom(`${this.#seed}\0${label}`) as this;
  }
}

/** A generator with a fresh 256-bit key from the operating system. */
export function secureRandom(): SecureRandom {
  return new OsKeyedRandom();
}

/** A repeatable generator: the same `seed` gives the same bytes on every machine. For rehearsals and tests only. */
export function seededRandom(seed: string | number): SeededRandom {
  return new SeedKeyedRandom(String(seed));
}

/** A uniform double in [0, 1) with 53 random bits. */
export function uniform53(random: Randomness): number {
  const bytes = new Uint8Array(8);
  random.fill(bytes);
  const view = new DataView(bytes.buffer);
  return (view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11)) * 2 ** -53;
}

/** Puts numbers into an order drawn evenly from all orders, in place (Fisher and Yates). */
export function shuffle(values: Uint16Array | number[], random: Randomness): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(uniform53(random) * (last + 1));
    [values[last], values[other]] = [values[other] as number, values[last] as number];
  }
}

/** A random identifier: `prefix-` and 80 bits in Crockford's base 32, lower case. */
export function randomId(prefix: string, random: Randomness): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const bytes = new Uint8Array(16);
  random.fill(bytes);
  return `${prefix}-${Array.from(bytes, (byte) => alphabet[byte & 31]).join('')}`;
}
