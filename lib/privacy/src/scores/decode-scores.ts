import { type Observed, type Released, releasedCount, releasedQuotient, type Terms } from './observed.ts';
import { countLossRange } from './count-loss.ts';
import { observeWords } from './observe-words.ts';
import { releasedCalibration, releasedCalibrationError, type ReleasedBin } from './released-calibration.ts';
import { rankedCounts, releasedAuc, releasedAveragePrecision } from './released-ranking.ts';
import { type ReleasedInterval, releasedConcordance, releasedSurvival } from './released-survival.ts';
import { LARGEST_LOGIT } from './score-bins.ts';
import { brierOf, largestCategoryLoss, lossOf, middleOf, type ScoreLayout } from './score-layout.ts';
import type { BlockKind, ScoreBlock } from './score-block.ts';
import type { ScoreRelease } from './score-release.ts';

/** Names of released figures. Each patient weighs the same, however many rows it has. */
export type ReleasedMetric =
  | 'loss'
  | 'accuracy'
  | 'sensitivity'
  | 'specificity'
  | 'auc'
  | 'averagePrecision'
  | 'brier'
  | 'ece'
  | 'mae'
  | 'rmse'
  | 'concordance';

/** What is known of some patients. What cannot be told is absent, never NaN. */
export interface ReleasedGroup {
  readonly patients: Released;
  readonly metrics: Readonly<Partial<Record<ReleasedMetric, Released>>>;
  /** Counts at the threshold, of a binary target. */
  readonly confusion?: {
    readonly truePositives: Released;
    readonly falsePositives: Released;
    readonly trueNegatives: Released;
    readonly falseNegatives: Released;
  };
}

/** What the noised counts of some sites tell about a model. */
export interface ReleasedScores extends ReleasedGroup {
  /** Sites whose counts were added up. */
  readonly sites: number;
  /** Predicted and observed frequency by score bin; only where calibration was asked for. */
  readonly calibration?: readonly ReleasedBin[];
  /** Of a time to an event, interval by interval. */
  readonly survival?: readonly ReleasedInterval[];
  /** By attribute, then by label. */
  readonly subgroups?: Readonly<Record<string, Readonly<Record<string, ReleasedGroup>>>>;
}

/**
 * Reads the noised counts of one site, or their sum modulo 2^32 over several. Post-processing: it costs no privacy.
 *
 * @proof docs/proofs/scores.md#intervals
 * @param sites how many sites' words were added up
 * @throws ConsiliumError `PARAMETER_INVALID` when words, layout and release do not belong together
 */
export function decodeScores(words: Int32Array, layout: ScoreLayout, release: ScoreRelease, sites: number): ReleasedScores {
  const observed = observeWords(words, layout, release, sites);
  const whole = layout.blocks.filter(({ attribute }) => attribute === undefined);
  const subgroups = Object.entries(layout.subgroups).map(([attribute, labels]) => {
    const blocks = layout.blocks.filter((block) => block.attribute === attribute);
    return [attribute, Object.fromEntries(labels.map((label, g) => [label, groupOf(observed, layout, blocks, g)]))] as const;
  });
  const [count] = whole;
  const predicted = whole.find(({ kind }) => kind === 'predicted');
  return {
    sites,
    ...groupOf(observed, layout, whole, 0),
    ...(count === undefined || predicted === undefined ? {} : { calibration: releasedCalibration(observed, count, predicted) }),
    ...(count === undefined || layout.target.kind !== 'time-to-event'
      ? {}
      : { survival: releasedSurvival(observed, layout.target.intervals, whole) }),
    ...(subgroups.length === 0 ? {} : { subgroups: Object.fromEntries(subgroups) }),
  };
}

function groupOf(observed: Observed, layout: ScoreLayout, blocks: readonly ScoreBlock[], group: number): ReleasedGroup {
  // As if the blocks had this group only.
  const own = blocks.map((block) => ({ ...block, offset: block.offset + group * block.cells }));
  const of = (kind: BlockKind): ScoreBlock | undefined => own.find((block) => block.kind === kind);
  const count = of('count') as ScoreBlock;
  switch (layout.target.kind) {
    case 'binary':
      return binaryGroup(observed, layout, count, of);
    case 'category': {
      const all = cellTerms(count, () => 1);
      const loss = of('loss');
      const right = cellTerms(count, (cell) => cell);
      return {
        patients: releasedCount(observed, all),
        metrics: present({
          accuracy: releasedQuotient(observed, right, all, [0, 1]),
          loss:
            loss &&
            releasedQuotient(observed, [...cellTerms(count, () => loss.half), ...cellTerms(loss, () => loss.half)], all, [
              0,
              largestCategoryLoss(layout.target.classes),
            ]),
        }),
      };
    }
    case 'number': {
      const all = cellTerms(count, () => 1);
      const [absolute, squared, counted] = [of('absolute'), of('squared'), of('loss')];
      const mean = (block: ScoreBlock | undefined): Released | undefined =>
        block &&
        releasedQuotient(
          observed,
          cellTerms(block, () => block.half),
          all,
          [0, block.half],
        );
      const square = mean(squared);
      const asked = new Set(layout.metrics);
      return {
        patients: releasedCount(observed, all),
        metrics: present({
          loss: counted ? countedLoss(observed, layout.target.range, count, counted) : asked.has('loss') ? square : undefined,
          mae: mean(absolute),
          rmse: square && asked.has('root-mean-squared-error') ? rooted(square) : undefined,
        }),
      };
    }
    case 'time-to-event':
      return survivalGroup(observed, layout.target.intervals, count, of);
  }
}

function survivalGroup(
  observed: Observed,
  intervals: number,
  count: ScoreBlock,
  of: (kind: BlockKind) => ScoreBlock | undefined,
): ReleasedGroup {
  const all = cellTerms(count, () => 1);
  const [loss, ranked] = [of('loss'), of('ranked')];
  return {
    patients: releasedCount(observed, all),
    metrics: present({
      loss:
        loss &&
        releasedQuotient(observed, [...cellTerms(count, () => loss.half), ...cellTerms(loss, () => loss.half)], all, [
          0,
          2 * loss.half,
        ]),
      concordance: ranked && releasedConcordance(observed, intervals, ranked),
    }),
  };
}

function countedLoss(
  observed: Observed,
  range: readonly [number, number],
  count: ScoreBlock,
  loss: ScoreBlock,
): Released | undefined {
  const { low, high, middle, half } = countLossRange(range);
  const sum = [...cellTerms(count, () => middle), ...cellTerms(loss, () => half)];
  return releasedQuotient(
    observed,
    sum,
    cellTerms(count, () => 1),
    [low, high],
  );
}

function rooted({ value, low, high }: Released): Released {
  return { value: Math.sqrt(value), low: Math.sqrt(low), high: Math.sqrt(high) };
}

function binaryGroup(
  observed: Observed,
  { target, metrics }: ScoreLayout,
  count: ScoreBlock,
  of: (kind: BlockKind) => ScoreBlock | undefined,
): ReleasedGroup {
  const bins = count.edges.length + 1;
  const from = count.edges.indexOf(target.kind === 'binary' ? target.threshold : Number.NaN) + 1;
  const select = (outcome: boolean, called: boolean): Terms =>
    cellTerms(count, (cell) => Number(cell >= bins === outcome && cell % bins >= from === called)).filter(
      ({ factor }) => factor > 0,
    );
  const [tp, fp, tn, fn] = [select(true, true), select(false, true), select(false, false), select(true, false)];
  const all = cellTerms(count, () => 1);
  const asked = new Set(metrics);
  const mean = (
    kind: 'loss' | 'brier',
    quantity: (score: number, outcome: boolean) => number,
    most: number,
  ): Released | undefined => {
    const block = of(kind);
    if (block === undefined) return undefined;
    const middles = cellTerms(count, (cell) => middleOf(quantity, cell % bins, count.edges, cell >= bins));
    return releasedQuotient(observed, [...middles, ...cellTerms(block, () => block.half)], all, [0, most]);
  };
  const ranked = rankedCounts(observed, count.offset, bins);
  const predicted = of('predicted');
  return {
    patients: releasedCount(observed, all),
    metrics: present({
      loss: mean('loss', lossOf, LARGEST_LOGIT + 1),
      accuracy: asked.has('accuracy') ? releasedQuotient(observed, [...tp, ...tn], all, [0, 1]) : undefined,
      sensitivity: asked.has('accuracy') ? releasedQuotient(observed, tp, [...tp, ...fn], [0, 1]) : undefined,
      specificity: asked.has('accuracy') ? releasedQuotient(observed, tn, [...tn, ...fp], [0, 1]) : undefined,
      auc: asked.has('auc') ? releasedAuc(ranked) : undefined,
      averagePrecision:
        asked.has('average-precision') && count.attribute === undefined ? releasedAveragePrecision(ranked) : undefined,
      brier: mean('brier', brierOf, 1),
      ece: predicted && releasedCalibrationError(observed, count, predicted),
    }),
    confusion: {
      truePositives: releasedCount(observed, tp),
      falsePositives: releasedCount(observed, fp),
      trueNegatives: releasedCount(observed, tn),
      falseNegatives: releasedCount(observed, fn),
    },
  };
}

function cellTerms(block: ScoreBlock, factor: (cell: number) => number): Terms {
  return Array.from({ length: block.cells }, (_, cell) => ({ at: block.offset + cell, factor: factor(cell) }));
}

type Figures = { readonly [M in ReleasedMetric]?: Released | undefined };

function present(figures: Figures): Readonly<Partial<Record<ReleasedMetric, Released>>> {
  return Object.fromEntries(Object.entries(figures).filter(([, released]) => released !== undefined)) as Partial<
    Record<ReleasedMetric, Released>
  >;
}
