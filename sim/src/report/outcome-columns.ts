import type { SiteOutcome } from '../outcomes/outcome.ts';
import type { Summary } from '../summary.ts';
import { formatAmount, formatCount, formatPercent, formatScore } from './format.ts';

/** One score of predicted numbers or classes, in tables of sites. */
export interface OutcomeColumn {
  /** Its head in a report. */
  readonly title: string;
  /** Its head in a terminal. */
  readonly short: string;
  /** Undefined where the score has no meaning. */
  readonly of: (outcome: SiteOutcome) => string | undefined;
}

/** Scores in tables of sites, each error with its baseline behind it; undefined for a binary target, which has columns of its own. */
export function outcomeColumns({ target, final }: Pick<Summary, 'target' | 'final'>): readonly OutcomeColumn[] | undefined {
  switch (final.outcome?.kind) {
    case 'number':
      return numberColumns(target?.counts === true);
    case 'category':
      return [
        classColumn('Accuracy', 'Accuracy', 'accuracy', formatPercent),
        classColumn('Always the commonest', 'Majority', 'baseline', formatPercent),
        classColumn('Macro recall', 'Recall', 'macroRecall', formatPercent),
        classColumn('Macro AUC', 'AUC', 'macroAuc', formatScore),
      ];
    case 'time-to-event':
      return [
        survivalColumn('Events seen', 'Events', 'events', formatCount),
        survivalColumn('C-index', 'C-index', 'concordance', formatScore),
        survivalColumn('Integrated Brier score', 'IBS', 'integratedBrier', formatScore),
        survivalColumn('Kaplan-Meier for all', 'KM', 'baselineBrier', formatScore),
      ];
    default:
      return undefined;
  }
}

function numberColumns(counts: boolean): readonly OutcomeColumn[] {
  // The unit stands above the table: in every cell it would make the table wide.
  const amount = (value: number): string => formatAmount(value);
  const second = counts
    ? [
        numberColumn('Poisson deviance', 'Deviance', 'deviance', formatScore),
        numberColumn('Always the mean', 'Mean', 'baselineDeviance', formatScore),
      ]
    : [
        numberColumn('Root mean squared error', 'RMSE', 'rmse', amount),
        numberColumn('Always the mean', 'Mean', 'baselineRmse', amount),
      ];
  return [
    numberColumn('Mean absolute error', 'MAE', 'mae', amount),
    numberColumn('Always the median', 'Median', 'baselineMae', amount),
    ...second,
    numberColumn('R²', 'R²', 'r2', formatScore),
  ];
}

type Numbers<K extends SiteOutcome['kind']> = Omit<Extract<SiteOutcome, { kind: K }>, 'kind'>;

function numberColumn(
  title: string,
  short: string,
  key: keyof Numbers<'number'>,
  format: (value: number) => string,
): OutcomeColumn {
  return { title, short, of: (outcome) => (outcome.kind === 'number' ? formatted(outcome[key], format) : undefined) };
}

function classColumn(
  title: string,
  short: string,
  key: keyof Numbers<'category'>,
  format: (value: number) => string,
): OutcomeColumn {
  return { title, short, of: (outcome) => (outcome.kind === 'category' ? formatted(outcome[key], format) : undefined) };
}

function survivalColumn(
  title: string,
  short: string,
  key: keyof Numbers<'time-to-event'>,
  format: (value: number) => string,
): OutcomeColumn {
  return { title, short, of: (outcome) => (outcome.kind === 'time-to-event' ? formatted(outcome[key], format) : undefined) };
}

function formatted(value: number | undefined, format: (value: number) => string): string | undefined {
  return value === undefined ? undefined : format(value);
}

/** Of what numbers the columns are, in words: unit and baselines. */
export function outcomeNote({ target, final }: Pick<Summary, 'target' | 'final'>): string | undefined {
  const unit = target?.unit === undefined || target.unit === '1' ? '' : ` in ${target.unit}`;
  switch (final.outcome?.kind) {
    case 'number':
      return `errors of ${target?.column ?? 'the number'}${unit}; behind each what always answering the median, or the mean, of the same rows would have`;
    case 'category':
      return 'behind the accuracy what always answering the commonest class of the same rows would have; recall is the mean over classes, AUC that of one against the rest';
    case 'time-to-event':
      return 'the C-index is the chance that of two patients the one with the earlier event had the higher predicted risk, 0.5 is a coin; behind the integrated Brier score (smaller is better) that of predicting the Kaplan-Meier curve of the same rows for everybody';
    default:
      return undefined;
  }
}
