import type { SyntheticRecords } from './records.ts';

/** How far two tables over one domain are apart: 0 where their shares are the same, 1 where they have nothing in common. */
export interface TotalVariation {
  /** Of each column. */
  readonly singles: readonly number[];
  /** Of each pair of columns. */
  readonly pairs: readonly { readonly a: number; readonly b: number; readonly distance: number }[];
}

/** Half the sum of the differences between the shares of every value, and of every pair of values, in two tables of the same columns. */
export function totalVariation(first: SyntheticRecords, second: SyntheticRecords): TotalVariation {
  const { columns } = first;
  const singles = columns.map(({ cells }, a) => distance(cells, coded(first, a), coded(second, a)));
  const pairs = columns.flatMap((left, a) =>
    columns.slice(a + 1).map((right, i) => {
      const b = a + 1 + i;
      const width = right.cells;
      return { a, b, distance: distance(left.cells * width, coded(first, a, b, width), coded(second, a, b, width)) };
    }),
  );
  return { singles, pairs };
}

function coded({ values, rows }: SyntheticRecords, a: number, b?: number, width = 1): Float64Array {
  const left = values[a] as Uint16Array;
  const right = b === undefined ? undefined : (values[b] as Uint16Array);
  return Float64Array.from({ length: rows }, (_, row) => (left[row] as number) * width + (right?.[row] ?? 0));
}

function distance(cells: number, first: Float64Array, second: Float64Array): number {
  const shares = new Float64Array(cells);
  for (const value of first) shares[value] = (shares[value] as number) + 1 / first.length;
  for (const value of second) shares[value] = (shares[value] as number) - 1 / second.length;
  return shares.reduce((sum, value) => sum + Math.abs(value), 0) / 2;
}
