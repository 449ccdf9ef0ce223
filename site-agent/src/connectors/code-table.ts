/** Most texts of a column: the place of one is a byte. */
const MOST = 256;
/** A power of two, so many that a search is short. */
const SLOTS = 1024;
/** Longest text in bytes: three words. */
export const MOST_CODE_BYTES = 12;

/** The short texts that repeat in a column, found by their bytes: a column of codes becomes text once for each code, not for each cell. */
export class CodeTable {
  readonly texts: string[] = [];
  /** Of each place the four words by which it is found. */
  readonly #words: Int32Array = new Int32Array(4 * MOST);
  /** One more than the place that stands there; 0 for none. */
  readonly #slots: Uint16Array = new Uint16Array(SLOTS);

  /** Whether no further text finds room: the column is none of codes. */
  get isFull(): boolean {
    return this.texts.length >= MOST;
  }

  /**
   * The place of a text, or -1.
   *
   * @param form its length, and whatever else decides which text its bytes are
   * @param a its bytes, with zeros behind them, in three words
   */
  find(form: number, a: number, b: number, c: number): number {
    const words = this.#words;
    for (let slot = slotOf(form, a, b, c); ; slot = (slot + 1) & (SLOTS - 1)) {
      const place = (this.#slots[slot] as number) - 1;
      if (place < 0) return -1;
      const from = 4 * place;
      if (words[from] === form && words[from + 1] === a && words[from + 2] === b && words[from + 3] === c) return place;
    }
  }

  /** Remembers a text that is not found, if there is room. @returns its place */
  add(form: number, a: number, b: number, c: number, text: string): number {
    const place = this.texts.length;
    this.#words.set([form, a, b, c], 4 * place);
    this.texts.push(text);
    let slot = slotOf(form, a, b, c);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    this.#slots[slot] = place + 1;
    return place;
  }
}

function slotOf(form: number, a: number, b: number, c: number): number {
  const mixed = Math.imul(Math.imul(Math.imul(a, 31) ^ b, 0x9e37) ^ c, 0x85eb) + form;
  return (mixed ^ (mixed >>> 15)) & (SLOTS - 1);
}
