import { WRAPPING_WORDS_WASM } from './wrapping-words-wasm.ts';

/** Words that a piece holds at most: its bytes fill a page of WebAssembly, and stay in the cache beside a keystream. */
export const PIECE_WORDS = 16_384;

/**
 * A piece of a vector to which words are added, and from which they are taken away, modulo 2^32. It is used from `load` to `store` and keeps
 * nothing after that.
 */
export interface WrappingWords {
  /** @param words at most {@link PIECE_WORDS} */
  load(words: Uint32Array): void;
  /** @param bytes little-endian words, as many as were loaded */
  add(bytes: Uint8Array): void;
  /** @param bytes the same */
  subtract(bytes: Uint8Array): void;
  /** @param words as long as those that were loaded */
  store(words: Uint32Array): void;
}

/** What this file uses of WebAssembly, which the types of Node leave to those of browsers. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: object };
};

/** Exports of lib/secure-sum/kernel/wrapping-words.as. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  add(bytes: number): void;
  subtract(bytes: number): void;
}

/** The vector unit of the machine, by WebAssembly: a third of the time of {@link PlainWords}. */
export class VectorWords implements WrappingWords {
  readonly #kernel: Kernel;
  readonly #words: Uint8Array;
  readonly #other: Uint8Array;

  /** @param wasm the compiled kernel */
  constructor(wasm: Uint8Array = compiled()) {
    this.#kernel = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports as Kernel;
    this.#words = new Uint8Array(this.#kernel.memory.buffer, 0, 4 * PIECE_WORDS);
    this.#other = new Uint8Array(this.#kernel.memory.buffer, 4 * PIECE_WORDS, 4 * PIECE_WORDS);
  }

  load(words: Uint32Array): void {
    this.#words.set(bytesOf(words));
  }

  add(bytes: Uint8Array): void {
    this.#other.set(bytes);
    this.#kernel.add(bytes.length);
  }

  subtract(bytes: Uint8Array): void {
    this.#other.set(bytes);
    this.#kernel.subtract(bytes.length);
  }

  store(words: Uint32Array): void {
    bytesOf(words).set(this.#words.subarray(0, words.byteLength));
    this.#words.fill(0);
    this.#other.fill(0);
  }
}

/** The same on any machine that Node runs on. */
export class PlainWords implements WrappingWords {
  readonly #words = new Int32Array(PIECE_WORDS);
  readonly #other = new Int32Array(PIECE_WORDS);
  readonly #otherBytes = new Uint8Array(this.#other.buffer);

  load(words: Uint32Array): void {
    this.#words.set(words);
  }

  // Sums of signed words wrap as those of unsigned ones do, and stay whole numbers of the machine.
  add(bytes: Uint8Array): void {
    const [to, from] = [this.#words, this.#other];
    this.#otherBytes.set(bytes);
    for (let i = 0; i < bytes.length / 4; i++) to[i] = ((to[i] as number) + (from[i] as number)) | 0;
  }

  subtract(bytes: Uint8Array): void {
    const [to, from] = [this.#words, this.#other];
    this.#otherBytes.set(bytes);
    for (let i = 0; i < bytes.length / 4; i++) to[i] = ((to[i] as number) - (from[i] as number)) | 0;
  }

  store(words: Uint32Array): void {
    words.set(this.#words.subarray(0, words.length));
    this.#words.fill(0);
    this.#other.fill(0);
  }
}

/** Old processors, and those that some virtual machines show, have no vector unit that WebAssembly could use. */
export function wrappingWords(): WrappingWords {
  const wasm = compiled();
  return WebAssembly.validate(wasm) ? new VectorWords(wasm) : new PlainWords();
}

function compiled(): Uint8Array {
  return Buffer.from(WRAPPING_WORDS_WASM, 'base64');
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
