import { seededRandom } from '@consilium/core';
import { type Observed, type Released, releasedInterval, SIGMAS, type Unexcluded } from './observed.ts';
import { possibleCounts } from './possible-counts.ts';

/** Counts of both outcomes in the same score bins, from low to high, with the standard deviation of the noise of each count. */
export interface RankedCounts {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
  readonly deviation: number;
}

/** Cuts the counts of an outcome by bin out of what was observed. */
export function rankedCounts({ values, deviations }: Observed, offset: number, bins: number): RankedCounts {
  return {
    negative: values.slice(offset, offset + bins),
    positive: values.slice(offset + bins, offset + 2 * bins),
    deviation: deviations[offset] as number,
  };
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Area under the ROC curve. Pairs of one bin count as lost for the lower bound and as won for the upper one, since their order is
 * hidden; the value counts them half.
 *
 * @proof docs/proofs/scores.md#auc
 */
export function releasedAuc(counts: RankedCounts): Released | undefined {
  return total(counts.positive) > 0 && total(counts.negative) > 0
    ? releasedInterval(unexcludedAreas(counts, 0), unexcludedAreas(counts, 1), [0, 1])
    : undefined;
}

/**
 * A value A is excluded when the sum over pairs of (won - A), which would have mean zero, is more than {@link SIGMAS} deviations of its
 * noise away from zero.
 *
 * @param tied what a pair of one bin counts
 */
function unexcludedAreas({ positive, negative, deviation }: RankedCounts, tied: number): Unexcluded {
  const bins = positive.length;
  const [p, n] = [total(positive), total(negative)];
  // Negatives that a positive of each bin wins against, and positives that win against a negative of each bin.
  let below = 0;
  const wins = Array.from(negative, (here) => {
    const won = below + tied * here;
    below += here;
    return won;
  });
  let upTo = 0;
  const losses = Array.from(positive, (here) => {
    upTo += here;
    return p - upTo + tied * here;
  });
  const area = wins.reduce((sum, won, bin) => sum + won * (positive[bin] as number), 0);
  const squares = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x * x, 0);
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const wide = (SIGMAS * deviation) ** 2;
  return {
    a: (p * n) ** 2 - wide * bins * (p * p + n * n),
    b: area * p * n - wide * (n * sum(wins) + p * sum(losses)),
    c: area * area - wide * (squares(wins) + squares(losses)),
  };
}

/** Draws behind the interval of the average precision. */
const DRAWS = 2000;
/** Part of the draws beyond either end, as {@link SIGMAS} says. */
const BEYOND = 1 / 320;
/** The number of positives must be so many times {@link SIGMAS} deviations: where it might as well be a few, those that look enough are chance. */
const SURELY = 2;

/**
 * Average precision. It is no simple function of counts, so that the interval comes from simulation: noise is drawn about the nearest possible
 * counts, and what the draws stray from these is taken off the value. Within a bin the lower bound takes the worst order, the upper the best.
 * Undefined unless there surely are patients with the outcome.
 *
 * @proof docs/proofs/scores.md#average-precision
 */
export function releasedAveragePrecision(counts: RankedCounts): Released | undefined {
  const { positive, negative, deviation } = counts;
  if (!(total(positive) > SURELY * SIGMAS * deviation * Math.sqrt(positive.length))) return undefined;
  const likely = { positive: possibleCounts(positive), negative: possibleCounts(negative) };
  const found = precisionBounds(likely);
  const bins = positive.length;
  const noise = normals(DRAWS * 2 * bins);
  const noised = (values: Float64Array, from: number): Float64Array =>
    possibleCounts(values.map((count, bin) => count + deviation * (noise[from + bin] as number)));
  const low: number[] = [];
  const high: number[] = [];
  for (let i = 0; i < DRAWS; i++) {
    const drawn = precisionBounds({
      positive: noised(likely.positive, 2 * bins * i),
      negative: noised(likely.negative, 2 * bins * i + bins),
    });
    low.push(drawn.low - found.low);
    high.push(drawn.high - found.high);
  }
  const quantile = (values: number[], q: number): number =>
    values.sort((a, b) => a - b)[Math.round(q * (values.length - 1))] as number;
  const cut = (value: number): number => Math.min(1, Math.max(0, value));
  const interval = { low: cut(found.low - quantile(low, 1 - BEYOND)), high: cut(found.high - quantile(high, BEYOND)) };
  if (interval.low === 0 && interval.high === 1) return undefined;
  return { value: Math.min(interval.high, Math.max(interval.low, (found.low + found.high) / 2)), ...interval };
}

/** So many standard normals, the same ones always (Box and Muller 1958): an interval is a function of the counts. */
function normals(count: number): Float64Array {
  const words = new Uint32Array(2 * count);
  seededRandom('consilium/score-intervals').fill(new Uint8Array(words.buffer));
  return Float64Array.from({ length: count }, (_, i) => {
    const [one, other] = [words[2 * i] as number, words[2 * i + 1] as number].map((word) => (word + 0.5) / 2 ** 32);
    return Math.sqrt(-2 * Math.log(one as number)) * Math.cos(2 * Math.PI * (other as number));
  });
}

/**
 * Least and largest average precision of counts. The k-th positive of a bin has at least the precision that it has after all negatives of the bin, and at
 * most the one that all positives of the bin have before them.
 */
function precisionBounds({ positive, negative }: Pick<RankedCounts, 'positive' | 'negative'>): { low: number; high: number } {
  let [found, wrong, low, high] = [0, 0, 0, 0];
  for (let bin = positive.length - 1; bin >= 0; bin--) {
    const here = positive[bin] as number;
    const after = wrong + (negative[bin] as number);
    if (here > 0) {
      // The integral of (found + t) / (found + t + after) over t from 0 to `here`, which no sum over single positives is below.
      low += after === 0 ? here : here - after * Math.log1p(here / (found + after));
      high += (here * (found + here)) / (found + here + wrong);
    }
    found += here;
    wrong = after;
  }
  return found === 0 ? { low: 0, high: 1 } : { low: low / found, high: high / found };
}
