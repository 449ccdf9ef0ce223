import { visibleText } from '@consilium/core';
import { table } from '@consilium/host';
import { absentSites } from './report/absent-sites.ts';
import { formatPercent, formatScore, plural } from './report/format.ts';
import { type ScoreName, SCORE_WORDS, SCORES, scoresOf, type Spread, spreadOf } from './mean-scores.ts';
import type { PrivacySummary, Summary } from './summary.ts';

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

/** The series of runs of one plan. @param runs at least one, each with its seed and folder */
export function seriesOf(runs: readonly [SeriesRun, ...SeriesRun[]]): Series {
  const [{ summary: first }] = runs;
  const of = (name: ScoreName): readonly number[] => runs.flatMap(({ summary }) => scoresOf(summary.final)[name] ?? []);
  const absent = new Map(
    runs.flatMap(({ summary }) => absentSites(summary)?.sites ?? []).map(({ id, failure }) => [id, failure] as const),
  );
  return {
    study: first.study,
    planHash: first.planHash,
    runs: runs.map(({ seed, folder, summary: { final } }) => ({
      seed,
      folder,
      scores: scoresOf(final),
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
        SCORE_WORDS[name],
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
