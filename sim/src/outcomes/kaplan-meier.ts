/** What is known of rows, and what a model says of them. */
export interface FollowUp {
  readonly intervals: number;
  /** Time of the event, or to which a row was seen; at most the end of the last interval. */
  readonly times: Float32Array;
  /** 1 where the event was seen by then. */
  readonly events: Float32Array;
  /** Intervals survived. */
  readonly survived: Float32Array;
  /** `rows x intervals`. */
  readonly hazards: Float32Array;
}

/** What was seen by a time. */
export interface KaplanMeierPoint {
  readonly time: number;
  /** Rows seen up to this time at least. */
  readonly atRisk: number;
  /** Share without the event by then, with its 95 % interval. */
  readonly observed: number;
  readonly low: number;
  readonly high: number;
}

/** Standard normal quantile of 0.975. */
const Z_95 = 1.959964;

/**
 * Kaplan and Meier's estimate (1958, "Nonparametric estimation from incomplete observations") at some times, with the interval of Greenwood's variance
 * on the scale of log(-log S) (Kalbfleisch and Prentice 1980, section 1.4). A row censored at the time of an event was still at risk.
 *
 * @param at ascending
 */
export function kaplanMeier(
  { times, events }: Pick<FollowUp, 'times' | 'events'>,
  at: readonly number[],
): readonly KaplanMeierPoint[] {
  const order = Array.from(times.keys()).sort((a, b) => (times[a] as number) - (times[b] as number));
  let [next, survival, sum] = [0, 1, 0];
  return at.map((time) => {
    const end = Math.fround(time);
    const before = order.findIndex((row) => (times[row] as number) >= end);
    while (next < order.length && (times[order[next] as number] as number) <= end) {
      const now = times[order[next] as number];
      const atRisk = order.length - next;
      let died = 0;
      for (; next < order.length && times[order[next] as number] === now; next++) died += events[order[next] as number] as number;
      survival *= 1 - died / atRisk;
      sum += died === 0 ? 0 : died / (atRisk * (atRisk - died));
    }
    return { time, atRisk: before < 0 ? 0 : order.length - before, observed: survival, ...interval(survival, sum) };
  });
}

function interval(survival: number, greenwood: number): { readonly low: number; readonly high: number } {
  if (survival <= 0 || survival >= 1) return { low: survival, high: survival };
  const log = Math.log(survival);
  const reach = (Z_95 * Math.sqrt(greenwood)) / Math.abs(log);
  return { low: Math.exp(log * Math.exp(reach)), high: Math.exp(log * Math.exp(-reach)) };
}

/** Of each row the predicted probability to survive so many intervals. */
export function predictedSurvival({ hazards, intervals }: FollowUp, ends: number): Float64Array {
  return Float64Array.from({ length: hazards.length / intervals }, (_, row) =>
    hazards.subarray(row * intervals, row * intervals + ends).reduce((product, hazard) => product * (1 - hazard), 1),
  );
}

/** Rows of several groups, or some of the rows of one. @param chosen places among all rows */
export function followUpOf(groups: readonly FollowUp[], chosen?: readonly number[]): FollowUp {
  const intervals = groups[0]?.intervals ?? 1;
  const pick = (field: 'times' | 'events' | 'survived' | 'hazards', width: number): Float32Array => {
    const all = Float32Array.from(groups.flatMap((group) => [...group[field]]));
    return chosen === undefined
      ? all
      : Float32Array.from(chosen.flatMap((row) => [...all.subarray(row * width, (row + 1) * width)]));
  };
  return {
    intervals,
    times: pick('times', 1),
    events: pick('events', 1),
    survived: pick('survived', 1),
    hazards: pick('hazards', intervals),
  };
}
