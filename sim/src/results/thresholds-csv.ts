import type { CompiledPlan } from '@consilium/plan';
import type { Released, ReleasedThreshold } from '@consilium/privacy';
import type { RoundInfo } from '../watch-run.ts';
import { ALL, cell } from './metrics-csv.ts';
import { releasedThresholds } from './released-thresholds.ts';

const COLUMNS = [
  ['sensitivity', 'sensitivity'],
  ['specificity', 'specificity'],
  ['precision', 'precision'],
  ['negative_value', 'negativeValue'],
  ['called', 'called'],
  ['net_benefit', 'netBenefit'],
] as const satisfies readonly (readonly [string, keyof ReleasedThreshold])[];

/**
 * `thresholds.csv`: what answering yes from a threshold on would be worth by the scores that were released of the newest scored model, with the interval of the noise. A line for each
 * threshold at which hospitals counted, of all sites together and of each; a site whose counts the noise hides, or that came under masks, has none.
 */
export function thresholdsCsv(rounds: readonly RoundInfo[], plan: CompiledPlan): string {
  const head = ['round', 'site', 'threshold', ...COLUMNS.flatMap(([name]) => [name, `${name}_low`, `${name}_high`])];
  const last = rounds.findLast(({ state }) => state === 'closed');
  const told: readonly (readonly [string, RoundInfo['released']])[] = [
    [ALL, last?.released],
    ...(last?.participants ?? []).map(({ site, released }) => [site ?? '', released] as const),
  ];
  const lines = told.flatMap(([site, released]) =>
    (releasedThresholds(plan, released)?.thresholds ?? []).map((one) => [
      `${last?.round ?? 0}`,
      site,
      `${one.threshold}`,
      ...COLUMNS.flatMap(([, key]) => figures(one[key])),
    ]),
  );
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\n`).join('');
}

function figures(found: Released | undefined): readonly string[] {
  return found === undefined ? ['', '', ''] : [found.value, found.low, found.high].map((value) => `${value}`);
}
