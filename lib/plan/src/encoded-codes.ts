import { type InputColumn, inputCodes } from './input-layout.ts';

/** What a category is to the network, as a table. */
export interface EncodedCodes {
  readonly width: number;
  /** Texts of cells and the row of the table that each means. */
  readonly keys: readonly (readonly [text: string, row: number])[];
  /** A row of `width` values for each code of the plan in its order, and a last one for whatever means none of them. */
  readonly table: Float32Array;
}

/**
 * What stands for each code, for programs that know no plan. A whole number is also found with `.0` behind it, as spreadsheets and data frames write
 * it; a code that the plan also lists as missing is missing.
 */
export function encodedCodes(
  { feature, width }: Pick<InputColumn, 'feature' | 'width'>,
  missing: readonly string[],
): EncodedCodes {
  const codes = feature.kind === 'category' ? feature.codes : [];
  const inputs = feature.kind === 'category' ? inputCodes(feature) : [];
  const table = new Float32Array((codes.length + 1) * width);
  for (const [row, code] of codes.entries()) {
    const place = inputs.indexOf(code);
    if (place >= 0) table[row * width + place] = 1;
  }
  if (codes.length === 2) table[2 * width] = 0.5;
  const keys = new Map<string, number>();
  const put = (text: string, row: number): void => {
    if (!missing.includes(text) && !keys.has(text)) keys.set(text, row);
  };
  for (const [row, code] of codes.entries()) put(code, row);
  for (const [row, code] of codes.entries()) if (/^-?(?:0|[1-9]\d{0,14})$/.test(code)) put(`${code}.0`, row);
  return { width, keys: [...keys], table };
}
