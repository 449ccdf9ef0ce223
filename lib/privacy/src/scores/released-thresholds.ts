import { logNormalUpperTail } from '../accounting/numerics/special-functions.ts';
import { observeWords } from './observe-words.ts';
import { type Domain, type Observed, type Released, releasedQuotient, sumOf, type Terms } from './observed.ts';
import { possibleCounts } from './possible-counts.ts';
import type { ScoreBlock } from './score-block.ts';
import type { ScoreLayout } from './score-layout.ts';
import type { ScoreRelease } from './score-release.ts';

/** What answering yes from a threshold on is worth. A share whose denominator may be nobody is absent. */
export interface ReleasedThreshold {
  /** One edge of the score bins: patients are counted on either side of it exactly, but for noise. */
  readonly threshold: number;
  readonly sensitivity: Released;
  readonly specificity: Released;
  /** Of yes answers, which are right. */
  readonly precision?: Released;
  /** Of no answers, which are right. */
  readonly negativeValue?: Released;
  /** Share of patients who are answered yes. */
  readonly called: Released;
  /** Net benefit a patient, see {@link netBenefitTerms}. */
  readonly netBenefit: Released;
}

/** What noised counts tell about every threshold at which hospitals counted. */
export interface ReleasedThresholds {
  /** Sites whose counts were added up. */
  readonly sites: number;
  /** Threshold of the plan, one of them. */
  readonly chosen: number;
  /** How common the outcome is. */
  readonly prevalence: Released;
  /** By rising threshold. */
  readonly thresholds: readonly ReleasedThreshold[];
}

/** Figures of a threshold, which hold together. */
const FIGURES = 6;
/** Runs in which one of all intervals may miss. */
const MISSES = 0.05;

/**
 * Reads what each threshold is worth out of the noised counts of one site, or of their sum modulo 2^32 over several. Post-processing: it costs no privacy.
 *
 * Values are those of the nearest possible counts: none negative, as many patients with and without the outcome as were released. So sensitivity never
 * rises with the threshold, nor does specificity fall. Intervals come from the counts as released, each wide enough for all of them to hold together.
 *
 * @proof docs/proofs/scores.md#thresholds
 * @param sites how many sites' words were added up
 * @returns `undefined` for other targets, where counts are not by score, and where the noise leaves it open whether there is anybody with, or without, the outcome
 * @throws ConsiliumError `PARAMETER_INVALID` when words, layout and release do not belong together
 */
export function decodeThresholds(
  words: Int32Array,
  layout: ScoreLayout,
  release: ScoreRelease,
  sites: number,
): ReleasedThresholds | undefined {
  const { target, blocks } = layout;
  const count = blocks.find(({ kind, attribute }) => kind === 'count' && attribute === undefined);
  // Two bins have the plan's threshold alone, whose figures are among the scores.
  if (target.kind !== 'binary' || count === undefined || count.edges.length < 2) return undefined;
  const observed = observeWords(words, layout, release, sites);
  const sigmas = sigmasOf(FIGURES * count.edges.length + 1);
  const likely = likelyCounts(observed, count);
  const tell = (numerator: Terms, denominator: Terms, domain: Domain = [0, 1]): Released | undefined =>
    around(
      sumOf(likely, numerator) / sumOf(likely, denominator),
      releasedQuotient(observed, numerator, denominator, domain, sigmas),
    );
  /** Of a denominator that surely is somebody: what the noise excludes nothing of may be anything. */
  const surely = (numerator: Terms, denominator: Terms, domain: Domain = [0, 1]): Released =>
    tell(numerator, denominator, domain) ?? {
      value: sumOf(likely, numerator) / sumOf(likely, denominator),
      low: domain[0],
      high: domain[1],
    };
  const [positives, negatives] = [outcomeTerms(count, true), outcomeTerms(count, false)];
  const all = [...positives, ...negatives];
  const isSomebody = (terms: Terms): boolean => sumOf(observed, terms) > sigmas * Math.sqrt(variance(observed, terms));
  if (!isSomebody(positives) || !isSomebody(negatives)) return undefined;
  return {
    sites,
    chosen: target.threshold,
    prevalence: surely(positives, all),
    thresholds: count.edges.map((threshold, edge): ReleasedThreshold => {
      const [tp, fp] = [outcomeTerms(count, true, edge + 1), outcomeTerms(count, false, edge + 1)];
      const [fn, tn] = [rest(positives, tp), rest(negatives, fp)];
      const precision = tell(tp, [...tp, ...fp]);
      const negativeValue = tell(tn, [...tn, ...fn]);
      const odds = threshold / (1 - threshold);
      return {
        threshold,
        sensitivity: surely(tp, positives),
        specificity: surely(tn, negatives),
        ...(precision === undefined ? {} : { precision }),
        ...(negativeValue === undefined ? {} : { negativeValue }),
        called: surely([...tp, ...fp], all),
        netBenefit: surely(netBenefitTerms(tp, fp, odds), all, [-odds, 1]),
      };
    }),
  };
}

/**
 * Net benefit = TP/n - FP/n * t / (1 - t), where someone who would act from a probability t on takes (1 - t) / t wrong yes answers for
 * a right one (Vickers and Elkin 2006, "Decision curve analysis", Medical Decision Making 26).
 */
function netBenefitTerms(right: Terms, wrong: Terms, odds: number): Terms {
  return [...right, ...wrong.map(({ at }) => ({ at, factor: -odds }))];
}

/** Counts of one outcome, from a bin on. */
function outcomeTerms({ offset, edges }: ScoreBlock, outcome: boolean, from = 0): Terms {
  const bins = edges.length + 1;
  return Array.from({ length: bins - from }, (_, i) => ({ at: offset + (outcome ? bins : 0) + from + i, factor: 1 }));
}

/** Counts are in order of their bins. */
function rest(whole: Terms, upper: Terms): Terms {
  return whole.slice(0, whole.length - upper.length);
}

function variance({ deviations }: Observed, terms: Terms): number {
  return terms.reduce((sum, { at }) => sum + (deviations[at] as number) ** 2, 0);
}

/** What was observed, with the counts of each outcome moved to the nearest possible ones. */
function likelyCounts(observed: Observed, { offset, edges }: ScoreBlock): Observed {
  const values = observed.values.slice();
  const bins = edges.length + 1;
  for (const from of [offset, offset + bins]) values.set(possibleCounts(values.slice(from, from + bins)), from);
  return { ...observed, values };
}

/** An interval that holds the value as well: a wider one holds the exact figure no less often. */
function around(value: number, interval: Released | undefined): Released | undefined {
  if (interval === undefined || !Number.isFinite(value)) return undefined;
  return { value, low: Math.min(value, interval.low), high: Math.max(value, interval.high) };
}

/** Deviations beyond which, on either side of so many intervals, lies {@link MISSES} in all (Bonferroni's inequality). */
function sigmasOf(intervals: number): number {
  const beyond = Math.log(MISSES / (2 * intervals));
  let [low, high] = [0, 10];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (logNormalUpperTail(middle) > beyond) low = middle;
    else high = middle;
  }
  return high;
}
