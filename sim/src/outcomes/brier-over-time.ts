import { type FollowUp, kaplanMeier, predictedSurvival } from './kaplan-meier.ts';

/** Integrated Brier scores of a model, and of the Kaplan-Meier curve of the same rows. */
export interface BrierScores {
  readonly model: number;
  readonly kaplanMeier: number;
}

/**
 * Squared differences of predicted and true survival, weighed by the inverse probability of not being censored (Graf et al. 1999, "Assessment and
 * comparison of prognostic classification schemes for survival data"), at the ends of intervals and over time between the first and the last by the
 * trapezoidal rule. That probability is the Kaplan-Meier estimate of censoring over all these rows: it mixes patients, so that no hospital could
 * release such a score, and a rehearsal alone has it.
 *
 * @returns undefined where somebody counts whom the estimate gives no chance of being seen
 */
export function brierScores(rows: FollowUp, ends: readonly number[]): BrierScores | undefined {
  const { times, events, survived, intervals } = rows;
  const seenAll = (row: number): boolean => survived[row] === intervals && events[row] === 0 && times[row] === horizon;
  const horizon = Math.fround(ends.at(-1) as number);
  // Who is seen to the end of the last interval is not censored within them.
  const censored = events.map((event, row) => (event === 1 || seenAll(row) ? 0 : 1));
  const losses = lossesOf(times, censored);
  const uncensored = probabilityBefore(times, events, losses);
  const observed = kaplanMeier(rows, ends);
  const points = ends.map((end, k) => {
    const at = Math.fround(end);
    const atEnd = censoringBy(losses, at);
    const predicted = predictedSurvival(rows, k + 1);
    const sums = [0, 0];
    for (const [row, time] of times.entries()) {
      const died = time <= at && events[row] === 1;
      const lives = time > at || (at === horizon && seenAll(row));
      if (!died && !lives) continue;
      const weight = 1 / (died ? (uncensored[row] as number) : atEnd);
      [predicted[row] as number, observed[k]?.observed as number].forEach((said, i) => {
        sums[i] = (sums[i] as number) + weight * (Number(lives) - said) ** 2;
      });
    }
    return sums.map((sum) => sum / times.length);
  });
  const [model, curve] = [0, 1].map((i) =>
    overTime(
      ends,
      points.map((point) => point[i] as number),
    ),
  ) as [number, number];
  return Number.isFinite(model) && Number.isFinite(curve) ? { model, kaplanMeier: curve } : undefined;
}

/** Kaplan-Meier estimate of not being censored by a time. Who has the event at the time of a censoring was not at risk of it. */
function censoringBy(losses: readonly Loss[], at: number): number {
  return losses.reduce((product, { time, factor }) => (time <= at ? product * factor : product), 1);
}

/** Of each row the probability of not having been censored before its event. */
function probabilityBefore(times: Float32Array, events: Float32Array, losses: readonly Loss[]): Float64Array {
  return Float64Array.from(times, (own, row) =>
    events[row] === 1 ? losses.reduce((product, { time, factor }) => (time < own ? product * factor : product), 1) : 1,
  );
}

/** Rows of which nothing is known from a time on, as the share of those that stay. */
interface Loss {
  readonly time: number;
  readonly factor: number;
}

function lossesOf(times: Float32Array, censored: Float32Array): readonly Loss[] {
  const lost = new Map<number, number>();
  times.forEach((time, row) => {
    if (censored[row] === 1) lost.set(time, (lost.get(time) ?? 0) + 1);
  });
  return [...lost].map(([time, count]) => {
    const atRisk = times.reduce((sum, other, row) => sum + Number(other > time || (other === time && censored[row] === 1)), 0);
    return { time, factor: 1 - count / atRisk };
  });
}

function overTime(ends: readonly number[], values: readonly number[]): number {
  let area = 0;
  for (let k = 1; k < ends.length; k++)
    area += (((values[k] as number) + (values[k - 1] as number)) / 2) * ((ends[k] as number) - (ends[k - 1] as number));
  return area / ((ends.at(-1) as number) - (ends[0] as number));
}
