import type { Released, ReleasedThreshold } from '@consilium/privacy';
import { formatPercent, formatThreshold } from '../report/format.ts';
import type { RunSummary } from '../results/run-summary.ts';

/** What the threshold of the plan is worth by what hospitals released, in one line; none where that is not told. */
export function thresholdLine({ released }: Pick<RunSummary, 'released'>): readonly string[] {
  const { chosen, thresholds = [] } = released?.thresholds ?? {};
  const at = thresholds.find(({ threshold }: ReleasedThreshold) => threshold === chosen);
  if (at === undefined) return [];
  const share = ({ value, low, high }: Released): string =>
    `${formatPercent(value)} (${formatPercent(low)} to ${formatPercent(high)})`.replaceAll('\u00a0', ' ');
  return [
    `At ${formatThreshold(at.threshold)}   finds ${share(at.sensitivity)} of the outcomes and clears ${share(at.specificity)} of the others; the report has ${thresholds.length - 1} more thresholds`,
  ];
}
