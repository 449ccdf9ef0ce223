import type { Randomness } from '@consilium/core';
import { selectExponential } from './exponential-mechanism.ts';
import { countPair, type Grouped, type SyntheticRecords } from './records.ts';

/** Parts of a patient in which estimates are rounded, so that scores are whole numbers and their differences exact. */
const UNITS = 1024;

/** Two columns that are measured together. */
export interface Edge {
  readonly a: number;
  readonly b: number;
}

/** What choosing needs beside the records. */
export interface Choice {
  readonly grouped: readonly Grouped[];
  /** Counts of the groups of each column as they are estimated: not negative, all with the same sum. */
  readonly estimates: readonly Float64Array[];
  /** Standard deviation of the noise that the chosen pairs will get. */
  readonly pairSigma: number;
  /** Weight of one patient's worth of error. */
  readonly weight: number;
}

/**
 * Chooses pairs of columns that make a tree, each by the exponential mechanism: the score of a pair is by how many patients its counts differ
 * from independence, less what noise on them would do by itself (McKenna et al. 2022, "AIM", section 4). One patient moves no score by more than 1.
 *
 * @returns as many pairs as there are columns, less one
 * @proof docs/proofs/synthetic.md#sensitivity
 */
export function chooseTree(records: SyntheticRecords, choice: Choice, random: Randomness): readonly Edge[] {
  const columns = choice.grouped.length;
  const pairs: (Edge & { readonly score: number })[] = [];
  for (let a = 0; a < columns; a++)
    for (let b = a + 1; b < columns; b++) pairs.push({ a, b, score: pairScore(records, choice, a, b) });
  const part = Int32Array.from({ length: columns }, (_, i) => i);
  const edges: Edge[] = [];
  while (edges.length < columns - 1) {
    const open = pairs.filter(({ a, b }) => part[a] !== part[b]);
    const scores = open.map(({ score }) => score);
    const { a, b } = open[selectExponential(scores, choice.weight / UNITS, random)] as Edge;
    edges.push({ a, b });
    const [kept, joined] = [part[a] as number, part[b] as number];
    for (const [i, value] of part.entries()) if (value === joined) part[i] = kept;
  }
  return edges;
}

/** In units: sum of |count - independent estimate| over the cells, less the noise to be expected. */
export function pairScore(records: SyntheticRecords, choice: Choice, a: number, b: number): number {
  const [first, second] = [choice.grouped[a] as Grouped, choice.grouped[b] as Grouped];
  const [left, right] = [choice.estimates[a] as Float64Array, choice.estimates[b] as Float64Array];
  const total = left.reduce((sum, value) => sum + value, 0);
  const counts = countPair(records, first, second);
  let error = 0;
  for (const [at, count] of counts.entries()) {
    const r = Math.floor(at / second.groups);
    const c = at % second.groups;
    const alone = total > 0 ? ((left[r] as number) * (right[c] as number)) / total : 0;
    error += Math.abs(count * UNITS - Math.round(alone * UNITS));
  }
  const noise = Math.sqrt(2 / Math.PI) * choice.pairSigma * (first.groups - 1) * (second.groups - 1);
  return error - Math.round(noise * UNITS);
}
