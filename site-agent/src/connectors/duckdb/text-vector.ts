import type duckdb from '@duckdb/node-bindings';
import type { DuckDBVector } from '@duckdb/node-api';
import { codedColumn, type ColumnCells } from '@consilium/deidentify';
import { CodeTable } from '../code-table.ts';

/** Bytes of the longest text that stands in a vector itself; of a longer one there is a pointer. */
const INLINE_BYTES = 12;
/** Bytes of one entry: its length, then text or pointer. */
export const TEXT_ENTRY_BYTES = 16;

/** Which cells of a vector hold something; `undefined` where all of them do. */
export type Presence = ((at: number) => boolean) | undefined;

/** Makes text of the vectors of one column. */
export class TextVectorReader {
  /** Until the column turns out to be none of codes. */
  #codes: CodeTable | undefined = new CodeTable();

  /** @param vector the same cells as `data`, for texts that do not stand in it */
  read(data: Uint8Array, isThere: Presence, length: number, vector: () => DuckDBVector): ColumnCells {
    if (this.#codes !== undefined) {
      const places = codePlaces(this.#codes, data, isThere, length);
      if (places !== undefined) return codedColumn({ places, texts: this.#codes.texts });
      this.#codes = undefined;
    }
    const words = new Int32Array(data.buffer, data.byteOffset, 4 * length);
    const bytes = Buffer.from(data.buffer, data.byteOffset, length * TEXT_ENTRY_BYTES);
    const cells: string[] = [];
    let long: DuckDBVector | undefined;
    for (let at = 0; at < length; at++) {
      if (isThere?.(at) === false) cells.push('');
      else if ((words[4 * at] as number) > INLINE_BYTES) cells.push(String((long ??= vector()).getItem(at)).trim());
      else cells.push(inlineText(bytes, at, words[4 * at] as number));
    }
    return { kind: 'text', cells };
  }
}

/** Of each cell the place of its code, or `undefined` where there are too many different ones, or long ones. */
function codePlaces(codes: CodeTable, data: Uint8Array, isThere: Presence, length: number): Uint8Array | undefined {
  const words = new Int32Array(data.buffer, data.byteOffset, 4 * length);
  const places = new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    // What is not there reads as empty, whatever its entry holds.
    const size = isThere?.(at) === false ? 0 : (words[4 * at] as number);
    if (size > INLINE_BYTES) return undefined;
    const a = size === 0 ? 0 : (words[4 * at + 1] as number);
    const b = size === 0 ? 0 : (words[4 * at + 2] as number);
    const c = size === 0 ? 0 : (words[4 * at + 3] as number);
    let place = codes.find(size, a, b, c);
    if (place < 0) {
      if (codes.isFull) return undefined;
      const bytes = Buffer.from(data.buffer, data.byteOffset, length * TEXT_ENTRY_BYTES);
      place = codes.add(size, a, b, c, inlineText(bytes, at, size));
    }
    places[at] = place;
  }
  return places;
}

function inlineText(bytes: Buffer, at: number, size: number): string {
  if (size === 0) return '';
  const start = at * TEXT_ENTRY_BYTES + 4;
  let text = '';
  for (let i = start; i < start + size; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x80) return bytes.toString('utf8', start, start + size).trim();
    text += String.fromCharCode(byte);
  }
  return text.trim();
}

/** By the bits that DuckDB keeps, of which it keeps none where every cell holds something. */
export function presence(bits: ReturnType<typeof duckdb.vector_get_validity> | null): Presence {
  if (bits === null) return undefined;
  return (at) => (((bits[at >> 3] as number) >> (at & 7)) & 1) === 1;
}
