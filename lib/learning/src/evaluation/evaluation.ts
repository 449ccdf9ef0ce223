import type { Calibration } from './calibration.ts';
import type { ScoreHistogram } from './ranking.ts';

/** Counts at a threshold. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** A confidence interval. */
export interface BootstrapInterval {
  readonly low: number;
  readonly high: number;
}

/** Rates and errors of a model; which ones exist depends on the loss and on the data. */
export interface Metrics {
  /** Mean loss a row; absent without rows, or when it is not finite (then `lossFinite` is false). */
  readonly loss?: number;
  /** Fraction of rows on the right side of the threshold (for several classes: whose largest output is the target's). */
  readonly accuracy?: number;
  /** Area under the ROC curve; absent when only one class is present, which `aucUndefined` then says. */
  readonly auc?: number;
  readonly averagePrecision?: number;
  /** Mean squared difference of probability and outcome. */
  readonly brier?: number;
  /** Expected calibration error. */
  readonly ece?: number;
  /** Mean absolute error. */
  readonly mae?: number;
  /** Root of the mean squared error. */
  readonly rmse?: number;
  /** Harrell's C. */
  readonly concordance?: number;
}

/** Name of a metric. */
export type MetricName = keyof Metrics;

/** What one site says about a model on some rows. Sums and counts can be pooled; what has no meaning is absent, never NaN. */
export interface Evaluation extends Metrics {
  readonly patients: number;
  readonly rows: number;
  readonly lossFinite: boolean;
  readonly aucUndefined?: string;
  readonly confusion?: Confusion;
  readonly scoreHistogram?: ScoreHistogram;
  readonly calibration?: Calibration;
  /** Bootstrap intervals over patients, for metrics that existed in nearly all resamples. */
  readonly intervals?: Readonly<Partial<Record<MetricName, BootstrapInterval>>>;
  readonly subgroups?: Readonly<Record<string, Readonly<Record<string, SubgroupCell>>>>;
  /** For the gate, which decides what may leave a site; it must not leave itself. */
  readonly cellPatients?: CellPatients;
  /** Patients who do not have the commonest outcome, where outcomes are classes. For the gate, which decides; it must not leave itself. */
  readonly others?: number;
  /** What the site withholds and why, in words, by the name of the field. Suppressed is not zero. */
  readonly suppressed?: Readonly<Record<string, string>>;
}

/** Distinct patients behind counts of rows. */
export interface CellPatients {
  readonly confusion: Confusion;
  /** By bin of the calibration curve, apart for rows with and without the outcome. */
  readonly calibration: { readonly positive: readonly number[]; readonly negative: readonly number[] };
}

/**
 * One cell of a table by subgroup. A suppressed cell is not a zero: it holds somebody, but too few to be told apart from each
 * other, or it is hidden so that a suppressed neighbour cannot be computed from the total.
 */
export type SubgroupCell =
  | { readonly state: 'shown'; readonly evaluation: Evaluation }
  | { readonly state: 'empty' }
  | { readonly state: 'suppressed' };

/** `{ [key]: value }`, or nothing when the value is undefined. */
export function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
