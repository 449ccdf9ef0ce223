import { refuseParameter, requireBetween, requireInteger, requireRate } from '../parameter.ts';
import { binomialLowerTail, binomialUpperTail } from './binomial.ts';

/** How sure a test is: both are probabilities. */
export interface TestStrength {
  /** That true code is called broken, at most. */
  readonly falseAlarm: number;
  /** That what is stated as caught is missed, at most. */
  readonly miss: number;
}

/** A statistic that must lie in a range, and which truths are caught. */
export interface KnownAnswer {
  readonly passed: boolean;
  /** In units in which the claim is {@link claim}. */
  readonly seen: number;
  readonly claim: number;
  /** True code stays from `low` to `high`, but for the false alarm. */
  readonly low: number;
  readonly high: number;
  /** A truth of at most this, or at least that, is caught but for the miss; not finite where no such truth is. */
  readonly caughtBelow: number;
  readonly caughtAbove: number;
}

function requireStrength({ falseAlarm, miss }: TestStrength): { readonly alarm: number; readonly missing: number } {
  requireBetween('falseAlarm', falseAlarm, Number.MIN_VALUE, 0.5);
  requireBetween('miss', miss, Number.MIN_VALUE, 0.5);
  return { alarm: Math.log(2 / falseAlarm), missing: Math.log(1 / miss) };
}

function answer(seen: number, claim: number, low: number, high: number, caughtBelow: number, caughtAbove: number): KnownAnswer {
  // Written so that NaN fails.
  return { passed: seen >= low && seen <= high, seen, claim, low, high, caughtBelow, caughtAbove };
}

/** Upper deviation of a chi-square variable of n degrees, over n, at probability e^-t (Laurent and Massart 2000, lemma 1). */
const above = (n: number, t: number): number => 1 + 2 * Math.sqrt(t / n) + (2 * t) / n;
/** The same below. */
const below = (n: number, t: number): number => 1 - 2 * Math.sqrt(t / n);

/**
 * Standard deviation of Gaussian draws of mean 0, over the claimed one.
 *
 * @proof docs/proofs/noise-audit.md#deviation
 * @param sumOfSquares of the draws, each over the claimed standard deviation
 * @throws PARAMETER_INVALID naming the field that is out of range.
 */
export function testDeviation(sumOfSquares: number, draws: number, strength: TestStrength): KnownAnswer {
  requireInteger('draws', draws, 1);
  const { alarm, missing } = requireStrength(strength);
  const low = Math.sqrt(Math.max(0, below(draws, alarm)));
  const high = Math.sqrt(above(draws, alarm));
  const caughtAbove = below(draws, missing) > 0 ? high / Math.sqrt(below(draws, missing)) : Number.POSITIVE_INFINITY;
  return answer(Math.sqrt(sumOfSquares / draws), 1, low, high, low / Math.sqrt(above(draws, missing)), caughtAbove);
}

/**
 * Mean of Gaussian draws that should be 0, in standard deviations.
 *
 * @proof docs/proofs/noise-audit.md#mean
 * @param sum of the draws, each over the claimed standard deviation
 */
export function testMean(sum: number, draws: number, strength: TestStrength): KnownAnswer {
  requireInteger('draws', draws, 1);
  const { alarm, missing } = requireStrength(strength);
  const limit = Math.sqrt((2 * alarm) / draws);
  const caught = limit + Math.sqrt((2 * missing) / draws);
  return answer(sum / draws, 0, -limit, limit, -caught, caught);
}

/**
 * Correlation of pairs of Gaussian draws that should be independent; of several such lists of pairs, the one that is farthest from 0.
 *
 * @proof docs/proofs/noise-audit.md#correlation
 * @param sumsOfProducts one for each list: of the products of its pairs, each draw over the claimed standard deviation
 * @param draws pairs of each list
 */
export function testCorrelation(sumsOfProducts: readonly number[], draws: number, strength: TestStrength): KnownAnswer {
  requireInteger('draws', draws, 1);
  requireInteger('sumsOfProducts', sumsOfProducts.length, 1);
  const { alarm, missing } = requireStrength(strength);
  const t = alarm + Math.log(sumsOfProducts.length);
  const limit = Math.sqrt((2 * t) / draws) + t / draws;
  const caught = limit + 2 * Math.sqrt(missing / draws) + missing / draws;
  const farthest =
    sumsOfProducts.find(Number.isNaN) ??
    sumsOfProducts.reduce((worst, sum) => (Math.abs(worst) >= Math.abs(sum) ? worst : sum), 0);
  return answer(farthest / draws, 0, -limit, limit, -caught, caught);
}

/**
 * Frequencies against known probabilities, by Pearson's chi-square. `seen` is the root of the chi-square distance, which is at least twice
 * the total variation between the true law and the claimed one, as far as cells can tell: `caughtAbove` of it is half of that.
 *
 * @proof docs/proofs/noise-audit.md#frequencies
 * @throws PARAMETER_INVALID when lengths differ or a cell has fewer than 25 expected counts, where the chi-square law is none
 */
export function testFrequencies(
  counts: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  strength: TestStrength,
): KnownAnswer {
  const cells = requireInteger('counts', counts.length, 2);
  if (probabilities.length !== cells) refuseParameter('probabilities', probabilities.length, `of ${cells} cells`);
  const { alarm, missing } = requireStrength(strength);
  let draws = 0;
  for (let i = 0; i < cells; i++) draws += counts[i] as number;
  let statistic = 0;
  for (let i = 0; i < cells; i++) {
    const expected = draws * (probabilities[i] as number);
    if (!(expected >= 25)) refuseParameter('counts', expected, 'expected 25 times or more in each cell');
    statistic += ((counts[i] as number) - expected) ** 2 / expected;
  }
  const degrees = cells - 1;
  const limit = degrees * above(degrees, alarm);
  // The least non-centrality whose lower tail is beyond the limit (Birgé 2001, lemma 8.1): grows with every step.
  let shift = 0;
  for (let i = 0; i < 100; i++) shift = limit - degrees + 2 * Math.sqrt((degrees + 2 * shift) * missing);
  const variation = (chi2: number): number => Math.sqrt(chi2 / draws) / 2;
  return answer(variation(statistic), 0, 0, variation(limit), Number.NEGATIVE_INFINITY, variation(shift));
}

/**
 * How often something happened that should happen with a known probability, independently.
 *
 * @proof docs/proofs/noise-audit.md#rate
 */
export function testRate(count: number, trials: number, rate: number, strength: TestStrength): KnownAnswer {
  requireInteger('trials', trials, 1);
  requireInteger('count', count, 0, trials);
  requireRate('rate', rate);
  requireStrength(strength);
  const { falseAlarm, miss } = strength;
  if (rate === 1) return answer(count / trials, 1, 1, 1, miss ** (1 / trials), Number.POSITIVE_INFINITY);
  // Counts of at most `few`, or at least `many`, are an alarm.
  const few = lastTrue(-1, Math.floor(trials * rate), (k) => k < 0 || binomialLowerTail(k, trials, rate) <= falseAlarm / 2);
  const many = trials + 1 - lastTrue(0, trials - Math.floor(trials * rate), (k) => alarmFromTop(k, trials, rate, falseAlarm));
  const rateBelow = few < 0 ? Number.NEGATIVE_INFINITY : bisect(0, rate, (p) => binomialLowerTail(few, trials, p) >= 1 - miss);
  const rateAbove =
    many > trials ? Number.POSITIVE_INFINITY : bisect(1, rate, (p) => binomialUpperTail(many, trials, p) >= 1 - miss);
  return answer(count / trials, rate, (few + 1) / trials, (many - 1) / trials, rateBelow, rateAbove);
}

/**
 * Variance of binomial counts over what independence makes of it: below 1 where the events avoid each other (a batch of fixed size, a walk
 * through all patients), above 1 where they come together (the same patients always).
 *
 * @proof docs/proofs/noise-audit.md#dispersion
 * @param counts each of `trials` independent events of probability `rate`
 * @returns nothing where the counts are too small for the normal law (expected variance below 25)
 */
export function testDispersion(
  counts: ArrayLike<number>,
  trials: number,
  rate: number,
  strength: TestStrength,
): KnownAnswer | undefined {
  const groups = requireInteger('counts', counts.length, 1);
  requireInteger('trials', trials, 1);
  requireRate('rate', rate);
  const { alarm, missing } = requireStrength(strength);
  const variance = trials * rate * (1 - rate);
  if (variance < 25) return undefined;
  let statistic = 0;
  for (let i = 0; i < groups; i++) statistic += ((counts[i] as number) - trials * rate) ** 2 / variance;
  const low = Math.max(0, 1 - BINOMIAL_MARGIN * (1 - below(groups, alarm)));
  const high = 1 + BINOMIAL_MARGIN * (above(groups, alarm) - 1);
  const lowest = below(groups, missing);
  const caughtAbove = lowest > 0 ? high / lowest : Number.POSITIVE_INFINITY;
  return answer(statistic / groups, 1, low, high, low > 0 ? low / above(groups, missing) : Number.NEGATIVE_INFINITY, caughtAbove);
}

/**
 * Correlation of pairs of events that should be independent, each of probability `rate`; every event is in two pairs at most.
 *
 * @proof docs/proofs/noise-audit.md#indicators
 * @param sumOfProducts over the pairs, of (one event's indicator - rate) times (the other's - rate)
 */
export function testIndicators(sumOfProducts: number, pairs: number, rate: number, strength: TestStrength): KnownAnswer {
  requireInteger('pairs', pairs, 1);
  requireBetween('rate', rate, Number.MIN_VALUE, 1 - 2 ** -53);
  const { alarm, missing } = requireStrength(strength);
  const variance = rate * (1 - rate);
  const largest = Math.max(rate, 1 - rate) ** 2 / variance;
  const deviation = (t: number): number => 2 * Math.sqrt((t + Math.LN2) / pairs) + (2 * largest * (t + Math.LN2)) / (3 * pairs);
  const limit = deviation(alarm);
  const caught = limit + deviation(missing);
  return answer(sumOfProducts / (variance * pairs), 0, -limit, limit, -caught, caught);
}

/** Deviations of squared binomial counts of variance 25 and more exceed those of normal ones by less than this factor. */
const BINOMIAL_MARGIN = 1.1;

/** Whether the `k` largest counts together have at most half the false alarm. */
function alarmFromTop(k: number, trials: number, rate: number, falseAlarm: number): boolean {
  return k === 0 || binomialUpperTail(trials + 1 - k, trials, rate) <= falseAlarm / 2;
}

/** The last integer from `low` to `high` of which `holds`; it holds for `low`, and once it fails it fails on. */
function lastTrue(low: number, high: number, holds: (k: number) => boolean): number {
  let good = low;
  let bad = high + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** The number nearest to `to` of which `holds`, coming from `from`, of which it holds; to 2^-60 of the way. */
function bisect(from: number, to: number, holds: (p: number) => boolean): number {
  let good = from;
  let bad = to;
  for (let i = 0; i < 60; i++) {
    const middle = (good + bad) / 2;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
