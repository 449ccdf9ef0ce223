import Table from 'cli-table3';
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
import { visibleText } from '../report/html.ts';
import { privacyAlarm } from '../report/privacy-alarm.ts';

/** How the table of a run is written. */
export interface SummaryTableOptions {
  /** Where `report.html` is. */
  readonly reportPath?: string;
  /** Write the alarm in colour: only on a terminal, and not under `NO_COLOR`. */
  readonly color?: boolean;
}

/** Longest name in the table; more would break the lines of a usual terminal. */
const LONGEST_NAME = 28;
/** Columns of an alarm, and of the words in it. */
const ALARM_WIDTH = 88;
const FILL_WIDTH = ALARM_WIDTH - 2;
/** Columns of the labels below the table. */
const LABEL_WIDTH = 'Privacy  '.length;
const RED = '\u001b[1;97;41m';
const RESET = '\u001b[0m';

/**
 * The outcome of a run for a terminal: danger first, a table of sites with a pooled row, the privacy line, and where to find the model
 * and the report. Ends with a line end.
 */
export function renderSummaryTable(summary: Summary, options: SummaryTableOptions = {}): string {
  const lines = [
    ...danger(summary, options.color === true),
    `${visibleText(summary.title === '' ? summary.study : summary.title)}: ${plural(summary.rounds.length, 'round')}, ${plural(summary.sites.length, 'site')}, ${formatDuration(summary.durationMs)}`,
    table(summary),
    `Privacy  ${privacyLine(summary)}`,
    ...caution(summary),
    `Model    ${visibleText(summary.model.path)} (${plural(summary.model.parameters, 'parameter')}, SHA-256 ${visibleText(summary.model.sha256.slice(0, 12))}…)`,
    ...(options.reportPath === undefined ? [] : [`Report   ${visibleText(options.reportPath)}`]),
  ];
  // Terminals and logs are searched for plain spaces.
  return `${lines.join('\n')}\n`.replaceAll('\u00a0', ' ');
}

function table({ sites, final, privacy }: Summary): string {
  const right = 'right' as const;
  const made = new Table({
    head: ['Site', 'Patients', 'Held out', 'Accuracy', 'AUC', 'Epsilon'],
    colAligns: ['left', right, right, right, right, right],
    style: { head: [], border: [], compact: true },
  });
  const withheld = sites.some((site) => site.metrics === null);
  for (const site of sites)
    made.push([shorten(visibleText(site.id), LONGEST_NAME), formatCount(site.patients), ...scores(site), epsilon(site)]);
  const spent = sites.flatMap((site) => (site.epsilon === null ? [] : [site.epsilon]));
  made.push([
    'all sites, pooled',
    formatCount(sites.reduce((sum, site) => sum + site.patients, 0)),
    formatCount(final.patients),
    final.accuracy === undefined ? 'not reported' : formatPercent(final.accuracy),
    final.auc === undefined ? 'not reported' : formatScore(final.auc),
    privacy.unit === 'none' ? 'NONE' : spent.length === 0 ? 'not reported' : `max ${formatSpent(Math.max(...spent))}`,
  ]);
  // Lines between all rows only make the table long; the one under the head is repeated above the last row.
  const [top = '', head = '', rule = '', ...rows] = made.toString().split('\n');
  const drawn = [top, head, rule, ...rows.slice(0, -2), rule, ...rows.slice(-2)].join('\n');
  return withheld ? `${drawn}\nwithheld: the site did not give the figure; this does not mean zero` : drawn;
}

function scores({ metrics }: SiteSummary): [string, string, string] {
  if (metrics === null) return ['withheld', 'withheld', 'withheld'];
  return [
    formatCount(metrics.patients),
    metrics.accuracy === undefined ? 'not defined' : formatPercent(metrics.accuracy),
    metrics.auc === undefined ? 'not defined' : formatScore(metrics.auc),
  ];
}

function epsilon(site: SiteSummary): string {
  return site.epsilon === null ? 'NONE' : formatSpent(site.epsilon);
}

function privacyLine({ privacy, seeded }: Summary): string {
  if (privacy.unit === 'none') return 'NONE: exact updates left the sites';
  const facts = [
    privacy.targetEpsilon === null ? '' : `target epsilon ${formatEpsilon(privacy.targetEpsilon)}`,
    privacy.delta === null ? '' : `delta ${formatDelta(privacy.delta)}`,
    `per ${privacy.unit}`,
    visibleText(privacy.mechanism),
    privacy.noiseMultiplier === null ? '' : `noise multiplier ${formatParameter(privacy.noiseMultiplier)}`,
    privacy.clip === null ? '' : `clip ${formatParameter(privacy.clip)}`,
    privacy.honestContributors === null
      ? ''
      : `h = ${privacy.honestContributors}${privacy.honestContributors === 1 ? ' (no trust needed)' : ''}`,
  ].filter((fact) => fact !== '');
  return `${seeded ? 'VOID, THE NOISE WAS SEEDED: ' : ''}${facts.join(', ')}`;
}

/** No protection, or none that holds: nobody shall overlook that. */
function danger(summary: Summary, color: boolean): string[] {
  const found = privacyAlarm(summary);
  if (found?.severity !== 'danger') return [];
  const lines = [found.headline.toUpperCase(), ...found.sentences.map((sentence) => `- ${visibleText(sentence)}`)].flatMap(
    (text, i) =>
      // Lines that go on stand under the words, not under the dash.
      fill(text, FILL_WIDTH).map((line, j) => (i > 0 && j > 0 ? `  ${line}` : line)),
  );
  if (color) return ['', ...lines.map((line) => `${RED} ${line.padEnd(ALARM_WIDTH)} ${RESET}`), ''];
  const rule = '!'.repeat(ALARM_WIDTH + 4);
  return [rule, ...lines.map((line) => `! ${line.padEnd(ALARM_WIDTH)} !`), rule, ''];
}

/** Limits of a guarantee that holds: said with it, without shouting, so that shouting keeps its meaning. */
function caution(summary: Summary): string[] {
  const found = privacyAlarm(summary);
  if (found?.severity !== 'caution') return [];
  return found.sentences.flatMap((sentence) =>
    fill(visibleText(sentence), FILL_WIDTH - LABEL_WIDTH).map(
      (line, i) => `${(i === 0 ? 'Note' : '').padEnd(LABEL_WIDTH)}${line}`,
    ),
  );
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
