import type { CompiledPlan } from '@consilium/plan';
import type { Released, ReleasedMetric } from '@consilium/privacy';
import { releasedScores, type RoundInfo } from '../watch-run.ts';

/** The line of all sites together: no site can have this name. */
export const ALL = '(all)';

const METRICS: readonly ReleasedMetric[] = [
  'loss',
  'accuracy',
  'sensitivity',
  'specificity',
  'auc',
  'averagePrecision',
  'brier',
  'ece',
  'mae',
  'rmse',
  'concordance',
];

const FIGURES = ['patients', ...METRICS] as const;

/**
 * `metrics.csv`: what was released, with the interval of its noise, one line for each attempt and site, and one for all sites together.
 * Errors of a number are in the unit of the plan. `state` says how a site took part, and `code` why it did not; cells without a figure are empty.
 */
export function metricsCsv(rounds: readonly RoundInfo[], plan: Pick<CompiledPlan, 'document'>): string {
  const head = ['round', 'attempt', 'site', 'state', 'code', ...FIGURES.flatMap((name) => [name, `${name}_low`, `${name}_high`])];
  const lines = rounds.flatMap((info) => {
    const { round, attempt, state, participants, released } = info;
    const at = [`${round ?? 0}`, `${attempt ?? 1}`];
    const sites = (participants ?? []).map((one) => [
      ...at,
      one.site ?? '',
      one.state ?? '',
      one.problem?.code ?? one.scoresDeclined?.code ?? '',
      ...figures(one.released, plan),
    ]);
    return [
      [...at, ALL, state ?? '', info.problem?.code ?? info.scoresWithheld?.code ?? '', ...figures(released, plan)],
      ...sites,
    ];
  });
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\n`).join('');
}

function figures(from: RoundInfo['released'], plan: Pick<CompiledPlan, 'document'>): readonly string[] {
  const scores = releasedScores(plan, from);
  return FIGURES.flatMap((name) => {
    const found: Released | undefined = name === 'patients' ? scores?.patients : scores?.metrics[name];
    return found === undefined ? ['', '', ''] : [found.value, found.low, found.high].map((value) => `${value}`);
  });
}

/** Names and codes need no quotes; what a coordinator sends instead shall not add cells, also where a spreadsheet splits at semicolons, nor be a formula. */
export const cell = (text: string): string =>
  /^(?:\(all\)|-?\d[\w.+-]*|\w[\w.-]*)?$/u.test(text) ? text : `"'${text.replaceAll('"', '""').replaceAll(/[\s;|]/gu, ' ')}"`;
