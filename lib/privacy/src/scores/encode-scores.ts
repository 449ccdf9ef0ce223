import { countLoss, countLossRange } from './count-loss.ts';
import type { Measured, ScoredRows } from './scored-rows.ts';
import { binOf, countedScore } from './score-bins.ts';
import { survivalMeasure } from './survival-scores.ts';
import { brierOf, largestCategoryLoss, lossOf, middleOf, type ScoreLayout } from './score-layout.ts';
import type { ScoreBlock } from './score-block.ts';
import type { ScoreRelease } from './score-release.ts';

/**
 * The integers of a site before noise. Every patient adds at most the same, however many rows it has: a row of a patient with n rows
 * adds an n-th, truncated. So one patient more or less moves each block by at most its units, and the whole by at most
 * `release.grid.clipUnits` in the L2 norm, whatever weights the model has. Nothing here throws for what a record or a model says: what is not finite
 * counts as the worst there is, and an unknown group nowhere.
 *
 * @proof docs/proofs/scores.md#sensitivity
 */
export function encodeScores(layout: ScoreLayout, release: ScoreRelease, rows: ScoredRows): Int32Array {
  const words = new Int32Array(layout.dimension);
  const rowsOf = new Map<number, number>();
  for (const patient of rows.patients) rowsOf.set(patient, (rowsOf.get(patient) ?? 0) + 1);
  layout.blocks.forEach((block, b) => {
    const units = release.units[b] as number;
    const measure = measureOf(layout, block, rows);
    const groupOf = block.attribute === undefined ? undefined : rows.groups[block.attribute];
    rows.patients.forEach((patient, row) => {
      const group = block.attribute === undefined ? 0 : (groupOf?.[patient] ?? -1);
      if (!(group >= 0 && group < block.groups)) return;
      const { cell, amount } = measure(row);
      const at = block.offset + group * block.cells + cell;
      const share = Math.trunc((worstIfNaN(amount) * units) / (rowsOf.get(patient) as number));
      words[at] = ((words[at] as number) + share) | 0;
    });
  });
  return words;
}

function worstIfNaN(amount: number): number {
  return Number.isNaN(amount) ? 1 : Math.min(1, Math.max(-1, amount));
}

function measureOf(layout: ScoreLayout, block: ScoreBlock, rows: ScoredRows): (row: number) => Measured {
  const { target } = layout;
  switch (target.kind) {
    case 'binary':
      return (row) => binary(block, rows.outputs[row] as number, (rows.targets[row] as number) >= 0.5);
    case 'category':
      return (row) => category(block, target.classes, row, rows);
    case 'number':
      return (row) => number(block, target.range, rows.outputs[row] as number, rows.targets[row] as number);
    case 'time-to-event':
      return survivalMeasure(block, target.intervals, rows);
  }
}

function binary({ kind, edges, half }: ScoreBlock, given: number, outcome: boolean): Measured {
  // The bin of the score as it is, so that a threshold counts as it does elsewhere; its quantities from the cut one.
  const bin = Number.isNaN(given) ? (outcome ? 0 : edges.length) : binOf(given, edges);
  const score = countedScore(given, outcome);
  const difference = (quantity: (score: number, outcome: boolean) => number): number =>
    (quantity(score, outcome) - middleOf(quantity, bin, edges, outcome)) / half;
  switch (kind) {
    case 'loss':
      return { cell: 0, amount: difference(lossOf) };
    case 'brier':
      return { cell: 0, amount: difference(brierOf) };
    case 'predicted':
      return { cell: bin, amount: difference((s) => s) };
    default:
      return { cell: (outcome ? edges.length + 1 : 0) + bin, amount: 1 };
  }
}

/** Cells of a category: wrong, right. */
function category({ kind, half }: ScoreBlock, classes: number, row: number, { outputs, targets, losses }: ScoredRows): Measured {
  if (kind === 'loss') {
    const loss = Math.min(largestCategoryLoss(classes), Math.max(0, losses[row] as number));
    return { cell: 0, amount: loss / half - 1 };
  }
  const [said, true_] = [outputs, targets].map((values) => largest(values.subarray(row * classes, (row + 1) * classes)));
  return { cell: Number(said !== undefined && said === true_), amount: 1 };
}

/** The place of the largest number; undefined where one is none. */
function largest(values: Float32Array): number | undefined {
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i] as number)) return undefined;
    if ((values[i] as number) > (values[best] as number)) best = i;
  }
  return best;
}

function number({ kind }: ScoreBlock, [low, high]: readonly [number, number], given: number, target: number): Measured {
  const cut = (value: number): number => Math.min(high, Math.max(low, value));
  // NaN stays NaN, which counts as the largest error.
  const error = Math.abs(cut(given) - cut(target)) / (high - low);
  switch (kind) {
    case 'absolute':
      return { cell: 0, amount: error };
    case 'squared':
      return { cell: 0, amount: error * error };
    case 'loss': {
      const { middle, half } = countLossRange([low, high]);
      return { cell: 0, amount: (countLoss([low, high], given, target) - middle) / half };
    }
    default:
      return { cell: 0, amount: 1 };
  }
}
