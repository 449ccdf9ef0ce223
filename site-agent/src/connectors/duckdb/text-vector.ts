import type duckdb from '@duckdb/node-bindings';
import type { DuckDBVector } from '@duckdb/node-api';

/** Bytes of the longest text that stands in a vector itself; of a longer one there is a pointer. */
const INLINE_BYTES = 12;
/** Bytes of one entry: its length, then text or pointer. */
export const TEXT_ENTRY_BYTES = 16;
/** Texts that are remembered, a power of two: columns of codes repeat a few. */
const REMEMBERED = 4096;

/** Makes text of the vectors of one column. */
export class TextVectorReader {
  readonly #texts: string[] = [];
  /** The four words of the entry behind each remembered text. */
  readonly #words: Int32Array = new Int32Array(4 * REMEMBERED);

  /** @param vector the same cells as `data`, for texts that do not stand in it */
  read(data: Uint8Array, isThere: (at: number) => boolean, length: number, vector: DuckDBVector): string[] {
    const words = new Int32Array(data.buffer, data.byteOffset, 4 * length);
    const cells: string[] = Array.from({ length });
    for (let at = 0; at < length; at++) {
      if (!isThere(at)) cells[at] = '';
      else if ((words[4 * at] as number) > INLINE_BYTES) cells[at] = String(vector.getItem(at)).trim();
      else cells[at] = this.#inline(words, at, data);
    }
    return cells;
  }

  #inline(words: Int32Array, at: number, data: Uint8Array): string {
    const [length, a, b, c] = [words[4 * at], words[4 * at + 1], words[4 * at + 2], words[4 * at + 3]] as [
      number,
      number,
      number,
      number,
    ];
    if (length === 0) return '';
    const mixed = Math.imul(Math.imul(Math.imul(a, 31) ^ b, 0x9e37) ^ c, 0x85eb) + length;
    const slot = (mixed ^ (mixed >>> 15)) & (REMEMBERED - 1);
    const known = this.#words;
    const from = 4 * slot;
    if (known[from] === length && known[from + 1] === a && known[from + 2] === b && known[from + 3] === c)
      return this.#texts[slot] as string;
    const start = data.byteOffset + at * TEXT_ENTRY_BYTES + 4;
    const text = Buffer.from(data.buffer, start, length).toString('utf8').trim();
    known.set([length, a, b, c], from);
    this.#texts[slot] = text;
    return text;
  }
}

/** Which cells of a vector hold something, by the bits that DuckDB keeps; all of them where it keeps none. */
export function presence(bits: ReturnType<typeof duckdb.vector_get_validity> | null): (at: number) => boolean {
  if (bits === null) return () => true;
  return (at) => (((bits[at >> 3] as number) >> (at & 7)) & 1) === 1;
}
