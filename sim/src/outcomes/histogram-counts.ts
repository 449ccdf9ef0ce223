import type { Evaluation } from '@consilium/learning';
import type { ThresholdCount, ThresholdCounts } from './threshold-counts.ts';

/**
 * Counts by threshold from exact histograms of scores, in equal bins of [0, 1], that hospitals share: at the edges of the bins, and at the threshold of the plan where each of
 * them shares its confusion matrix as well. `undefined` where none shares one, where their bins differ, and without patients with and without the outcome.
 */
export function histogramCounts(
  sites: readonly Pick<Evaluation, 'scoreHistogram' | 'confusion'>[],
  chosen: number,
): ThresholdCounts | undefined {
  const shared = sites.filter(({ scoreHistogram }) => scoreHistogram !== undefined);
  const histograms = shared.flatMap(({ scoreHistogram }) => (scoreHistogram === undefined ? [] : [scoreHistogram]));
  const bins = histograms[0]?.positive.length ?? 0;
  if (bins < 2 || histograms.some(({ positive, negative }) => positive.length !== bins || negative.length !== bins))
    return undefined;
  const from = (outcome: 'positive' | 'negative', bin: number): number =>
    sum(histograms.flatMap((one) => one[outcome].slice(bin)));
  const [positives, negatives] = [from('positive', 0), from('negative', 0)];
  if (positives === 0 || negatives === 0) return undefined;
  const counts = Array.from({ length: bins - 1 }, (_, i): ThresholdCount => {
    const bin = i + 1;
    return { threshold: bin / bins, truePositives: from('positive', bin), falsePositives: from('negative', bin) };
  });
  const matrices = shared.flatMap(({ confusion }) => (confusion === undefined ? [] : [confusion]));
  if (matrices.length === shared.length && !counts.some(({ threshold }) => threshold === chosen))
    counts.push({
      threshold: chosen,
      truePositives: sum(matrices.map(({ truePositives }) => truePositives)),
      falsePositives: sum(matrices.map(({ falsePositives }) => falsePositives)),
    });
  return { kind: 'binary', chosen, positives, negatives, counts: counts.sort((a, b) => a.threshold - b.threshold) };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
