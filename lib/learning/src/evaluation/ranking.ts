/**
 * Measures of how well scores order outcomes. Each returns undefined where it has no meaning (one class, no comparable pair, a score
 * or time that is NaN, which has no place in an order): a caller says so in words, and no NaN leaves a site.
 */

/** AUC with ties counted half (Mann-Whitney U over the number of pairs). */
export function exactAuc(positive: Float32Array, negative: Float32Array): number | undefined {
  if (positive.length === 0 || negative.length === 0 || !areOrdered(positive, negative)) return undefined;
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

/** Scores of the two classes in equal bins of [0, 1]; from these counts a pooled AUC is computed without any score leaving a site. */
export interface ScoreHistogram {
  readonly positive: readonly number[];
  readonly negative: readonly number[];
}

/** The bin of a score in [0, 1]; a score of exactly 1 belongs to the last bin, one that is NaN to the first. */
export function scoreBin(score: number, bins: number): number {
  return Number.isNaN(score) ? 0 : Math.min(bins - 1, Math.max(0, Math.floor(score * bins)));
}

/** Counts scores of both classes. */
export function scoreHistogram(positive: Float32Array, negative: Float32Array, bins: number): ScoreHistogram {
  const count = (scores: Float32Array): number[] => {
    const counts = new Array<number>(bins).fill(0);
    for (const score of scores) {
      const bin = scoreBin(score, bins);
      counts[bin] = (counts[bin] as number) + 1;
    }
    return counts;
  };
  return { positive: count(positive), negative: count(negative) };
}

/** A number, unless it is none. Counts of other sites are as these say. */
export function ifFinite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** Whether numbers can be put in an order: each loop below goes on by at least one of them only then. */
function areOrdered(...lists: readonly Float32Array[]): boolean {
  return !lists.some((list) => list.some(Number.isNaN));
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
  return ifFinite(wins / (positives * negatives));
}

/**
 * Average precision: the sum over thresholds of (recall gained) times precision, equal scores being one threshold (as scikit-learn
 * defines it, without interpolation).
 */
export function averagePrecision(positive: Float32Array, negative: Float32Array): number | undefined {
  if (positive.length === 0 || !areOrdered(positive, negative)) return undefined;
  const high = positive.slice().sort();
  const low = negative.slice().sort();
  let p = high.length;
  let n = low.length;
  let sum = 0;
  while (p > 0) {
    const threshold = high[p - 1] as number;
    const before = p;
    while (p > 0 && (high[p - 1] as number) >= threshold) p--;
    while (n > 0 && (low[n - 1] as number) >= threshold) n--;
    const found = high.length - p;
    sum += (before - p) * (found / (found + low.length - n));
  }
  return sum / high.length;
}

/** {@link averagePrecision} of binned scores, the scores of a bin being one threshold. */
export function histogramAveragePrecision({ positive, negative }: ScoreHistogram): number | undefined {
  const positives = positive.reduce((a, b) => a + b, 0);
  if (positives === 0) return undefined;
  let found = 0;
  let wrong = 0;
  let sum = 0;
  for (let bin = positive.length - 1; bin >= 0; bin--) {
    const here = positive[bin] ?? 0;
    found += here;
    wrong += negative[bin] ?? 0;
    if (here > 0) sum += (here * found) / (found + wrong);
  }
  return ifFinite(sum / positives);
}

/**
 * Harrell's concordance index of risk scores: over pairs in which one event is known to come first, how often the higher risk
 * had it; equal scores count half. A row censored at the time of an event outlives it.
 */
export function concordanceIndex(risk: Float32Array, time: Float32Array, event: Float32Array): number | undefined {
  const { pairs, won } = concordantPairs(risk, time, event);
  return pairs === 0 ? undefined : won / pairs;
}

/** Pairs behind {@link concordanceIndex}, and those of them that were won, equal scores half; none where a number has no place in an order. */
export function concordantPairs(
  risk: Float32Array,
  time: Float32Array,
  event: Float32Array,
): { readonly pairs: number; readonly won: number } {
  if (!areOrdered(risk, time)) return { pairs: 0, won: 0 };
  const n = risk.length;
  const rank = ranks(risk);
  const tree = new Float64Array(n + 1);
  const add = (r: number): void => {
    for (let i = r + 1; i <= n; i += i & -i) tree[i] = (tree[i] as number) + 1;
  };
  const countBelow = (r: number): number => {
    let sum = 0;
    for (let i = r; i > 0; i -= i & -i) sum += tree[i] as number;
    return sum;
  };
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (time[b] as number) - (time[a] as number));
  let inserted = 0;
  let pairs = 0;
  let won = 0;
  for (let start = 0; start < n; ) {
    let end = start;
    while (end < n && time[order[end] as number] === time[order[start] as number]) end++;
    const group = order.slice(start, end);
    const events = group.filter((i) => (event[i] as number) > 0);
    for (const i of group) {
      if ((event[i] as number) > 0) continue;
      add(rank[i] as number);
      inserted++;
    }
    for (const i of events) {
      const below = countBelow(rank[i] as number);
      const upTo = countBelow((rank[i] as number) + 1);
      pairs += inserted;
      won += (below + upTo) / 2;
    }
    for (const i of events) add(rank[i] as number);
    inserted += events.length;
    start = end;
  }
  return { pairs, won };
}

/** Dense ranks, 0 for the smallest value, equal values sharing one. */
function ranks(values: Float32Array): Int32Array {
  const distinct = Float32Array.from(new Set(values)).sort();
  const position = new Map(Array.from(distinct, (value, i) => [value, i]));
  return Int32Array.from(values, (value) => position.get(value) ?? 0);
}
