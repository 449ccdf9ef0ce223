import { requireBetween, requireInteger } from '../parameter.ts';

/** Log-odds at which scores are cut: a probability closer to 0 or 1 counts as this one. Its loss is 8 nats. */
export const LARGEST_LOGIT = 8;

/** Log-odds from the middle to the outermost edge: half the scores of a model of events of 1 in 400 still lie inside. */
const OUTERMOST_EDGE = 6;

/**
 * Upper ends of all bins but the last, as probabilities: evenly spaced on the scale of log-odds, where the scores of a rare outcome
 * are as far apart as those of a common one. The edge nearest to the threshold is moved onto it, so that counts at the threshold are exact.
 *
 * @param bins even, so that one edge is at 1/2
 * @throws ConsiliumError `PARAMETER_INVALID`
 */
export function scoreEdges(bins: number, threshold: number): readonly number[] {
  requireInteger('bins', bins, 2, 64);
  requireBetween('threshold', threshold, 2 ** -20, 1 - 2 ** -20);
  const count = bins - 1;
  const width = count === 1 ? 0 : (2 * OUTERMOST_EDGE) / (count - 1);
  const edges = Array.from({ length: count }, (_, i) => probability(-OUTERMOST_EDGE + i * width));
  const away = (edge: number): number => Math.abs(logit(edge) - logit(threshold));
  const nearest = edges.reduce((best, edge, i) => (away(edge) < away(edges[best] as number) ? i : best), 0);
  edges[nearest] = threshold;
  return Object.freeze(edges);
}

/** The bin of a score: how many edges it reaches. NaN reaches none. */
export function binOf(score: number, edges: readonly number[]): number {
  let bin = 0;
  while (bin < edges.length && score >= (edges[bin] as number)) bin++;
  return bin;
}

/** Lowest and highest score of a bin, cut at {@link LARGEST_LOGIT}. */
export function binRange(bin: number, edges: readonly number[]): readonly [low: number, high: number] {
  return [cut(bin === 0 ? 0 : (edges[bin - 1] as number)), cut(bin === edges.length ? 1 : (edges[bin] as number))];
}

/** A score as it is counted: within (0, 1) by {@link LARGEST_LOGIT}; what is no number is as wrong as can be for its outcome. */
export function countedScore(score: number, outcome: boolean): number {
  return cut(Number.isNaN(score) ? (outcome ? 0 : 1) : score);
}

function cut(score: number): number {
  const outer = probability(-LARGEST_LOGIT);
  return Math.min(1 - outer, Math.max(outer, score));
}

function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

function logit(score: number): number {
  return Math.log(score / (1 - score));
}
