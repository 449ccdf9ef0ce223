import { refuseParameter, requireInteger } from '../parameter.ts';
import { countLossRange } from './count-loss.ts';
import { binRange, scoreEdges } from './score-bins.ts';
import type { BlockKind, ScoreBlock, ScoreMetric, UnplacedBlock } from './score-block.ts';
import { survivalBlocks } from './survival-scores.ts';

/** What a model predicts, as far as its scores are concerned; all from the plan. */
export type ScoreTarget =
  /** Probability of an outcome, which is called from `threshold` on. */
  | { readonly kind: 'binary'; readonly threshold: number }
  /** One of so many classes. */
  | { readonly kind: 'category'; readonly classes: number }
  /** A number within `range`, in the scale in which the network gives it; predictions are cut to it. */
  | {
      readonly kind: 'number';
      readonly range: readonly [low: number, high: number];
      /** Present where the loss is that of counts, and not the squared error. */
      readonly counts?: true;
    }
  /** A hazard for each of so many intervals. */
  | { readonly kind: 'time-to-event'; readonly intervals: number };

/** The public numbers that decide which counts leave a site. */
export interface ScoreFacts {
  readonly target: ScoreTarget;
  /** What is asked for: what is not costs nothing. */
  readonly metrics: readonly ScoreMetric[];
  /** Score bins of a binary target, or risk bins of a time to an event, an even number. @default 10 */
  readonly bins?: number;
  /** Labels of the groups, by attribute. */
  readonly subgroups?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Which integers leave a site, and in which order. Of a binary target they are counts by outcome and score bin, and for loss, Brier
 * score and calibration the sum of what a patient's quantity differs from the middle of its cell: differences are small, so that a
 * little of the budget tells them well.
 */
export interface ScoreLayout {
  readonly target: ScoreTarget;
  readonly metrics: readonly ScoreMetric[];
  readonly subgroups: Readonly<Record<string, readonly string[]>>;
  readonly blocks: readonly ScoreBlock[];
  /** Integers in all. */
  readonly dimension: number;
  /** Most that one patient moves them, in the L2 norm: the root of the sum of squared weights. */
  readonly sensitivity: number;
}

const DEFAULT_BINS = 10;
/** Bins of each subgroup: fewer patients carry fewer. */
const SUBGROUP_BINS = 4;
/** Weight of the sums of differences. Each makes all other noise larger by 3 %. */
const DIFFERENCE_WEIGHT = 0.25;
/** Sum of the squared weights of all attributes: together they make the noise of everything else larger by 22 %, however many there are. */
const SUBGROUP_SQUARES = 0.5;
/** Weight of the number of patients beside errors of a number: a mean error is small against the range, so that its denominator matters less. */
const NUMBER_COUNT_WEIGHT = 0.5;
const MAX_WORDS = 65_536;

/**
 * The layout of a plan, the same at coordinator and sites.
 *
 * @throws ConsiliumError `PARAMETER_INVALID`
 */
export function scoreLayout(facts: ScoreFacts): ScoreLayout {
  const { target, metrics } = facts;
  const subgroups = facts.subgroups ?? {};
  const attributes = Object.entries(subgroups);
  const own = blocksOf(target, new Set(metrics), facts.bins ?? DEFAULT_BINS);
  const shrink = Math.sqrt(SUBGROUP_SQUARES / Math.max(1, attributes.length));
  const ofGroups = blocksOf(target, metricsOfGroups(target, metrics), SUBGROUP_BINS);
  const length = Math.sqrt(squares(ofGroups));
  let offset = 0;
  const place = (block: UnplacedBlock, groups: number, attribute?: string): ScoreBlock => {
    const placed = { ...block, groups, offset, ...(attribute === undefined ? {} : { attribute }) };
    offset += groups * block.cells;
    return Object.freeze(placed);
  };
  const blocks = [
    ...own.map((block) => place(block, 1)),
    ...attributes.flatMap(([attribute, labels]) =>
      ofGroups.map((block) => place({ ...block, weight: (block.weight * shrink) / length }, labels.length, attribute)),
    ),
  ];
  requireInteger('scores', offset, 1, MAX_WORDS);
  return Object.freeze({
    target,
    metrics: Object.freeze([...metrics]),
    subgroups,
    blocks: Object.freeze(blocks),
    dimension: offset,
    sensitivity: Math.sqrt(squares(blocks)),
  });
}

/** What is asked of groups: not what many noised numbers tell. */
function metricsOfGroups(target: ScoreTarget, metrics: readonly ScoreMetric[]): ReadonlySet<ScoreMetric> {
  if (target.kind === 'binary') return new Set(['accuracy', 'auc']);
  return new Set(metrics.filter((metric) => metric !== 'survival-curve'));
}

function squares(blocks: readonly Pick<ScoreBlock, 'weight'>[]): number {
  return blocks.reduce((sum, { weight }) => sum + weight * weight, 0);
}

function blocksOf(target: ScoreTarget, asked: ReadonlySet<ScoreMetric>, bins: number): readonly UnplacedBlock[] {
  switch (target.kind) {
    case 'binary':
      return binaryBlocks(target.threshold, asked, bins);
    case 'category': {
      requireInteger('classes', target.classes, 2, MAX_WORDS);
      const half = largestCategoryLoss(target.classes) / 2;
      return [
        { kind: 'count', cells: 2, weight: 1, edges: [], half: 1 },
        ...(asked.has('loss') ? [{ kind: 'loss' as const, cells: 1, weight: DIFFERENCE_WEIGHT, edges: [], half }] : []),
      ];
    }
    case 'number': {
      const [low, high] = target.range;
      if (!(high > low && Number.isFinite(high - low))) refuseParameter('range', `${low} to ${high}`, 'an interval of numbers');
      const counted = target.counts === true && asked.has('loss');
      const squared = asked.has('root-mean-squared-error') || (asked.has('loss') && !counted);
      const width = high - low;
      return [
        { kind: 'count', cells: 1, weight: NUMBER_COUNT_WEIGHT, edges: [], half: 1 },
        ...(asked.has('mean-absolute-error') ? [{ kind: 'absolute' as const, cells: 1, weight: 1, edges: [], half: width }] : []),
        ...(squared ? [{ kind: 'squared' as const, cells: 1, weight: 1, edges: [], half: width * width }] : []),
        ...(counted ? [{ kind: 'loss' as const, cells: 1, weight: 1, edges: [], half: countLossRange(target.range).half }] : []),
      ];
    }
    case 'time-to-event':
      return survivalBlocks(requireInteger('intervals', target.intervals, 2, MAX_WORDS), asked, bins, DIFFERENCE_WEIGHT);
  }
}

/** Loss at which that of a category is cut: twice that of a guess. */
export function largestCategoryLoss(classes: number): number {
  return 2 * Math.log(classes);
}

function binaryBlocks(threshold: number, asked: ReadonlySet<ScoreMetric>, bins: number): readonly UnplacedBlock[] {
  const fine = [...asked].some((metric) => metric !== 'accuracy');
  const edges = scoreEdges(fine ? bins : 2, threshold);
  const count = edges.length + 1;
  const widest = (quantity: (score: number, outcome: boolean) => number): number =>
    Math.max(
      ...[false, true].flatMap((outcome) =>
        Array.from({ length: count }, (_, bin) => {
          const [low, high] = binRange(bin, edges);
          return Math.abs(quantity(high, outcome) - quantity(low, outcome)) / 2;
        }),
      ),
    );
  const difference = (kind: BlockKind, cells: number, half: number): UnplacedBlock => ({
    kind,
    cells,
    weight: DIFFERENCE_WEIGHT,
    edges,
    half,
  });
  return [
    { kind: 'count', cells: 2 * count, weight: 1, edges, half: 1 },
    ...(asked.has('loss') ? [difference('loss', 1, widest(lossOf))] : []),
    ...(asked.has('brier') ? [difference('brier', 1, widest(brierOf))] : []),
    ...(asked.has('calibration')
      ? [
          difference(
            'predicted',
            count,
            widest((score) => score),
          ),
        ]
      : []),
  ];
}

/** Cross-entropy of a probability, in nats. */
export function lossOf(score: number, outcome: boolean): number {
  return -Math.log(outcome ? score : 1 - score);
}

/** Squared difference of a probability and an outcome. */
export function brierOf(score: number, outcome: boolean): number {
  return (score - Number(outcome)) ** 2;
}

/** The middle of a quantity over a bin: half-way between its ends, as quantities here grow or fall with the score. */
export function middleOf(
  quantity: (score: number, outcome: boolean) => number,
  bin: number,
  edges: readonly number[],
  outcome: boolean,
): number {
  const [low, high] = binRange(bin, edges);
  return (quantity(low, outcome) + quantity(high, outcome)) / 2;
}
