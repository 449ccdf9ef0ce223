import { table } from '@consilium/host';
import { formatEpsilon, formatParameter, plural } from '../report/format.ts';
import { scoreFormat, signed } from '../report/sections/privacy-cost.ts';
import { headlineOf, SCORE_WORDS } from '../mean-scores.ts';
import type { Summary } from '../summary.ts';

/** What privacy costs, for a terminal: one row for each epsilon, the last without noise. Nothing where nobody asked. */
export function renderPrivacyCostTable({ privacyCost, target }: Pick<Summary, 'privacyCost' | 'target'>): readonly string[] {
  if (privacyCost === undefined) return [];
  const { points, own, seeds, asked } = privacyCost;
  const name = headlineOf(points.at(-1)?.scores ?? {}, target?.kind);
  const format = scoreFormat(name, target?.unit);
  const known = (value: number | null | undefined): string =>
    value === null ? 'one seed' : value === undefined ? '' : format(value);
  return [
    `What privacy costs: ${SCORE_WORDS[name]} of rehearsals with ${plural(seeds.length, 'seed')}${asked === undefined ? '' : ` of ${asked}, when time was up`}`,
    ...table(
      ['epsilon', 'noise over clip', 'mean', 'spread', 'standard error', 'difference', 'its standard error'],
      points.map(({ epsilon, noiseMultiplier, scores, cost }) => [
        epsilon === null ? 'without noise' : `${formatEpsilon(epsilon)}${epsilon === own ? ' (the plan)' : ''}`,
        noiseMultiplier === null ? 'none' : formatParameter(noiseMultiplier),
        scores[name] === undefined ? 'not defined' : format(scores[name].mean),
        known(scores[name]?.spread),
        known(scores[name]?.standardError),
        cost?.[name] === undefined ? '' : signed(cost[name].mean, format),
        known(cost?.[name]?.standardError),
      ]),
      { compact: true },
    ),
    'Seeded rehearsals, exact scores: choosing an epsilon by them on data of real patients costs what no epsilon counts',
  ].map((line) => line.replaceAll('\u00a0', ' '));
}
