/** Values of the first piece; each is twice as long as the one before, so that a small table takes little. */
const FIRST_PIECE = 4096;

/** Values of the longest piece: large enough to be few, small enough to be held twice. */
const PIECE = 1024 * 1024;

/** Bytes that are reserved at most, whatever is expected: a file may lie about its rows, and memory beyond what a machine has cannot be reserved. */
const MOST_RESERVED = 2 ** 30;

/** A buffer that can give its memory back before it is collected; the types of Node 20 do not know it yet. */
type ReturnableBuffer = ArrayBuffer & { resize(bytes: number): void };
const newBuffer = ArrayBuffer as unknown as new (bytes: number, options: { readonly maxByteLength: number }) => ReturnableBuffer;

interface Kind<A> {
  new (length: number): A;
  new (buffer: ArrayBuffer, start: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

/** A part of the values. */
interface Piece<A> {
  /** Gives its memory back; absent for what was reserved. */
  readonly buffer?: ReturnableBuffer;
  readonly values: A;
}

/**
 * A typed array of unknown length. It grows by pieces, so that no value is copied but once, at the end, and each piece gives its memory back as soon as
 * it was: never much more is held than the values themselves. Where its length is foretold, the values stay where they are put.
 */
export class GrowingArray<A extends Float32Array | Int32Array | Uint16Array> {
  readonly #kind: Kind<A>;
  readonly #expected: () => number | undefined;
  readonly #pieces: Piece<A>[] = [];
  #length = 0;
  #left = 0;

  /** @param expected how many values there may be, asked when the first one comes; a wrong answer costs memory or time and nothing else */
  constructor(kind: Kind<A>, expected: () => number | undefined = () => undefined) {
    this.#kind = kind;
    this.#expected = expected;
  }

  /** Number of values appended. */
  get length(): number {
    return this.#length;
  }

  /** Appends one value. */
  push(value: number): void {
    if (this.#left === 0) this.#grow();
    const { values } = this.#pieces[this.#pieces.length - 1] as { readonly values: A };
    values[values.length - this.#left] = value;
    this.#left--;
    this.#length++;
  }

  /** Appends the values from one place of an array to before another. */
  append(from: A, start: number, end: number): void {
    for (let at = start; at < end; ) {
      if (this.#left === 0) this.#grow();
      const { values } = this.#pieces[this.#pieces.length - 1] as { readonly values: A };
      const taken = Math.min(this.#left, end - at);
      const to = values.length - this.#left;
      values.set(from.subarray(at, at + taken), to);
      this.#left -= taken;
      this.#length += taken;
      at += taken;
    }
  }

  #grow(): void {
    const expected = this.#pieces.length === 0 ? (this.#expected() ?? 0) : 0;
    if (expected > PIECE && expected * this.#kind.BYTES_PER_ELEMENT <= MOST_RESERVED) {
      // Pages that nothing is written to take no memory.
      this.#pieces.push({ values: new this.#kind(expected) });
      this.#left = expected;
      return;
    }
    const length = Math.min(PIECE, FIRST_PIECE * 2 ** this.#pieces.length);
    const bytes = length * this.#kind.BYTES_PER_ELEMENT;
    const buffer = new newBuffer(bytes, { maxByteLength: bytes });
    this.#pieces.push({ buffer, values: new this.#kind(buffer, 0, length) });
    this.#left = length;
  }

  /** The values, in an array of exactly their number; this one holds nothing any more. */
  finish(): A {
    const whole = this.#whole();
    this.#pieces.length = 0;
    this.#length = 0;
    this.#left = 0;
    return whole;
  }

  #whole(): A {
    const [first] = this.#pieces;
    if (this.#pieces.length === 1 && first !== undefined && first.buffer === undefined)
      return first.values.subarray(0, this.#length) as A;
    const whole = new this.#kind(this.#length);
    let start = 0;
    for (const { buffer, values } of this.#pieces) {
      const filled = Math.min(values.length, this.#length - start);
      whole.set(values.subarray(0, filled), start);
      start += filled;
      buffer?.resize(0);
    }
    return whole;
  }
}

/** The same values and zeros behind them. */
export function longer<A extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(values: A, length: number): A {
  const all = new (values.constructor as new (length: number) => A)(length);
  all.set(values);
  return all;
}
