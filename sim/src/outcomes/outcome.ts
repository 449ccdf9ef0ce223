import { type CompiledPlan, unscalerOf } from '@consilium/plan';
import { type ClassRows, type ClassScores, classTable, type ClassTable } from './class-scores.ts';
import type { FollowUp } from './kaplan-meier.ts';
import { type NumberErrors, numberErrors, type PredictionBand, predictionBands } from './number-errors.ts';
import { type SurvivalScores, survivalScores, type SurvivalTable, survivalTable } from './survival-scores.ts';
import { type ThresholdCounts, thresholdCounts } from './threshold-counts.ts';

/** What a model says of held-out rows and what was found, as the network has it. */
export interface OutcomeRows {
  readonly rows: number;
  /** `rows x outputs`. */
  readonly outputs: Float32Array;
  /** `rows x targets`. */
  readonly targets: Float32Array;
}

/** Scores of one site that follow from the kind of the target. */
export type SiteOutcome = NumberErrors | ClassScores | SurvivalScores;

/** The same of all sites together, with what charts are drawn from. */
export type PooledOutcome =
  | (NumberErrors & { readonly bands: readonly PredictionBand[] })
  | ClassTable
  | ThresholdCounts
  | SurvivalTable;

type Target = Pick<CompiledPlan, 'document'>;

/** Exact scores of one site; undefined for a binary target, whose scores stand in the evaluation, and where there are none. */
export function siteOutcome({ document }: Target, rows: OutcomeRows): SiteOutcome | undefined {
  const { data, training } = document;
  if (data.target.kind === 'number') return numberErrors(numbersOf(data.target, [rows]), training.loss === 'poisson');
  if (data.target.kind === 'binary') return undefined;
  if (data.target.kind === 'time-to-event')
    return survivalScores(followUpIn(rows, data.target.intervals.length), data.target.intervals);
  const found = classTable(classesOf([rows], data.target.codes.length), data.target.codes);
  if (found === undefined) return undefined;
  const { classes: _classes, confusion: _confusion, ...scores } = found;
  return scores;
}

/** Exact scores over the rows of all sites; undefined where there are none. */
export function pooledOutcome({ document }: Target, sites: readonly OutcomeRows[]): PooledOutcome | undefined {
  const { data, training, evaluation } = document;
  switch (data.target.kind) {
    case 'number': {
      const numbers = numbersOf(data.target, sites);
      const errors = numberErrors(numbers, training.loss === 'poisson');
      return errors && { ...errors, bands: predictionBands(numbers) };
    }
    case 'category':
      return classTable(classesOf(sites, data.target.codes.length), data.target.codes);
    case 'binary': {
      const [observed, predicted] = [joined(sites, 'targets'), joined(sites, 'outputs')];
      return thresholdCounts({ observed, predicted }, evaluation.threshold);
    }
    case 'time-to-event': {
      const { intervals } = data.target;
      return survivalTable(
        sites.map((rows) => followUpIn(rows, intervals.length)),
        intervals,
      );
    }
  }
}

function joined(sites: readonly OutcomeRows[], field: 'outputs' | 'targets'): Float32Array {
  const all = new Float32Array(sites.reduce((sum, site) => sum + site[field].length, 0));
  let at = 0;
  for (const { [field]: values } of sites) {
    all.set(values, at);
    at += values.length;
  }
  return all;
}

function numbersOf(
  target: Parameters<typeof unscalerOf>[0],
  sites: readonly OutcomeRows[],
): { readonly observed: Float64Array; readonly predicted: Float64Array } {
  const unscale = unscalerOf(target);
  const [found, said] = [joined(sites, 'targets'), joined(sites, 'outputs')];
  return { observed: Float64Array.from(found, unscale), predicted: Float64Array.from(said, unscale) };
}

function classesOf(sites: readonly OutcomeRows[], classes: number): ClassRows {
  const targets = joined(sites, 'targets');
  const observed = Int32Array.from({ length: targets.length / classes }, (_, row) =>
    targets.subarray(row * classes, (row + 1) * classes).indexOf(1),
  );
  return { observed, predicted: joined(sites, 'outputs') };
}

/** Targets of a row are intervals survived, whether the event was seen, and the time. */
function followUpIn({ rows, outputs, targets }: OutcomeRows, intervals: number): FollowUp {
  const column = (at: number): Float32Array => Float32Array.from({ length: rows }, (_, row) => targets[3 * row + at] as number);
  return {
    intervals,
    survived: column(0),
    events: column(1),
    times: column(2),
    hazards: outputs,
  };
}
