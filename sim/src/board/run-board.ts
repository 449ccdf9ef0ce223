import type { Released, ReleasedMetric } from '@consilium/privacy';
import { formatCount, plural } from '../report/format.ts';
import type { RunSummary } from '../results/run-summary.ts';
import type { Board } from './board.ts';
import { amountWords, leftWords, modelWords, namesWords, orderWords, pairsWords, promiseWords } from './board-words.ts';

/** A run with hospitals on one sheet, from what its coordinator has. */
export function runBoard(summary: RunSummary): Board {
  const { study, title, run, privacy, rounds, roundsPlanned, model, state, failedAttempts, epsilon } = summary;
  const ended =
    state === 'completed' ? '' : ` It made ${formatCount(rounds.length)} of ${plural(roundsPlanned, 'round')} (${state}).`;
  return {
    study,
    title,
    run,
    kicker: 'For the board: a run with hospitals',
    lead: `What hospitals learned together, each keeping its records.${ended} Not for use on patients before it was approved for that.`,
    ...(privacy.unit === 'none' ? { alarm: 'No privacy: this model may reveal the patients it learned from' } : {}),
    answers: [
      { question: 'What was learned?', sentences: [learned(summary), ...quality(summary)] },
      { question: 'For whom does it work?', sentences: works(summary) },
      { question: 'For whom does it not?', sentences: fails(summary) },
      { question: 'What was promised to a patient?', sentences: promiseWords(privacy, epsilon ?? privacy.targetEpsilon) },
      {
        question: 'What left the hospitals?',
        sentences: [
          leftWords(privacy, rounds.length + failedAttempts.length, model.parameters),
          summary.sites.some(({ exact }) => exact !== undefined)
            ? 'At least one hospital also gave exact scores away, which no promise covers.'
            : 'And how well the model did on patients of the hospital, as counts with noise.',
        ],
      },
      { question: 'Who decided?', sentences: decided(summary) },
    ],
    reference: `Study ${study}, run ${run}, plan ${summary.planHash.slice(0, 16)}, model ${model.sha256.slice(0, 16)}.`,
  };
}

function learned({ target, reads, sites, rounds }: RunSummary): string {
  const counted = sites.filter((site) => site.counted > 0).length;
  return `${modelWords(target, reads.length, counted, rounds.length)} How many patients these are no hospital tells.`;
}

function quality({ released, target }: RunSummary): readonly string[] {
  const metrics: Readonly<Partial<Record<ReleasedMetric, Released>>> = released?.scores.metrics ?? {};
  const { auc, mae, accuracy, concordance } = metrics;
  const range = ({ low, high }: Released): string => `between ${Math.round(100 * low)} and ${Math.round(100 * high)} of 100`;
  if (target?.kind === 'number')
    return mae === undefined
      ? [UNTOLD]
      : [
          `Its answers are off on average by between ${amountWords(mae.low, target)} and ${amountWords(mae.high, target)}. ${NOISE}`,
        ];
  if (target?.kind === 'time-to-event')
    return concordance === undefined ? [UNTOLD] : [`${orderWords(range(concordance))} ${NOISE}`];
  if (auc !== undefined) return [`${pairsWords(range(auc))} ${NOISE}`];
  return accuracy === undefined ? [UNTOLD] : [`It is right for ${range(accuracy)} patients. ${NOISE}`];
}

const NOISE = 'The range is wide where hospitals have few patients, since they add noise to what they count.';
const UNTOLD = 'How well it does was not told, or cannot be told from the noise.';

function works({ sites }: RunSummary): readonly string[] {
  const told = sites.filter(({ released, exact }) => released !== null || exact !== undefined).length;
  return [
    told === 0
      ? 'No hospital gave figures of its own patients alone, so that nobody outside knows for which hospital it works best.'
      : `${plural(told, 'hospital')} gave figures of its own patients, with noise: the report has them.`.replace(
          's gave figures of its own',
          's gave figures of their own',
        ),
    'Each hospital can try the model on its own patients, where nobody else sees the result.',
  ];
}

function fails({ sites }: RunSummary): readonly string[] {
  const silent = sites.filter(({ counted }) => counted === 0).map(({ id }) => id);
  return [
    ...(silent.length === 0 ? [] : [`It learned nothing from ${namesWords(silent)}, which took part in no round.`]),
    'For which groups of patients it does worse is not known from this run: no hospital releases that. A rehearsal on its own data shows it.',
    'Other hospitals, and later patients, were not tried.',
  ];
}

function decided({ decisions, sites }: RunSummary): readonly string[] {
  const counted = sites.filter((site) => site.counted > 0).map(({ id }) => id);
  const shown = decisions.slice(0, 3).map(({ action, user, at }) => `${user} (${action}, ${at.slice(0, 10)})`);
  const rest = decisions.length - shown.length;
  return [
    ...(shown.length === 0
      ? []
      : [`Of the run: ${shown.join(', ')}${rest > 0 ? ` and ${formatCount(rest)} more decisions` : ''}.`]),
    `Of their patients: people at ${namesWords(counted)}. The agent of a hospital works for a plan only once it is approved there, word for word, and within the budget that the hospital has set for its patients.`,
  ];
}
