import { ConsiliumError } from '@consilium/core';

/** Counts at a threshold. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** Scores of the two classes in equal bins of [0, 1]; from these counts a pooled AUC is computed without any score leaving a site. */
export interface ScoreHistogram {
  readonly positive: readonly number[];
  readonly negative: readonly number[];
}

/** What one site says about a binary model. Sums and counts can be pooled; a rate that has no meaning is absent, never NaN. */
export interface Evaluation {
  readonly patients: number;
  readonly rows: number;
  /** Mean loss a row; absent without rows, or when the loss is not finite (then `lossFinite` is false). */
  readonly loss?: number;
  readonly lossFinite: boolean;
  /** Fraction of rows on the right side of the threshold (or, for several classes, whose largest output is the target's). */
  readonly accuracy?: number;
  /** Area under the ROC curve; absent when only one class is present, which `aucUndefined` then says. */
  readonly auc?: number;
  readonly aucUndefined?: string;
  /** Mean squared difference of probability and outcome. */
  readonly brier?: number;
  readonly confusion?: Confusion;
  readonly scoreHistogram?: ScoreHistogram;
}

const ONE_CLASS = 'only one class is present, so that the AUC is not defined';

/** AUC with ties counted half, from scores of both classes; undefined when one class is empty (Mann-Whitney U / (n+ n-)). */
export function exactAuc(positive: Float32Array, negative: Float32Array): number | undefined {
  if (positive.length === 0 || negative.length === 0) return undefined;
  const high = positive.slice().sort();
  const low = negative.slice().sort();
  let below = 0;
  let upTo = 0;
  let twice = 0;
  for (const score of high) {
    while (below < low.length && (low[below] as number) < score) below++;
    while (upTo < low.length && (low[upTo] as number) <= score) upTo++;
    twice += below + upTo;
  }
  return twice / (2 * high.length * low.length);
}

/** AUC of binned scores: pairs in different bins count as their order says, pairs in one bin half. */
export function histogramAuc({ positive, negative }: ScoreHistogram): number | undefined {
  const positives = positive.reduce((a, b) => a + b, 0);
  const negatives = negative.reduce((a, b) => a + b, 0);
  if (positives === 0 || negatives === 0) return undefined;
  let below = 0;
  let wins = 0;
  positive.forEach((count, bin) => {
    const here = negative[bin] ?? 0;
    wins += count * (below + here / 2);
    below += here;
  });
  return wins / (positives * negatives);
}

/** The bin of a score in [0, 1]; a score of exactly 1 belongs to the last bin. */
export function scoreBin(score: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.floor(score * bins)));
}

/** The AUC fields of an evaluation. */
export function aucFields(auc: number | undefined): { readonly auc: number } | { readonly aucUndefined: string } {
  return auc === undefined ? { aucUndefined: ONE_CLASS } : { auc };
}

/**
 * Pools evaluations of several sites: loss, accuracy and Brier score by rows, confusion by addition, AUC from the added histograms
 * (so that it compares patients across sites, as the average of site AUCs would not).
 *
 * @throws ConsiliumError `PARAMETER_INVALID` when the histograms have different numbers of bins.
 */
export function poolEvaluations(evaluations: readonly Evaluation[]): Evaluation {
  const withRows = evaluations.filter((e) => e.rows > 0);
  const rows = withRows.reduce((sum, e) => sum + e.rows, 0);
  const patients = evaluations.reduce((sum, e) => sum + e.patients, 0);
  const mean = (pick: (e: Evaluation) => number | undefined): number | undefined => {
    const known = withRows.map((e) => [pick(e), e.rows] as const);
    if (known.length === 0 || known.some(([value]) => value === undefined)) return undefined;
    return known.reduce((sum, [value = 0, n]) => sum + value * n, 0) / rows;
  };
  const confusions = withRows.map((e) => e.confusion);
  const histograms = withRows.map((e) => e.scoreHistogram);
  const binary = withRows.length > 0 && histograms.every((h) => h !== undefined);
  const histogram = binary ? addHistograms(histograms) : undefined;
  return {
    patients,
    rows,
    lossFinite: withRows.every((e) => e.lossFinite),
    ...optional('loss', mean((e) => e.loss)),
    ...optional('accuracy', mean((e) => e.accuracy)),
    ...optional('brier', mean((e) => e.brier)),
    ...(histogram === undefined ? {} : { ...aucFields(histogramAuc(histogram)), scoreHistogram: histogram }),
    ...(binary && confusions.every((c) => c !== undefined) ? { confusion: addConfusions(confusions) } : {}),
  };
}

/** `{ [key]: value }`, or nothing when the value is undefined. */
export function optional<K extends string>(key: K, value: number | undefined): { readonly [P in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: number });
}

function addHistograms(histograms: readonly ScoreHistogram[]): ScoreHistogram {
  const bins = histograms[0]?.positive.length ?? 0;
  if (histograms.some((h) => h.positive.length !== bins || h.negative.length !== bins)) {
    throw new ConsiliumError({
      code: 'PARAMETER_INVALID',
      message: 'scoreHistogram must have the same number of bins at every site',
      details: { field: 'scoreHistogram' },
    });
  }
  const add = (pick: (h: ScoreHistogram) => readonly number[]): number[] =>
    Array.from({ length: bins }, (_, bin) => histograms.reduce((sum, h) => sum + (pick(h)[bin] ?? 0), 0));
  return { positive: add((h) => h.positive), negative: add((h) => h.negative) };
}

function addConfusions(confusions: readonly Confusion[]): Confusion {
  const add = (key: keyof Confusion): number => confusions.reduce((sum, c) => sum + c[key], 0);
  return {
    truePositives: add('truePositives'),
    falsePositives: add('falsePositives'),
    trueNegatives: add('trueNegatives'),
    falseNegatives: add('falseNegatives'),
  };
}
