/** Names of metrics as plans write them. */
export type ScoreMetric =
  | 'loss'
  | 'accuracy'
  | 'auc'
  | 'average-precision'
  | 'brier'
  | 'calibration'
  | 'mean-absolute-error'
  | 'root-mean-squared-error'
  | 'concordance'
  | 'survival-curve';

/** What the numbers of a block are: patients in cells, or a quantity of each patient in [-1, 1] added up. */
export type BlockKind = 'count' | 'loss' | 'brier' | 'predicted' | 'absolute' | 'squared' | 'ranked' | 'survival';

/** Numbers of one kind, side by side: `groups` times `cells` of them, group by group. */
export interface ScoreBlock {
  readonly kind: BlockKind;
  /** The attribute that divides patients into groups; left out, all patients are one group. */
  readonly attribute?: string;
  readonly groups: number;
  readonly cells: number;
  /** Where the block begins among the words. */
  readonly offset: number;
  /** Most that one patient adds to this block in all, as a part of what it adds to the first. */
  readonly weight: number;
  /** Of the predicted probability to survive an interval: which one, from 0. */
  readonly interval?: number;
  /** Edges of the score bins; for counts of a binary target, cells are those of outcome 0 and then those of outcome 1. */
  readonly edges: readonly number[];
  /** What 1 means in the units of the metric. */
  readonly half: number;
}

/** A block before it has its place. */
export type UnplacedBlock = Omit<ScoreBlock, 'offset' | 'groups' | 'attribute'>;
