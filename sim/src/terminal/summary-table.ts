import { visibleText } from '@consilium/core';
import type { Confusion } from '@consilium/learning';
import { type Line, table } from '@consilium/host';
import { UNIT_WORDS } from '@consilium/plan';
import { PROMISE } from '@consilium/privacy';
import { answersOf } from '../answers.ts';
import { baselineWords, belowBaseline } from '../outcomes/below-baseline.ts';
import type { PooledOutcome } from '../outcomes/outcome.ts';
import type { SiteSummary, Summary } from '../summary.ts';
import {
  formatCount,
  formatDelta,
  formatDuration,
  formatEpsilon,
  formatParameter,
  formatPercent,
  formatScore,
  formatSpent,
  plural,
  shorten,
} from '../report/format.ts';
import { type OutcomeColumn, outcomeColumns, outcomeNote } from '../report/outcome-columns.ts';
import { renderPrivacyCostTable } from './cost-table.ts';
import { absentSites } from '../report/absent-sites.ts';
import { privacyAlarm } from '../report/privacy-alarm.ts';
import { gainWords } from '../report/sections/own-models.ts';
import { hiddenFigures, releasedFigures } from '../report/released-figures.ts';

/** How the table of a run is written. */
export interface SummaryTableOptions {
  /** Where `report.html` is. */
  readonly reportPath?: string;
  /** Whether colours show, so that the alarm needs no frame of letters. */
  readonly color?: boolean;
}

/** Longest name in the table; more would break the lines of a usual terminal. */
const LONGEST_NAME = 28;
/** Columns of an alarm, and of the words in it. */
const ALARM_WIDTH = 88;
const FILL_WIDTH = ALARM_WIDTH - 2;
/** Columns of the labels below the table. */
const LABEL_WIDTH = 'Privacy  '.length;

/**
 * The outcome of a run for a terminal: danger first, a table of sites with a pooled row, the privacy line, and where to find the model
 * and the report.
 */
export function renderSummaryTable(summary: Summary, options: SummaryTableOptions = {}): readonly Line[] {
  const lines: readonly Line[] = [
    ...danger(summary, options.color === true),
    ...absent(summary, options.color === true),
    `${summary.title === '' ? summary.study : summary.title}: ${plural(summary.rounds.length, 'round')}, ${plural(summary.sites.length, 'site')}, ${formatDuration(summary.durationMs)}`,
    ...tableOfSites(summary),
    ...meaning(summary),
    ...cautions(summary),
    ...gain(summary),
    ...released(summary),
    `Privacy  ${privacyLine(summary)}`,
    ...promise(summary),
    ...caution(summary),
    ...renderPrivacyCostTable(summary),
    `Model    ${summary.model.path} (${plural(summary.model.parameters, 'parameter')}, SHA-256 ${summary.model.sha256.slice(0, 12)}…)`,
    ...(options.reportPath === undefined ? [] : [`Report   ${options.reportPath}`]),
  ];
  // Terminals and logs are searched for plain spaces.
  return lines.map((line) => (typeof line === 'string' ? plain(line) : { ...line, text: plain(line.text) }));
}

function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

function tableOfSites(summary: Summary): readonly string[] {
  const { sites, rounds, final, privacy } = summary;
  const columns = outcomeColumns(summary);
  const withheld = sites.some(({ metrics, failure }) => metrics === null && failure === undefined);
  const answered = sites.some(({ metrics }) => metrics?.confusion !== undefined);
  const each = sites.map((site) => [
    shorten(visibleText(site.id), LONGEST_NAME),
    formatCount(site.patients),
    ...(columns === undefined ? scores(site, answered) : outcomeCells(site, columns)),
    epsilon(site),
  ]);
  const spent = sites.flatMap((site) => (site.epsilon === null ? [] : [site.epsilon]));
  const pooled = [
    'all sites, pooled',
    formatCount(sites.reduce((sum, site) => sum + site.patients, 0)),
    formatCount(final.patients),
    ...(columns === undefined
      ? [
          final.accuracy === undefined ? 'not reported' : formatPercent(final.accuracy),
          ...(answered ? answers(rounds.at(-1)?.metrics?.pooled.confusion) : []),
          final.auc === undefined ? 'not reported' : formatScore(final.auc),
        ]
      : columns.map(({ of }) => ofAll(final.outcome, of))),
    privacy.unit === 'none' ? 'NONE' : spent.length === 0 ? 'not reported' : `max ${formatSpent(Math.max(...spent))}`,
  ];
  // Lines between all rows only make the table long; the one under the head is repeated above the last row.
  const right = 'right' as const;
  const heads = columns?.map(({ short }) => short) ?? ['Accuracy', ...(answered ? ['Majority', 'Sens.', 'Spec.'] : []), 'AUC'];
  const [top = '', head = '', rule = '', ...rows] = table(
    ['Site', 'Patients', 'Held out', ...heads, 'Epsilon'],
    [...each, pooled],
    { align: ['left', ...Array.from({ length: heads.length + 3 }, () => right)], compact: true },
  );
  const drawn = [top, head, rule, ...rows.slice(0, -2), rule, ...rows.slice(-2)];
  return withheld ? [...drawn, 'withheld: the site did not give the figure; this does not mean zero'] : drawn;
}

/** Whether hospitals gain over models of their own. */
function gain({ ownModels, target }: Summary): string[] {
  if (ownModels === undefined) return [];
  const text = `${gainWords(ownModels, target?.unit)} Own models learn from one hospital alone, without noise.`;
  return fill(text, FILL_WIDTH - LABEL_WIDTH).map((line, i) => `${(i === 0 ? 'Gain' : '').padEnd(LABEL_WIDTH)}${line}`);
}

/** What a real run would have shown instead of the exact scores. */
function released({ released: found, withheld, target, final }: Summary): string[] {
  const lines = (text: string): string[] =>
    fill(text, FILL_WIDTH - LABEL_WIDTH).map((line, i) => `${(i === 0 ? 'Released' : '').padEnd(LABEL_WIDTH)}${line}`);
  if (withheld !== undefined) return lines(`a real run would show no scores: ${withheld}`);
  if (found === null) return [];
  const figures = releasedFigures(found.scores, { target }).map(
    ({ name, value, low, high }) => `${name} ${value} (${low} to ${high})`,
  );
  const what = figures.length === 0 ? 'nothing that the noise leaves to be told' : figures.join(', ');
  const hidden = figures.length === 0 ? [] : hiddenFigures(found.scores, final);
  const more = hidden.length === 0 ? '' : `; not ${hidden.join(', ')}, which the noise of so few patients hides`;
  return lines(`a real run would show only this, with noise: ${what}${more}`);
}

/** What a model has to beat, sensitivity and specificity. */
function answers(counts: Confusion | undefined): string[] {
  const found = counts === undefined ? undefined : answersOf(counts);
  return [found?.baseline, found?.sensitivity, found?.specificity].map((share) =>
    share === undefined ? 'n/a' : formatPercent(share),
  );
}

/** Sites that are named in a sentence. */
const NAMED = 4;

/** What a reader of accuracy and of the pooled AUC alone would get wrong. */
function cautions({ sites, final, target }: Summary): string[] {
  const found = belowBaseline(sites, target);
  const named = found.slice(0, NAMED).map(({ id, model, baseline }) => `${visibleText(id)} (${model} beside ${baseline})`);
  const more = found.length > NAMED ? ` and ${formatCount(found.length - NAMED)} more` : '';
  const { aucWithinSites: within, auc } = final;
  return [
    ...(found.length === 0
      ? []
      : labelled(
          'Caution',
          `no better than ${baselineWords(target)}${(target?.kind ?? 'binary') === 'binary' ? ' (Majority)' : ''}: ${named.join(', ')}${more}`,
        )),
    ...(within === undefined || auc === undefined
      ? []
      : labelled(
          'AUC',
          `${formatScore(within)} within sites; ${formatScore(auc)} over all sites pooled, where telling sites apart counts as skill`,
        )),
  ];
}

/** Scores of predicted numbers or classes at one site. */
function outcomeCells({ metrics, outcome, failure }: SiteSummary, columns: readonly OutcomeColumn[]): string[] {
  const all = (word: string): string[] => [...columns, undefined].map(() => word);
  if (failure !== undefined) return all('NO DATA');
  if (metrics === null) return all('withheld');
  return [
    formatCount(metrics.patients),
    ...columns.map(({ of }) => (outcome === undefined ? 'not defined' : (of(outcome) ?? 'not defined'))),
  ];
}

function ofAll(outcome: PooledOutcome | undefined, of: OutcomeColumn['of']): string {
  return (outcome === undefined || outcome.kind === 'binary' ? undefined : of(outcome)) ?? 'not defined';
}

/** What the columns of numbers and classes are, and what training made small. */
function meaning(summary: Summary): string[] {
  const note = outcomeNote(summary);
  if (note === undefined) return [];
  const { loss } = summary.final;
  return [
    ...labelled('Scores', note),
    ...(loss === undefined
      ? []
      : labelled('Loss', `${formatScore(loss)} over all sites: what training makes small, in the scale of the network`)),
  ];
}

function scores({ metrics, failure }: SiteSummary, answered: boolean): string[] {
  const all = (word: string): string[] => Array.from({ length: answered ? 6 : 3 }, () => word);
  if (failure !== undefined) return all('NO DATA');
  if (metrics === null) return all('withheld');
  return [
    formatCount(metrics.patients),
    metrics.accuracy === undefined ? 'not defined' : formatPercent(metrics.accuracy),
    ...(answered ? answers(metrics.confusion) : []),
    metrics.auc === undefined ? 'not defined' : formatScore(metrics.auc),
  ];
}

function epsilon(site: SiteSummary): string {
  return site.epsilon === null ? 'NONE' : formatSpent(site.epsilon);
}

function privacyLine({ privacy, seeded, withoutNoise }: Summary): string {
  if (withoutNoise === true) return `NONE: ${privacy.mechanism} without its noise`;
  if (privacy.unit === 'none') return 'NONE: exact updates left the sites';
  const facts = [
    privacy.targetEpsilon === null ? '' : `target epsilon ${formatEpsilon(privacy.targetEpsilon)}`,
    privacy.delta === null ? '' : `delta ${formatDelta(privacy.delta)}`,
    UNIT_WORDS[privacy.unit],
    privacy.mechanism,
    privacy.noiseMultiplier === null ? '' : `noise multiplier ${formatParameter(privacy.noiseMultiplier)}`,
    privacy.clip === null ? '' : `clip ${formatParameter(privacy.clip)}`,
    privacy.honestContributors === null
      ? ''
      : `h = ${privacy.honestContributors}${privacy.honestContributors === 1 ? ' (own noise)' : ''}`,
  ].filter((fact) => fact !== '');
  return `${seeded ? 'VOID, THE NOISE WAS SEEDED: ' : ''}${facts.join(', ')}`;
}

/** No protection, or none that holds: nobody shall overlook that. */
function danger(summary: Summary, color: boolean): Line[] {
  const found = privacyAlarm(summary);
  return found?.severity === 'danger' ? loudly(found.headline, found.sentences, color) : [];
}

/** Sites that are not in the figures. */
function absent(summary: Summary, color: boolean): Line[] {
  const found = absentSites(summary);
  if (found === null) return [];
  const sentences = found.sites.map(({ id, failure }) => `${id}: ${failure}`);
  return loudly(found.headline, sentences, color);
}

function loudly(headline: string, sentences: readonly string[], color: boolean): Line[] {
  const lines = [headline.toUpperCase(), ...sentences.map((sentence) => `- ${visibleText(sentence)}`)].flatMap((text, i) =>
    // Lines that go on stand under the words, not under the dash.
    fill(text, FILL_WIDTH).map((line, j) => (i > 0 && j > 0 ? `  ${line}` : line)),
  );
  if (color) return ['', ...lines.map((line) => ({ text: ` ${line.padEnd(ALARM_WIDTH)} `, style: 'alarm' as const })), ''];
  const rule = '!'.repeat(ALARM_WIDTH + 4);
  return [rule, ...lines.map((line) => `! ${line.padEnd(ALARM_WIDTH)} !`), rule, ''];
}

/** What the numbers of a guarantee mean; nothing where none holds. */
function promise({ privacy, seeded }: Summary): string[] {
  return privacy.unit === 'none' || seeded ? [] : labelled('Promise', PROMISE);
}

/** A sentence below the table, with a label before its first line. */
function labelled(label: string, sentence: string): string[] {
  return fill(sentence, FILL_WIDTH - LABEL_WIDTH).map((line, i) => `${(i === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);
}

/** Limits of a guarantee that holds: said with it, without shouting, so that shouting keeps its meaning. */
function caution(summary: Summary): string[] {
  const found = privacyAlarm(summary);
  if (found?.severity !== 'caution') return [];
  return found.sentences.flatMap((sentence) => labelled('Note', visibleText(sentence)));
}

/** A sentence on lines of at most `width` columns. */
function fill(sentence: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ').flatMap((long) => pieces(long, width))) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function pieces(word: string, width: number): string[] {
  const parts: string[] = [];
  for (let at = 0; at < word.length; at += width) parts.push(word.slice(at, at + width));
  return parts;
}
