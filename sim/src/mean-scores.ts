import type { PooledOutcome } from './outcomes/outcome.ts';

/** Name of a score, as in `summary.json`. */
export type ScoreName =
  | 'aucWithinSites'
  | 'auc'
  | 'accuracy'
  | 'concordanceWithinSites'
  | 'concordance'
  | 'mae'
  | 'rmse'
  | 'loss'
  | 'averagePrecision'
  | 'brier'
  | 'ece';

/** Scores of which several rehearsals have the mean. */
export const SCORES: readonly ScoreName[] = [
  'aucWithinSites',
  'auc',
  'accuracy',
  'concordanceWithinSites',
  'concordance',
  'mae',
  'rmse',
  'loss',
  'averagePrecision',
  'brier',
  'ece',
];

/** One score over several rehearsals. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation over runs: how far one run is from another; null for a single run. */
  readonly spread: number | null;
  /** Of the mean: the spread over the root of the number of runs. */
  readonly standardError: number | null;
  /** Runs that have the score. */
  readonly runs: number;
}

/** What a model is judged by first, by what it predicts: the first of these that its summary has. */
const FIRST: Readonly<Record<string, readonly ScoreName[]>> = {
  number: ['mae', 'rmse', 'loss'],
  category: ['accuracy', 'loss'],
  'time-to-event': ['concordanceWithinSites', 'concordance', 'loss'],
};

/** The score that a curve or a comparison is about. @param kind of the target */
export function headlineOf(scores: Readonly<Partial<Record<ScoreName, unknown>>>, kind: string | undefined): ScoreName {
  return (FIRST[kind ?? ''] ?? SCORES).find((name) => scores[name] !== undefined) ?? 'loss';
}

/** Scores of which more is better. */
const GOOD: ReadonlySet<ScoreName> = new Set([
  'auc',
  'aucWithinSites',
  'accuracy',
  'averagePrecision',
  'concordance',
  'concordanceWithinSites',
]);

/** Whether less of a score is better. */
export function isError(name: ScoreName): boolean {
  return !GOOD.has(name);
}

/** The scores of a final model that are averaged. */
export function scoresOf(
  final: Readonly<Partial<Record<ScoreName, number>>> & { readonly outcome?: PooledOutcome | undefined },
): Readonly<Partial<Record<ScoreName, number>>> {
  const { outcome } = final;
  const known: Readonly<Partial<Record<ScoreName, number>>> =
    outcome?.kind === 'time-to-event' ? { ...final, ...outcome } : final;
  return Object.fromEntries(SCORES.flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]])));
}

/** Mean and spread of numbers, at least one. */
export function spreadOf(values: readonly number[]): Spread {
  const runs = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / runs;
  if (runs < 2) return { mean, spread: null, standardError: null, runs };
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1));
  return { mean, spread, standardError: spread / Math.sqrt(runs), runs };
}

/** Scores in words. */
export const SCORE_WORDS: Readonly<Record<ScoreName, string>> = {
  aucWithinSites: 'AUC within sites',
  auc: 'AUC over all sites pooled',
  accuracy: 'accuracy',
  concordanceWithinSites: 'C-index within sites',
  concordance: 'C-index over all sites pooled',
  mae: 'mean absolute error',
  rmse: 'root mean squared error',
  loss: 'loss',
  averagePrecision: 'average precision',
  brier: 'Brier score',
  ece: 'calibration error',
};
