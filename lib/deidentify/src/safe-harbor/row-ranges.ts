/** Most ranges that are listed; a person who has mended those looks again. */
const LISTED_RANGES = 8;

/** Rows as they come in, as ranges of rows that follow each other. */
export class RowRanges {
  readonly #ranges: [first: number, last: number][] = [];
  #left = 0;

  /** Rows come in rising order. */
  add(row: number): void {
    const last = this.#ranges.at(-1);
    if (last !== undefined && this.#left === 0 && row <= last[1] + 1) last[1] = Math.max(last[1], row);
    else if (this.#ranges.length < LISTED_RANGES) this.#ranges.push([row, row]);
    else this.#left++;
  }

  /** `2-40, 44 and more`. */
  text(): string {
    const ranges = this.#ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`));
    return `${ranges.join(', ')}${this.#left === 0 ? '' : ' and more'}`;
  }
}
