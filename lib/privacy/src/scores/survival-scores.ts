import type { Measured, ScoredRows } from './scored-rows.ts';
import { binOf, scoreEdges } from './score-bins.ts';
import type { ScoreBlock, ScoreMetric, UnplacedBlock } from './score-block.ts';

/** Most that a patient adds to all predicted curves together, as a part of what it adds to the counts. */
const CURVE_WEIGHT = 0.5;
/** Risks are binned around even odds. */
const MIDDLE = 0.5;

/**
 * How a row can end: with the event in one of the intervals, or censored after surviving none, one, ... all of them. Outcomes are numbered
 * in this order.
 */
export function survivalOutcomes(intervals: number): number {
  return 2 * intervals + 1;
}

/** Loss at which that of a time to an event is cut: twice that of guessing among all intervals and surviving them. */
function largestSurvivalLoss(intervals: number): number {
  return 2 * Math.log(intervals + 1);
}

/**
 * Blocks of a time to an event: patients by how they end, from which at-risk numbers, events and Kaplan-Meier estimates follow; the same by
 * bin of predicted risk, for concordance; and sums of what was predicted, an interval each, so that a patient adds one number to each block.
 */
export function survivalBlocks(
  intervals: number,
  asked: ReadonlySet<ScoreMetric>,
  bins: number,
  lossWeight: number,
): readonly UnplacedBlock[] {
  const outcomes = survivalOutcomes(intervals);
  const edges = scoreEdges(bins, MIDDLE);
  return [
    { kind: 'count', cells: outcomes, weight: 1, edges: [], half: 1 },
    ...(asked.has('concordance') ? [{ kind: 'ranked' as const, cells: outcomes * bins, weight: 1, edges, half: 1 }] : []),
    ...(asked.has('loss')
      ? [{ kind: 'loss' as const, cells: 1, weight: lossWeight, edges: [], half: largestSurvivalLoss(intervals) / 2 }]
      : []),
    ...(asked.has('survival-curve')
      ? Array.from({ length: intervals }, (_, interval) => ({
          kind: 'survival' as const,
          interval,
          cells: 1,
          weight: CURVE_WEIGHT / Math.sqrt(intervals),
          edges: [],
          half: 0.5,
        }))
      : []),
  ];
}

/** What a row adds to a block, and where. What is no number is as wrong as can be. */
export function survivalMeasure(
  { kind, edges, half, interval = 0 }: ScoreBlock,
  intervals: number,
  { outputs, targets, losses }: ScoredRows,
): (row: number) => Measured {
  const outcomeOf = (row: number): number => {
    const survived = Math.min(intervals, Math.max(0, Math.trunc(targets[3 * row] as number) || 0));
    return (targets[3 * row + 1] as number) >= 0.5 && survived < intervals ? survived : intervals + survived;
  };
  const survivalTo = (row: number, ends: number): number =>
    outputs.subarray(row * intervals, row * intervals + ends).reduce((product, hazard) => product * (1 - hazard), 1);
  switch (kind) {
    case 'loss':
      return (row) => ({ cell: 0, amount: Math.min(2 * half, Math.max(0, losses[row] as number)) / half - 1 });
    case 'survival':
      return (row) => ({ cell: 0, amount: (survivalTo(row, interval + 1) - 0.5) / half });
    case 'ranked': {
      const bins = edges.length + 1;
      return (row) => {
        const outcome = outcomeOf(row);
        const risk = 1 - survivalTo(row, intervals);
        const worst = outcome < intervals ? 0 : edges.length;
        return { cell: outcome * bins + (Number.isNaN(risk) ? worst : binOf(risk, edges)), amount: 1 };
      };
    }
    default:
      return (row) => ({ cell: outcomeOf(row), amount: 1 });
  }
}
