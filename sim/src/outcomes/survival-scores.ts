import { concordantPairs } from '@consilium/learning';
import { brierScores } from './brier-over-time.ts';
import { type FollowUp, followUpOf, kaplanMeier, type KaplanMeierPoint, predictedSurvival } from './kaplan-meier.ts';

/** How well a model foresees a time to an event, up to the end of the last interval. */
export interface SurvivalScores {
  readonly kind: 'time-to-event';
  readonly rows: number;
  /** Rows whose event was seen. */
  readonly events: number;
  /** Harrell's C of the predicted probability of the event, by exact times; absent without a comparable pair. */
  readonly concordance?: number;
  /** The same over pairs whose order the intervals tell: what hospitals can release. */
  readonly groupedConcordance?: number;
  /** Mean over time of the squared difference of predicted and true survival; absent where nobody is followed to the end. */
  readonly integratedBrier?: number;
  /** Of predicting the Kaplan-Meier curve of the same rows for everybody. */
  readonly baselineBrier?: number;
}

/** Where an interval ends: what was seen and what was predicted. */
export interface SurvivalPoint extends KaplanMeierPoint {
  /** Mean predicted probability of no event by then. */
  readonly predicted: number;
}

/** Rows of neighbouring predictions at a horizon. */
export interface SurvivalBand {
  readonly rows: number;
  /** Mean predicted probability of the event by the horizon. */
  readonly predicted: number;
  /** One minus the Kaplan-Meier estimate, with its 95 % interval. */
  readonly observed: number;
  readonly low: number;
  readonly high: number;
}

/** Scores with what stands behind them. */
export interface SurvivalTable extends SurvivalScores {
  /** C over pairs of one site, weighed by the pairs: over patients of all sites, telling sites apart counts as skill. */
  readonly concordanceWithinSites?: number;
  /** The Kaplan-Meier estimate at many times, for a curve. */
  readonly seen: readonly Pick<KaplanMeierPoint, 'time' | 'observed'>[];
  /** From time 0 on, then at the end of each interval. */
  readonly curve: readonly SurvivalPoint[];
  /** At some ends of intervals, the last among them. */
  readonly calibration: readonly { readonly horizon: number; readonly bands: readonly SurvivalBand[] }[];
}

/** Scores of one group of rows; undefined without rows, and where a hazard is no finite number. */
export function survivalScores(rows: FollowUp, ends: readonly number[]): SurvivalScores | undefined {
  const { times, events, hazards } = rows;
  const count = times.length;
  if (count === 0 || !hazards.every(Number.isFinite)) return undefined;
  const [exact, grouped] = [pairsOf(rows, times), pairsOf(rows, intervalTimes(rows))];
  const seen = events.reduce((sum, event) => sum + event, 0);
  const brier = brierScores(rows, ends);
  return {
    kind: 'time-to-event',
    rows: count,
    events: seen,
    ...(exact.pairs === 0 ? {} : { concordance: exact.won / exact.pairs }),
    ...(grouped.pairs === 0 ? {} : { groupedConcordance: grouped.won / grouped.pairs }),
    ...(brier === undefined ? {} : { integratedBrier: brier.model, baselineBrier: brier.kaplanMeier }),
  };
}

/** {@link survivalScores} of all sites together, with curve and calibration. */
export function survivalTable(sites: readonly FollowUp[], ends: readonly number[]): SurvivalTable | undefined {
  const all = followUpOf(sites);
  const scores = survivalScores(all, ends);
  if (scores === undefined) return undefined;
  const within = sites.map((site) => pairsOf(site, site.times));
  const [pairs, won] = (['pairs', 'won'] as const).map((key) => within.reduce((sum, own) => sum + own[key], 0)) as [
    number,
    number,
  ];
  const curve = kaplanMeier(all, [0, ...ends]).map(
    (point, i): SurvivalPoint => ({ ...point, predicted: i === 0 ? 1 : mean(predictedSurvival(all, i)) }),
  );
  return {
    ...scores,
    ...(pairs === 0 ? {} : { concordanceWithinSites: won / pairs }),
    seen: kaplanMeier(all, evenTimes(ends.at(-1) as number)).map(({ time, observed }) => ({ time, observed })),
    curve,
    calibration: horizonsOf(ends.length).map((k) => ({ horizon: ends[k - 1] as number, bands: bandsOf(all, k, ends) })),
  };
}

/** Risk is the cumulative hazard: in the order of the predicted probability, without its ties near 1. */
function pairsOf(
  { events, hazards, intervals }: FollowUp,
  times: Float32Array,
): { readonly pairs: number; readonly won: number } {
  const risk = Float32Array.from(times, (_, row) =>
    hazards.subarray(row * intervals, (row + 1) * intervals).reduce((sum, hazard) => sum - Math.log1p(-hazard), 0),
  );
  return concordantPairs(risk, times, events);
}

/** Times by interval: an event half-way through its own, so that nobody who did not survive that interval outlasts it. */
function intervalTimes({ survived, events }: FollowUp): Float32Array {
  return survived.map((count, row) => count + (events[row] as number) / 2);
}

/** Points of a curve: what a screen shows in its width. */
const CURVE_POINTS = 80;

function evenTimes(end: number): readonly number[] {
  return Array.from({ length: CURVE_POINTS + 1 }, (_, i) => (i * end) / CURVE_POINTS);
}

const HORIZONS = 3;
const BANDS = 5;
/** Fewest rows of a band: an estimate of fewer says nothing. */
const FEWEST = 10;

/** After how many intervals predictions are compared with what was seen. */
function horizonsOf(intervals: number): readonly number[] {
  const chosen = Array.from({ length: HORIZONS }, (_, i) => Math.ceil(((i + 1) * intervals) / HORIZONS));
  return [...new Set(chosen)];
}

/** Rows in the order of their predicted risk, cut into fifths; fewer of few rows. */
function bandsOf(rows: FollowUp, intervals: number, ends: readonly number[]): readonly SurvivalBand[] {
  const survival = predictedSurvival(rows, intervals);
  const order = Array.from(survival.keys()).sort((a, b) => (survival[b] as number) - (survival[a] as number));
  const bands = Math.max(1, Math.min(BANDS, Math.floor(order.length / FEWEST)));
  return Array.from({ length: bands }, (_, band) => {
    const own = order.slice(Math.round((band * order.length) / bands), Math.round(((band + 1) * order.length) / bands));
    const members = followUpOf([rows], own);
    const [{ observed, low, high }] = kaplanMeier(members, [ends[intervals - 1] as number]) as [KaplanMeierPoint];
    const predicted = 1 - mean(Float64Array.from(own, (row) => survival[row] as number));
    return { rows: own.length, predicted, observed: 1 - observed, low: 1 - high, high: 1 - low };
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
