/** Capacity to begin with; doubled whenever it is used up. */
const FIRST_CAPACITY = 1024;

/** A typed array of unknown length: 4 bytes a value, where a list of numbers takes 8 and more while it is copied. */
export class GrowingArray<A extends Float32Array | Int32Array> {
  readonly #make: (length: number) => A;
  #values: A;
  #length = 0;

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#values = make(FIRST_CAPACITY);
  }

  /** Number of values appended. */
  get length(): number {
    return this.#length;
  }

  /** Appends values. */
  append(values: ArrayLike<number>): void {
    const needed = this.#length + values.length;
    if (needed > this.#values.length) {
      const larger = this.#make(Math.max(needed, 2 * this.#values.length));
      larger.set(this.#values.subarray(0, this.#length));
      this.#values = larger;
    }
    this.#values.set(values, this.#length);
    this.#length = needed;
  }

  /** The values, in an array of exactly their number. */
  finish(): A {
    return this.#values.slice(0, this.#length) as A;
  }
}
