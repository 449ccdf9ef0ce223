import { type CodedCells, type ColumnCells, decimalOf, isDecimal, textAt } from '@consilium/deidentify';

/** What became of a cell. */
export const PRESENT = 0;
export const MISSING = 1;
export const UNREADABLE = 2;
export const HELD = 3;
/** The row as a whole says nothing. */
export const SKIPPED = 4;

/** Different numbers of a column of codes that are remembered. */
const REMEMBERED = 10_000;

/** The cells of a column in some rows of a batch, as numbers. */
export interface DecodedColumn {
  /** The number or the place of the code; means nothing unless the cell is {@link PRESENT}. */
  readonly values: Float64Array;
  readonly fates: Uint8Array;
}

/** Cells that mean missing, as texts and as numbers. */
export class MissingCodes {
  readonly #texts: ReadonlySet<string>;
  readonly #numbers: ReadonlySet<number>;

  constructor(codes: readonly string[]) {
    this.#texts = new Set(codes);
    this.#numbers = new Set(codes.map(decimalOf).filter((value) => !Number.isNaN(value)));
  }

  /** Whether a text means missing. */
  has(text: string): boolean {
    return this.#texts.has(text);
  }

  /** Whether a number from one to another may mean missing. */
  mayLieWithin(low: number, high: number): boolean {
    for (const value of this.#numbers) if (value >= low && value <= high) return true;
    return false;
  }

  /** Whether a cell of numbers does; NaN is an empty one. */
  hasNumber(column: ColumnCells, at: number, value: number): boolean {
    if (Number.isNaN(value)) return this.#texts.has('');
    // Only of a number that a code means is the text looked at: `-9.0` is not `-9`.
    return this.#numbers.size > 0 && this.#numbers.has(value) && this.#texts.has(textAt(column, at));
  }
}

/** The number in a cell, or `undefined` where there is none. */
export function numberIn(text: string): number | undefined {
  const value = decimalOf(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Reads the cells of a column that a plan says to be numbers. */
export function decodeNumbers(column: ColumnCells, from: number, missing: MissingCodes, { values, fates }: DecodedColumn): void {
  const rows = fates.length;
  if (column.kind === 'number') {
    const { cells } = column;
    for (let i = 0; i < rows; i++) {
      if (fates[i] !== PRESENT) continue;
      const value = cells[from + i] as number;
      if (missing.hasNumber(column, from + i, value)) fates[i] = MISSING;
      else if (Number.isFinite(value)) values[i] = value;
      else fates[i] = UNREADABLE;
    }
    return;
  }
  for (let i = 0; i < rows; i++) {
    if (fates[i] !== PRESENT) continue;
    const text = textAt(column, from + i);
    if (missing.has(text)) {
      fates[i] = MISSING;
      continue;
    }
    const value = decimalOf(text);
    if (Number.isNaN(value)) fates[i] = UNREADABLE;
    else values[i] = value;
  }
}

const NOT_ASCII = /[\u0080-\uffff]/u;

/** The position of a code, or `undefined`; `2.0` finds `2`, since spreadsheets turn whole numbers into either. */
export function codeIndex(codes: readonly string[], text: string): number | undefined {
  const direct = codes.indexOf(text);
  if (direct >= 0) return direct;
  // What looks the same is the same code, composed (as most programs write) or not (as some file systems and macOS do).
  const composed = text.normalize('NFC');
  const alike = NOT_ASCII.test(text) ? codes.findIndex((code) => code.normalize('NFC') === composed) : -1;
  if (alike >= 0) return alike;
  if (!isDecimal(text)) return undefined;
  const numeric = codes.findIndex((code) => isDecimal(code) && Number(code) === Number(text));
  return numeric >= 0 ? numeric : undefined;
}

/** Reads the cells of a column that a plan says to be one of some codes. */
export class CodeDecoder {
  readonly #codes: readonly string[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #ofNumbers: Map<number, number> = new Map();
  #ofTexts: { readonly texts: readonly string[]; readonly places: number[] } = { texts: [], places: [] };

  constructor(codes: readonly string[]) {
    this.#codes = codes;
    // Of a code that appears twice, the first counts.
    this.#places = new Map([...codes.entries()].reverse().map(([i, code]) => [code, i]));
  }

  decode(column: ColumnCells, from: number, missing: MissingCodes, { values, fates }: DecodedColumn): void {
    // Codes are texts: what is written counts.
    const isNumber = column.kind === 'number' && column.written === undefined;
    for (let i = 0; i < fates.length; i++) {
      if (fates[i] !== PRESENT) continue;
      const text = isNumber ? '' : textAt(column, from + i);
      const number = isNumber ? (column.cells[from + i] as number) : Number.NaN;
      if (isNumber ? missing.hasNumber(column, from + i, number) : missing.has(text)) {
        fates[i] = MISSING;
        continue;
      }
      const place = isNumber
        ? this.#ofNumber(column, from + i, number)
        : (this.#places.get(text) ?? codeIndex(this.#codes, text));
      if (place === undefined || place < 0) fates[i] = UNREADABLE;
      else values[i] = place;
    }
  }

  /** Of each text that repeats the place of its code: -1 where it means missing, or is none. */
  places({ texts }: CodedCells, missing: MissingCodes): readonly number[] {
    if (this.#ofTexts.texts !== texts) this.#ofTexts = { texts, places: [] };
    const { places } = this.#ofTexts;
    for (let at = places.length; at < texts.length; at++) {
      const text = texts[at] as string;
      places.push(missing.has(text) ? -1 : (this.#places.get(text) ?? codeIndex(this.#codes, text) ?? -1));
    }
    return places;
  }

  #ofNumber(column: ColumnCells, at: number, value: number): number {
    const known = this.#ofNumbers.get(value);
    if (known !== undefined) return known;
    const place = codeIndex(this.#codes, textAt(column, at)) ?? -1;
    if (this.#ofNumbers.size < REMEMBERED) this.#ofNumbers.set(value, place);
    return place;
  }
}
