import type { Released, ReleasedScores } from '@consilium/privacy';
import type { FinalScores } from '../summary.ts';
import { formatPercent, formatScore } from './format.ts';

/** One released figure in words, with the interval in which the exact one lies. */
export interface ReleasedFigure {
  readonly name: string;
  readonly value: string;
  readonly low: string;
  readonly high: string;
  /** The exact figure; undefined where there is none. */
  readonly exact: string | undefined;
}

type Format = (value: number) => string;

const FIGURES = [
  ['accuracy', 'accuracy', formatPercent],
  ['auc', 'AUC', formatScore],
  ['loss', 'loss', formatScore],
  ['averagePrecision', 'average precision', formatScore],
  ['brier', 'Brier score', formatScore],
  ['ece', 'calibration error', formatScore],
] as const satisfies readonly (readonly [keyof ReleasedScores['metrics'], string, Format])[];

/** The released figures that people read first, in their order. A figure that the noise hides is absent. */
export function releasedFigures({ metrics }: ReleasedScores, exact?: FinalScores): readonly ReleasedFigure[] {
  return FIGURES.flatMap(([key, name, format]): ReleasedFigure[] => {
    const found: Released | undefined = metrics[key];
    if (found === undefined) return [];
    const known = exact?.[key];
    return [
      {
        name,
        value: format(found.value),
        low: format(found.low),
        high: format(found.high),
        exact: known === undefined ? undefined : format(known),
      },
    ];
  });
}
