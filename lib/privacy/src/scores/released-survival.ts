import {
  type Observed,
  type Released,
  releasedCount,
  releasedInterval,
  releasedQuotient,
  SIGMAS,
  type Terms,
  type Unexcluded,
} from './observed.ts';
import type { ScoreBlock } from './score-block.ts';
import { survivalOutcomes } from './survival-scores.ts';

/** What is known of patients in one interval. What cannot be told is absent. */
export interface ReleasedInterval {
  /** Seen in the interval: those with the event in it, and those who survived it. */
  readonly atRisk: Released;
  /** Of these, with the event in it. */
  readonly events: Released;
  /** Share without the event by the end of the interval, by Kaplan and Meier's estimate over intervals. */
  readonly observed?: Released;
  /** Mean predicted probability of the same. */
  readonly predicted?: Released;
}

/**
 * Numbers at risk, events, observed and predicted survival by interval. An observed share is the product over intervals up to its own of one
 * minus events over at risk (Kaplan and Meier 1958); its interval is the product of theirs, which holds where all of them do.
 *
 * @proof docs/proofs/scores.md#survival
 * @param blocks those of all patients
 */
export function releasedSurvival(
  observed: Observed,
  intervals: number,
  blocks: readonly ScoreBlock[],
): readonly ReleasedInterval[] {
  const offset = blocks.find(({ kind }) => kind === 'count')?.offset ?? 0;
  const termsOf = (chosen: (survived: number, event: boolean) => boolean): Terms =>
    Array.from({ length: survivalOutcomes(intervals) }, (_, outcome) => outcome)
      .filter((outcome) => (outcome < intervals ? chosen(outcome, true) : chosen(outcome - intervals, false)))
      .map((outcome) => ({ at: offset + outcome, factor: 1 }));
  const all = termsOf(() => true);
  let survived: Released | undefined = { value: 1, low: 1, high: 1 };
  return Array.from({ length: intervals }, (_, k) => {
    const events = termsOf((own, event) => event && own === k);
    const atRisk = termsOf((own, event) => own > k || (event && own === k));
    const hazard = releasedQuotient(observed, events, atRisk, [0, 1]);
    survived = survived && hazard && times(survived, { value: 1 - hazard.value, low: 1 - hazard.high, high: 1 - hazard.low });
    const curve = blocks.find(({ kind, interval }) => kind === 'survival' && interval === k);
    const predicted =
      curve &&
      releasedQuotient(
        observed,
        [...all.map(({ at }) => ({ at, factor: 0.5 })), { at: curve.offset, factor: curve.half }],
        all,
        [0, 1],
      );
    return {
      atRisk: releasedCount(observed, atRisk),
      events: releasedCount(observed, events),
      ...(survived === undefined ? {} : { observed: survived }),
      ...(predicted === undefined ? {} : { predicted }),
    };
  });
}

function times(one: Released, other: Released): Released {
  return { value: one.value * other.value, low: one.low * other.low, high: one.high * other.high };
}

/**
 * Concordance over pairs whose order intervals tell: of one patient with the event in an interval and one who survived that interval, how often
 * the first had the higher predicted risk. Pairs of one bin of risk count as lost for the lower bound and as won for the upper one.
 *
 * @proof docs/proofs/scores.md#concordance
 */
export function releasedConcordance(
  { values, deviations }: Observed,
  intervals: number,
  { offset, cells, edges }: ScoreBlock,
): Released | undefined {
  const bins = edges.length + 1;
  const counts = values.subarray(offset, offset + cells);
  const of = (tied: number): Unexcluded | undefined => unexcluded(counts, deviations[offset] as number, intervals, bins, tied);
  const [smaller, larger] = [of(0), of(1)];
  return smaller && larger && releasedInterval(smaller, larger, [0, 1]);
}

/**
 * As for an area under a curve: a value C is excluded when the sum over pairs of (won - C) is more than {@link SIGMAS} deviations of its noise away
 * from zero. Undefined where no pair is likely.
 *
 * @param tied what a pair of one bin counts
 */
function unexcluded(
  counts: Float64Array,
  deviation: number,
  intervals: number,
  bins: number,
  tied: number,
): Unexcluded | undefined {
  const rows = Array.from({ length: survivalOutcomes(intervals) }, (_, i) => counts.subarray(i * bins, (i + 1) * bins));
  // Each of `lasting` outlasts interval k; slopes are what one patient more in a cell adds to the pairs and to the won ones.
  const slopes = { pairs: new Float64Array(counts.length), won: new Float64Array(counts.length) };
  let [pairs, won] = [0, 0];
  for (let k = 0; k < intervals; k++) {
    const lasting = rows.map((_, outcome) => (outcome < intervals ? outcome > k : outcome - intervals > k));
    const events = rows[k] as Float64Array;
    const outlast = Float64Array.from({ length: bins }, (_, bin) =>
      rows.reduce((sum, row, outcome) => (lasting[outcome] === true ? sum + (row[bin] as number) : sum), 0),
    );
    const beaten = prefix(outlast, tied);
    const beating = prefix(events.toReversed(), tied).reverse();
    const [all, own] = [total(outlast), total(events)];
    pairs += own * all;
    for (let bin = 0; bin < bins; bin++) {
      won += (events[bin] as number) * (beaten[bin] as number);
      add(slopes, k * bins + bin, all, beaten[bin] as number);
      lasting.forEach((lasts, outcome) => {
        if (lasts) add(slopes, outcome * bins + bin, own, beating[bin] as number);
      });
    }
  }
  if (!(pairs > 0)) return undefined;
  const wide = (SIGMAS * deviation) ** 2;
  return {
    a: pairs * pairs - wide * product(slopes.pairs, slopes.pairs),
    b: won * pairs - wide * product(slopes.won, slopes.pairs),
    c: won * won - wide * product(slopes.won, slopes.won),
  };
}

function add(slopes: { readonly pairs: Float64Array; readonly won: Float64Array }, at: number, pairs: number, won: number): void {
  slopes.pairs[at] = (slopes.pairs[at] as number) + pairs;
  slopes.won[at] = (slopes.won[at] as number) + won;
}

/** Of each place the sum of all before it, and its own number times `tied`. */
function prefix(numbers: Float64Array, tied: number): Float64Array {
  let before = 0;
  return numbers.map((here) => {
    const sum = before + tied * here;
    before += here;
    return sum;
  });
}

function total(numbers: Float64Array): number {
  return numbers.reduce((sum, x) => sum + x, 0);
}

function product(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, x, i) => sum + x * (other[i] as number), 0);
}
