/** Right and wrong yes answers from one threshold on. */
export interface ThresholdCount {
  /** A row is answered yes from this probability on. */
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** What every curve over thresholds is drawn from. */
export interface ThresholdCounts {
  readonly kind: 'binary';
  /** Threshold of the plan. */
  readonly chosen: number;
  /** Rows with the outcome. */
  readonly positives: number;
  /** Rows without it. */
  readonly negatives: number;
  /** By rising threshold: round ones, that of the plan, and some of the scores, so that curves have points wherever scores lie. */
  readonly counts: readonly ThresholdCount[];
}

/** Outcomes (0 or 1) and predicted probabilities, row by row. */
export interface BinaryRows {
  readonly observed: Float32Array;
  readonly predicted: Float32Array;
}

/** Scores that are thresholds, at most. */
const MOST_SCORES = 60;
/** Round thresholds: 0.05, 0.1, ... 0.95. */
const ROUND = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);

/** Counts by threshold; undefined without rows with and without the outcome, and where a probability is no finite number. */
export function thresholdCounts({ observed, predicted }: BinaryRows, chosen: number): ThresholdCounts | undefined {
  if (!predicted.every(Number.isFinite)) return undefined;
  const high = predicted.filter((_, i) => (observed[i] as number) >= 0.5).sort();
  const low = predicted.filter((_, i) => (observed[i] as number) < 0.5).sort();
  if (high.length === 0 || low.length === 0) return undefined;
  const distinct = Array.from(new Set(predicted)).sort((a, b) => a - b);
  const taken = Math.min(distinct.length, MOST_SCORES);
  const scores = Array.from(
    { length: taken },
    (_, i) => distinct[Math.round((i * (distinct.length - 1)) / Math.max(1, taken - 1))] as number,
  );
  const thresholds = [...new Set([...ROUND, chosen, ...scores])].sort((a, b) => a - b);
  return {
    kind: 'binary',
    chosen,
    positives: high.length,
    negatives: low.length,
    counts: thresholds.map((threshold) => ({
      threshold,
      truePositives: from(high, threshold),
      falsePositives: from(low, threshold),
    })),
  };
}

/** How many of ascending scores reach a threshold. */
function from(scores: Float32Array, threshold: number): number {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((scores[middle] as number) >= threshold) high = middle;
    else low = middle + 1;
  }
  return scores.length - low;
}

/** What answering yes from a threshold on is worth. A share of nobody is absent. */
export interface ThresholdWorth {
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
  /** Of yes answers, which are right. */
  readonly precision?: number;
  /** Of no answers, which are right. */
  readonly negativeValue?: number;
  /** Share of rows that are answered yes. */
  readonly called: number;
  /** Right yes answers a row, less the wrong ones weighed by the odds of the threshold; absent at 0 and 1. */
  readonly netBenefit?: number;
}

/**
 * Net benefit = TP/n - FP/n * t / (1 - t), where someone who would act from a probability t on takes (1 - t) / t wrong yes answers for
 * a right one (Vickers and Elkin 2006, "Decision curve analysis", Medical Decision Making 26).
 */
export function worthOf(
  { positives, negatives }: Pick<ThresholdCounts, 'positives' | 'negatives'>,
  count: ThresholdCount,
): ThresholdWorth {
  const { threshold, truePositives: tp, falsePositives: fp } = count;
  const [rows, called] = [positives + negatives, tp + fp];
  return {
    threshold,
    sensitivity: tp / positives,
    specificity: 1 - fp / negatives,
    ...(called === 0 ? {} : { precision: tp / called }),
    ...(called === rows ? {} : { negativeValue: (negatives - fp) / (rows - called) }),
    called: called / rows,
    ...(threshold > 0 && threshold < 1 ? { netBenefit: netBenefit(tp / rows, fp / rows, threshold) } : {}),
  };
}

/** Net benefit of answering yes to everybody; that of answering no is 0. */
export function benefitOfAll(
  { positives, negatives }: Pick<ThresholdCounts, 'positives' | 'negatives'>,
  threshold: number,
): number {
  const rows = positives + negatives;
  return netBenefit(positives / rows, negatives / rows, threshold);
}

function netBenefit(right: number, wrong: number, threshold: number): number {
  return right - (wrong * threshold) / (1 - threshold);
}
