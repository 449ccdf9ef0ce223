import type { Released, ReleasedScores } from '@consilium/privacy';
import type { TargetFacts } from '../outcomes/target-facts.ts';
import type { FinalScores } from '../summary.ts';
import { formatAmount, formatPercent, formatScore } from './format.ts';

/** One released figure in words, with the interval in which the exact one lies. */
export interface ReleasedFigure {
  readonly name: string;
  readonly value: string;
  readonly low: string;
  readonly high: string;
  /** The exact figure; undefined where there is none. */
  readonly exact: string | undefined;
}

type Format = (value: number, unit?: string) => string;

const FIGURES = [
  ['accuracy', 'accuracy', (value) => formatPercent(value)],
  ['auc', 'AUC', formatScore],
  ['mae', 'mean absolute error', formatAmount],
  ['rmse', 'root mean squared error', formatAmount],
  ['concordance', 'C-index over intervals', formatScore],
  ['loss', 'loss', (value) => formatScore(value)],
  ['averagePrecision', 'average precision', formatScore],
  ['brier', 'Brier score', formatScore],
  ['ece', 'calibration error', formatScore],
] as const satisfies readonly (readonly [keyof ReleasedScores['metrics'], string, Format])[];

/** Of what the figures are, and the exact ones, where they are known. */
export interface ReleasedOf {
  readonly target?: TargetFacts | undefined;
  readonly final?: FinalScores;
}

/** An exact figure; of a C-index that over pairs that intervals tell, as what is released. */
function exactOf(key: (typeof FIGURES)[number][0], exact: FinalScores | undefined): number | undefined {
  if (key !== 'concordance') return exact?.[key];
  return exact?.outcome?.kind === 'time-to-event' ? exact.outcome.groupedConcordance : undefined;
}

/** Names of figures that a rehearsal knows and a run would not show: their noise leaves everything open. */
export function hiddenFigures({ metrics }: ReleasedScores, final: FinalScores): readonly string[] {
  return FIGURES.flatMap(([key, name]) => (metrics[key] === undefined && exactOf(key, final) !== undefined ? [name] : []));
}

/** The released figures that people read first, in their order. A figure that the noise hides is absent. */
export function releasedFigures({ metrics }: ReleasedScores, { target, final: exact }: ReleasedOf): readonly ReleasedFigure[] {
  const unit = target?.unit;
  return FIGURES.flatMap(([key, name, format]): ReleasedFigure[] => {
    const found: Released | undefined = metrics[key];
    if (found === undefined) return [];
    const known = exactOf(key, exact);
    return [
      {
        name,
        value: format(found.value, unit),
        low: format(found.low, unit),
        high: format(found.high, unit),
        exact: known === undefined ? undefined : format(known, unit),
      },
    ];
  });
}
