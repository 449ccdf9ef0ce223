import type { Randomness } from '@consilium/core';
import type { Edge } from './choose-tree.ts';
import { handOut } from './draw-rows.ts';
import type { Grouped } from './records.ts';

/**
 * Columns whose dependence is a tree: p(x) is the product of the tables of pairs over that of the margins, each to one less than its pairs. With
 * consistent margins this is the distribution of most entropy that has these tables, and no further fitting is needed.
 */
export interface TreeModel {
  readonly grouped: readonly Grouped[];
  readonly edges: readonly Edge[];
  /** Counts of the groups of each column, all with the same sum. */
  readonly margins: readonly Float64Array[];
  /** Counts of each edge, the groups of `b` fastest, with the margins of its columns. */
  readonly pairs: readonly Float64Array[];
  /** Counts of the values of each column, by which the values of a group share it. */
  readonly within: readonly Float64Array[];
}

/** Draws rows: a first column by its margin, then, along the tree, each column given the one before it. */
export function sampleTree(model: TreeModel, rows: number, random: Randomness): readonly Uint16Array[] {
  const groups: (Uint16Array | undefined)[] = model.grouped.map(() => undefined);
  groups[0] = handOut(rows, model.margins[0] as Float64Array, random);
  const waiting = [0];
  for (let column = waiting.pop(); column !== undefined; column = waiting.pop()) {
    for (const [i, { a, b }] of model.edges.entries()) {
      if (a !== column && b !== column) continue;
      const next = a === column ? b : a;
      if (groups[next] !== undefined) continue;
      groups[next] = given(groups[column] as Uint16Array, conditional(model, i, a === column), random);
      waiting.push(next);
    }
  }
  return model.grouped.map((one, a) => spread(one, groups[a] as Uint16Array, model.within[a] as Float64Array, random));
}

/** Of each group of the column on one end of an edge the counts of the groups on the other. */
function conditional({ pairs, edges, grouped }: TreeModel, edge: number, forward: boolean): readonly Float64Array[] {
  const { a, b } = edges[edge] as Edge;
  const table = pairs[edge] as Float64Array;
  const [rows, across] = [(grouped[a] as Grouped).groups, (grouped[b] as Grouped).groups];
  if (forward) return Array.from({ length: rows }, (_, r) => table.subarray(r * across, (r + 1) * across));
  return Array.from({ length: across }, (_, c) => table.filter((__, at) => at % across === c));
}

/** Values of a column, given those of another one row by row. */
function given(known: Uint16Array, weights: readonly Float64Array[], random: Randomness): Uint16Array {
  const out = new Uint16Array(known.length);
  for (const [value, shares] of weights.entries()) {
    const rows = rowsWith(known, value);
    const drawn = handOut(rows.length, shares, random);
    for (const [i, row] of rows.entries()) out[row] = drawn[i] as number;
  }
  return out;
}

/** From groups to the values in them. */
function spread({ groups, groupOf }: Grouped, drawn: Uint16Array, within: Float64Array, random: Randomness): Uint16Array {
  const weights = Array.from({ length: groups }, (_, group) => ({
    values: [...groupOf.keys()].filter((value) => groupOf[value] === group),
  }));
  const out = new Uint16Array(drawn.length);
  for (const [group, { values }] of weights.entries()) {
    const rows = rowsWith(drawn, group);
    const places = handOut(
      rows.length,
      values.map((value) => within[value] as number),
      random,
    );
    for (const [i, row] of rows.entries()) out[row] = values[places[i] as number] as number;
  }
  return out;
}

function rowsWith(values: Uint16Array, wanted: number): readonly number[] {
  const rows: number[] = [];
  for (const [row, value] of values.entries()) if (value === wanted) rows.push(row);
  return rows;
}
