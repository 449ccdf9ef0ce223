import { visibleText } from '@consilium/core';
import { table } from '@consilium/host';
import { formatAmount, formatCount, formatDelta, formatPercent, formatScore, formatSpent, shorten } from '../report/format.ts';
import type { ComparedRun, Comparison, Interval } from '../results/compare-runs.ts';

/** Longest value of a plan in a cell; `--json` has them whole. */
const LONGEST_VALUE = 32;
const UNKNOWN = 'not known';

type Fact = readonly [name: string, of: (run: ComparedRun) => string];

const FORMATS = [
  ['accuracy', 'Accuracy', (value: number) => formatPercent(value)],
  ['auc', 'AUC', (value: number) => formatScore(value)],
  ['sensitivity', 'Sensitivity', (value: number) => formatPercent(value)],
  ['specificity', 'Specificity', (value: number) => formatPercent(value)],
  ['netBenefit', 'Net benefit', (value: number) => formatScore(value)],
  ['mae', 'Mean absolute error', formatAmount],
  ['rmse', 'Root mean squared error', formatAmount],
  ['concordance', 'C-index over intervals', (value: number) => formatScore(value)],
  ['loss', 'Loss', (value: number) => formatScore(value)],
] as const;

const FACTS: readonly Fact[] = [
  ['Kind', ({ kind }) => kind],
  ['Run', ({ run }) => run],
  ['State', ({ state }) => state],
  ['Rounds', ({ rounds }) => formatCount(rounds)],
  ['Sites', ({ sites }) => formatCount(sites)],
  ...FORMATS.flatMap(([key, title, format]): Fact[] => [
    [`${title}, exact`, ({ exact, unit }) => shown(exact?.[key], (value) => format(value, unit ?? undefined))],
    [`${title}, released`, ({ released, unit }) => interval(released?.[key], (value) => format(value, unit ?? undefined))],
  ]),
  ['AUC within sites, exact', ({ exact }) => shown(exact?.aucWithinSites, formatScore)],
  ['Held out, for the exact ones', ({ heldOut }) => (heldOut === null ? UNKNOWN : formatCount(heldOut))],
  ['R², exact', ({ exact }) => shown(exact?.r2, formatScore)],
  ['C-index of Harrell, exact', ({ exact }) => shown(exact?.harrell, formatScore)],
  ['Macro recall, exact', ({ exact }) => shown(exact?.macroRecall, formatPercent)],
  ['Epsilon, largest of all sites', epsilonOf],
  ['Plan', ({ planHash }) => planHash.slice(0, 12)],
  ['Model', ({ modelHash }) => modelHash.slice(0, 12)],
];

/** Rows that are left out where no run has the score: which scores there are goes with the target. */
const SCORES: ReadonlySet<string | undefined> = new Set(
  FACTS.map(([name]) => name).filter((name) => / exact$| released$/u.test(name)),
);

/** Runs side by side, and the fields in which their plans differ. */
export function renderComparison({ runs, plan }: Comparison): readonly string[] {
  const names = runs.map(({ folder }) => folder);
  const cell = (value: string | null): string => (value === null ? 'absent' : shorten(visibleText(value), LONGEST_VALUE));
  return [
    ...table(
      ['', ...names],
      FACTS.map(([name, of]) => [name, ...runs.map(of)]).filter(
        ([name, ...cells]) => !SCORES.has(name) || cells.some((one) => one !== UNKNOWN),
      ),
      { compact: true },
    ),
    ...(plan.length === 0
      ? ['The plans are the same.']
      : [
          'The plans differ in:',
          ...table(
            ['Field', ...names],
            plan.map(({ field, values }) => [field, ...values.map(cell)]),
            { compact: true },
          ),
        ]),
  ].map((line) => line.replaceAll('\u00a0', ' '));
}

function shown(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? UNKNOWN : format(value);
}

function interval(found: Interval | undefined, format: (value: number) => string): string {
  return found === undefined ? UNKNOWN : `${format(found.value)} (${format(found.low)} to ${format(found.high)})`;
}

function epsilonOf({ epsilon, delta, seeded, withoutNoise }: ComparedRun): string {
  if (withoutNoise) return 'NONE: noise left out';
  if (epsilon === null) return 'NONE';
  return `${seeded ? 'VOID (seeded): ' : ''}${formatSpent(epsilon)}${delta === null ? '' : ` at delta ${formatDelta(delta)}`}`;
}
