import { refuseParameter } from '../parameter.ts';

/** One column of the declared domain. */
export interface SyntheticColumn {
  /** Number of its values; a value is a whole number below it. */
  readonly cells: number;
  /** So many of them, from the first, are in order: neighbours mean nearly the same. @default 0 */
  readonly ordered?: number;
}

/** One row for each patient, column by column. */
export interface SyntheticRecords {
  readonly columns: readonly SyntheticColumn[];
  readonly rows: number;
  /** Of each column the value of each row. */
  readonly values: readonly Uint16Array[];
}

/** Most values of a column: what fits into 16 bits. */
export const MOST_CELLS = 65_536;

/** Refuses what is no table over its domain: a value outside would count for nothing, or for another cell. @throws ConsiliumError `PARAMETER_INVALID` */
export function requireRecords({ columns, rows, values }: SyntheticRecords): void {
  if (columns.length === 0 || values.length !== columns.length)
    refuseParameter('values', values.length, 'one list for each column');
  for (const [i, { cells, ordered = 0 }] of columns.entries()) {
    if (!Number.isInteger(cells) || cells < 1 || cells > MOST_CELLS || ordered > cells)
      refuseParameter('cells', cells, `1 to ${MOST_CELLS}, and at least as many as are in order`);
    const column = values[i] as Uint16Array;
    if (column.length !== rows || column.some((value) => value >= cells))
      refuseParameter('values', 'others', 'values of the domain');
  }
}

/** How often each value of a column occurs. */
export function countSingle({ columns, values }: SyntheticRecords, a: number): Float64Array {
  const counts = new Float64Array((columns[a] as SyntheticColumn).cells);
  for (const value of values[a] as Uint16Array) counts[value] = (counts[value] as number) + 1;
  return counts;
}

/** How often each pair of groups of two columns occurs: the groups of the second run fastest. */
export function countPair(records: SyntheticRecords, a: Grouped, b: Grouped): Float64Array {
  const counts = new Float64Array(a.groups * b.groups);
  const left = records.values[a.column] as Uint16Array;
  const right = records.values[b.column] as Uint16Array;
  for (let row = 0; row < left.length; row++) {
    const at = (a.groupOf[left[row] as number] as number) * b.groups + (b.groupOf[right[row] as number] as number);
    counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}

/** A column whose rare values were put together. */
export interface Grouped {
  readonly column: number;
  readonly groups: number;
  /** The group of each value. */
  readonly groupOf: Int32Array;
}
