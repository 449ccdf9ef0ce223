import { createHash, type Hash } from 'node:crypto';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { UpdateEncoding } from '@consilium/proto';
import { assertFinite, sumOfSquares } from './vectors.ts';

/** What an upload claims to be, and what it must not exceed. */
export interface UpdateHeader {
  readonly run: string;
  readonly round: number;
  readonly attempt: number;
  readonly site: string;
  readonly updateHash: string;
  readonly bytes: number;
  readonly encoding: UpdateEncoding;
  /** Norm that no honest update on the grid exceeds, in its units; `undefined` for floats and under masks, where there is no such bound. */
  readonly longest: number | undefined;
}

/** Bytes of a word of every encoding. */
const WORD_BYTES = 4;

/** Where pieces lie whose words begin at any address. Each is looked at in one go, so all updates share it. */
let aligned = new Uint8Array();

/** Looks at the bytes of one update as they come by. */
export class UpdateCheck {
  readonly #header: UpdateHeader;
  readonly #hash: Hash = createHash('sha256');
  /** Bytes of a word whose others are in the next piece. */
  readonly #begun: Uint8Array = new Uint8Array(WORD_BYTES);
  #begunBytes = 0;
  #words = 0;
  #squares = 0;
  #unsound: ConsiliumError | undefined;

  constructor(header: UpdateHeader) {
    this.#header = header;
  }

  /** Adds the next bytes, at whatever address. */
  add(piece: Uint8Array): void {
    this.#hash.update(piece);
    const { encoding, longest } = this.#header;
    if (encoding !== UpdateEncoding.UPDATE_ENCODING_FLOAT32 && longest === undefined) return;
    const isWhole = this.#begunBytes === 0 && piece.length % WORD_BYTES === 0;
    if (isWhole && piece.byteOffset % WORD_BYTES === 0) return this.#addWords(piece);
    const bytes = this.#begunBytes + piece.length;
    const whole = bytes - (bytes % WORD_BYTES);
    if (aligned.length < bytes) aligned = new Uint8Array(bytes);
    aligned.set(this.#begun.subarray(0, this.#begunBytes));
    aligned.set(piece, this.#begunBytes);
    this.#begunBytes = bytes - whole;
    this.#begun.set(aligned.subarray(whole, bytes));
    this.#addWords(aligned.subarray(0, whole));
  }

  #addWords({ buffer, byteOffset, length }: Uint8Array): void {
    const words = length / WORD_BYTES;
    if (this.#header.encoding === UpdateEncoding.UPDATE_ENCODING_FLOAT32)
      this.#unsound ??= finiteProblem(new Float32Array(buffer, byteOffset, words), this.#header.site, this.#words);
    else this.#squares += sumOfSquares(new Int32Array(buffer, byteOffset, words));
    this.#words += words;
  }

  /**
   * The verdict once all bytes were seen. The hash comes first: bytes that were damaged on the way say nothing about the site.
   *
   * @throws ConsiliumError `UPDATE_CORRUPT`, `UPDATE_NOT_FINITE`, `UPDATE_TOO_LONG`
   */
  finish(): void {
    const { updateHash, site, longest = Number.POSITIVE_INFINITY } = this.#header;
    if (this.#hash.digest('hex') !== updateHash) {
      throw new ConsiliumError({ code: 'UPDATE_CORRUPT', message: 'the update received does not have its announced SHA-256' });
    }
    if (this.#unsound !== undefined) throw this.#unsound;
    const norm = Math.sqrt(this.#squares);
    if (norm > longest) {
      throw new ConsiliumError({
        code: 'UPDATE_TOO_LONG',
        message: `the update of ${site} has a norm of ${norm.toPrecision(6)} grid units, an honest one at most ${longest.toPrecision(6)}`,
      });
    }
  }
}

function finiteProblem(piece: Float32Array, site: string, start: number): ConsiliumError | undefined {
  try {
    assertFinite(piece, `the update of ${site}`, start);
    return undefined;
  } catch (error) {
    return fromUnknown(error);
  }
}
