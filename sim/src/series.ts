import { visibleText } from '@consilium/core';
import { table } from '@consilium/host';
import { absentSites } from './report/absent-sites.ts';
import { formatPercent, formatScore, plural } from './report/format.ts';
import type { FinalScores, PrivacySummary, Summary } from './summary.ts';

/** Scores of which a series has the mean. */
const SCORES = [
  'aucWithinSites',
  'auc',
  'accuracy',
  'mae',
  'rmse',
  'loss',
  'averagePrecision',
  'brier',
  'ece',
] as const satisfies readonly (keyof FinalScores)[];

/** Name of a score, as in `summary.json`. */
export type ScoreName = (typeof SCORES)[number];

/** One score over the runs of a series. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation over runs: how far one run is from another; null for a single run. */
  readonly spread: number | null;
  /** Of the mean: the spread over the root of the number of runs. */
  readonly standardError: number | null;
  /** Runs that have the score. */
  readonly runs: number;
}

/** `series.json`: the same rehearsal with several seeds, for programs. */
export interface Series {
  readonly study: string;
  readonly planHash: string;
  readonly runs: readonly {
    readonly seed: string;
    /** Where its own results are. */
    readonly folder: string;
    readonly scores: Readonly<Partial<Record<ScoreName, number>>>;
  }[];
  /** Of the final models, over all held-out patients. Another seed holds out other patients, so that both noise and split are in the spread. */
  readonly scores: Readonly<Partial<Record<ScoreName, Spread>>>;
  readonly withoutNoise?: true;
  /** Sites without which a run went on, each once; absent where all took part in all runs. */
  readonly absent?: readonly { readonly id: string; readonly failure: string }[];
  readonly privacy: PrivacySummary;
}

/** The seeds of a series: those of `name`, numbered. */
export function seedsOf(count: number, name: string | undefined): readonly string[] {
  return Array.from({ length: count }, (_, i) => (name === undefined ? `${i + 1}` : `${name}-${i + 1}`));
}

/** Mean and spread of numbers, at least one. */
export function spreadOf(values: readonly number[]): Spread {
  const runs = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / runs;
  if (runs < 2) return { mean, spread: null, standardError: null, runs };
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1));
  return { mean, spread, standardError: spread / Math.sqrt(runs), runs };
}

/** The series of runs of one plan. @param runs at least one, each with its seed and folder */
export function seriesOf(runs: readonly [SeriesRun, ...SeriesRun[]]): Series {
  const [{ summary: first }] = runs;
  const of = (name: ScoreName): readonly number[] =>
    runs.flatMap(({ summary }) => (summary.final[name] === undefined ? [] : [summary.final[name]]));
  const absent = new Map(
    runs.flatMap(({ summary }) => absentSites(summary)?.sites ?? []).map(({ id, failure }) => [id, failure] as const),
  );
  return {
    study: first.study,
    planHash: first.planHash,
    runs: runs.map(({ seed, folder, summary: { final } }) => ({
      seed,
      folder,
      scores: Object.fromEntries(SCORES.flatMap((name) => (final[name] === undefined ? [] : [[name, final[name]]]))),
    })),
    scores: Object.fromEntries(SCORES.flatMap((name) => (of(name).length === 0 ? [] : [[name, spreadOf(of(name))]]))),
    ...(first.withoutNoise === true ? { withoutNoise: true as const } : {}),
    ...(absent.size === 0 ? {} : { absent: [...absent].map(([id, failure]) => ({ id, failure })) }),
    privacy: first.privacy,
  };
}

/** One run of a series. */
export interface SeriesRun {
  readonly seed: string;
  readonly folder: string;
  readonly summary: Summary;
}

const WORDS: Readonly<Record<ScoreName, string>> = {
  aucWithinSites: 'AUC within sites',
  auc: 'AUC over all sites pooled',
  accuracy: 'accuracy',
  mae: 'mean absolute error',
  rmse: 'root mean squared error',
  loss: 'loss',
  averagePrecision: 'average precision',
  brier: 'Brier score',
  ece: 'calibration error',
};

/** A series for a terminal: warnings first, one row for each score. */
export function renderSeries({ study, runs, scores, absent = [], privacy }: Series): readonly string[] {
  const rows = SCORES.flatMap((name) => {
    const found = scores[name];
    if (found === undefined) return [];
    const format = name === 'accuracy' ? formatPercent : formatScore;
    const own = runs.flatMap((run) => (run.scores[name] === undefined ? [] : [run.scores[name]]));
    const optional = (value: number | null): string => (value === null ? 'one run only' : format(value));
    return [
      [
        WORDS[name],
        format(found.mean),
        optional(found.spread),
        optional(found.standardError),
        format(Math.min(...own)),
        format(Math.max(...own)),
        `${found.runs}`,
      ],
    ];
  });
  return [
    ...privacy.warnings.map((warning) => `WARNING  ${warning}`),
    ...absent.map(({ id, failure }) => `WARNING  a run went on without ${visibleText(id)}: ${visibleText(failure)}`),
    `${study}: ${plural(runs.length, 'run')}, each with its own split and noise`,
    ...table(['score', 'mean', 'spread', 'standard error', 'lowest', 'highest', 'runs'], rows),
    'Spread   standard deviation over runs: how far one run is from the next',
  ].map((line) => line.replaceAll('\u00a0', ' '));
}
