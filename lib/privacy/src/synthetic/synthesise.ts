import type { Randomness } from '@consilium/core';
import { createDiscreteGaussian } from '../noise/discrete-gaussian.ts';
import { refuseParameter, requireInteger } from '../parameter.ts';
import { chooseTree, type Edge } from './choose-tree.ts';
import { fitPair, projectCounts } from './fit-counts.ts';
import { groupCounts, groupValues } from './group-values.ts';
import { countPair, countSingle, type Grouped, requireRecords, type SyntheticColumn, type SyntheticRecords } from './records.ts';
import { sampleTree, type TreeModel } from './tree-model.ts';
import type { SynthesisTerms } from './synthesis-terms.ts';

/** Rows that nobody is behind, and from which pairs of columns they were made. */
export interface Synthesis {
  readonly values: readonly Uint16Array[];
  readonly edges: readonly Edge[];
}

/**
 * Synthetic rows by MST (McKenna, Miklau and Sheldon 2021, "Winning the NIST contest"): measures every column, chooses a tree of pairs, measures
 * these, and draws rows from the tree. Records are touched by the three noised steps of {@link measure} alone; what follows looks only at what
 * these gave.
 *
 * @param records one row for each patient
 * @param rows how many to make: a number that was declared, never counted
 * @proof docs/proofs/synthetic.md#cost
 * @throws ConsiliumError `PARAMETER_INVALID`
 */
export function synthesise(records: SyntheticRecords, terms: SynthesisTerms, rows: number, random: Randomness): Synthesis {
  requireInteger('rows', rows, 1);
  requireRecords(records);
  if (records.columns.length !== terms.columns) refuseParameter('terms', terms.columns, 'the terms of as many columns');
  const measured = measure(records, terms, random);
  return { values: sampleTree(modelOf(records.columns, measured, terms), rows, random), edges: measured.edges };
}

/** What the noised steps say. @internal */
export interface Measured {
  readonly singles: readonly Float64Array[];
  readonly grouped: readonly Grouped[];
  readonly edges: readonly Edge[];
  readonly pairs: readonly Float64Array[];
}

/**
 * The three steps that look at records, each charged: counts of columns with noise, pairs by the exponential mechanism, counts of pairs with noise.
 *
 * @proof docs/proofs/synthetic.md#cost
 * @internal
 */
export function measure(records: SyntheticRecords, terms: SynthesisTerms, random: Randomness): Measured {
  const { columns } = records;
  const singleNoise = createDiscreteGaussian(terms.singleSigma);
  const singles = columns.map((_, a) => noised(countSingle(records, a), singleNoise, random));
  const grouped = columns.map((column, a) => groupValues(a, column, singles[a] as Float64Array, terms.singleSigma));
  if (columns.length === 1) return { singles, grouped, edges: [], pairs: [] };
  const total = totalOf(singles);
  const estimates = grouped.map((one, a) => groupCounts(one, projectCounts(singles[a] as Float64Array, total)));
  const { pairSigma, choiceWeight: weight } = terms;
  const edges = chooseTree(records, { grouped, estimates, pairSigma, weight }, random);
  const pairNoise = createDiscreteGaussian(pairSigma);
  const pairs = edges.map(({ a, b }) =>
    noised(countPair(records, grouped[a] as Grouped, grouped[b] as Grouped), pairNoise, random),
  );
  return { singles, grouped, edges, pairs };
}

function noised(counts: Float64Array, noise: ReturnType<typeof createDiscreteGaussian>, random: Randomness): Float64Array {
  const drawn = new Float64Array(counts.length);
  noise.fill(drawn, random);
  return drawn.map((value, i) => value + (counts[i] as number));
}

/** Patients, as the noised tables say: each adds up to all of them, the more surely the fewer counts it has. */
function totalOf(tables: readonly Float64Array[]): number {
  let weighted = 0;
  let weights = 0;
  for (const table of tables) {
    weighted += table.reduce((a, b) => a + b, 0) / table.length;
    weights += 1 / table.length;
  }
  return Math.max(1, weighted / weights);
}

/** The tree model of what was measured. Columns are estimated from their own counts and from the sums of their pairs, by the inverse of the variances. */
function modelOf(columns: readonly SyntheticColumn[], measured: Measured, { singleSigma, pairSigma }: SynthesisTerms): TreeModel {
  const { singles, grouped, edges, pairs } = measured;
  const total = totalOf(singles);
  const sums = grouped.map((one, a) => groupCounts(one, singles[a] as Float64Array));
  const sizes = grouped.map(({ groups, groupOf }) => {
    const size = new Float64Array(groups);
    for (const group of groupOf) size[group] = (size[group] as number) + 1;
    return size;
  });
  const weights = sizes.map((size) => size.map((values) => 1 / (values * singleSigma * singleSigma)));
  const weighted = sums.map((counts, a) => counts.map((count, g) => count * ((weights[a] as Float64Array)[g] as number)));
  for (const [i, { a, b }] of edges.entries()) {
    const [rows, across] = [(grouped[a] as Grouped).groups, (grouped[b] as Grouped).groups];
    for (const [at, count] of (pairs[i] as Float64Array).entries()) {
      const [r, c] = [Math.floor(at / across), at % across];
      add(weighted[a] as Float64Array, r, count / (across * pairSigma * pairSigma));
      add(weighted[b] as Float64Array, c, count / (rows * pairSigma * pairSigma));
    }
    for (let r = 0; r < rows; r++) add(weights[a] as Float64Array, r, 1 / (across * pairSigma * pairSigma));
    for (let c = 0; c < across; c++) add(weights[b] as Float64Array, c, 1 / (rows * pairSigma * pairSigma));
  }
  const margins = weighted.map((counts, a) =>
    projectCounts(
      counts.map((count, g) => count / ((weights[a] as Float64Array)[g] as number)),
      total,
    ),
  );
  const fitted = edges.map(({ a, b }, i) =>
    fitPair({
      counts: pairs[i] as Float64Array,
      left: margins[a] as Float64Array,
      right: margins[b] as Float64Array,
      sigma: pairSigma,
    }),
  );
  const within = columns.map((_, a) => projectCounts(singles[a] as Float64Array, total));
  return { grouped, edges, margins, pairs: fitted, within };
}

function add(list: Float64Array, at: number, value: number): void {
  list[at] = (list[at] as number) + value;
}
