import type { Finding } from '@consilium/deidentify';
import { html, type Markup, renderPage } from '@consilium/pages';
import type { AnonymityFacts, AnonymityFigure } from '../determinations/anonymity-facts.ts';
import type { ColumnQuality, Quality } from './assess.ts';
import { type NoteQuality, notesSentences } from './note-quality.ts';
import type { QualityFinding } from './quality-finding.ts';

/** What a report is about. */
export interface ReportFacts {
  /** As the hospital calls the data set or file. */
  readonly name: string;
  readonly contentHash: string;
  /** Plans by which it was judged: study and hash. */
  readonly plans: readonly { readonly study: string; readonly hash: string }[];
  readonly quality: Quality;
  /** What identifies people, by every cell that would be read. */
  readonly identifiers: readonly Finding[];
  /** What was read of notes. */
  readonly notes: readonly NoteQuality[];
  /** Who attested the data set, in words. */
  readonly attested: string;
  /** How easily people are found, where it was asked. */
  readonly anonymity?: AnonymityFacts;
}

/** Hex digits of a hash that are shown. */
const SHOWN_DIGITS = 16;

/** The report on a data set as a page: one file without a script, with nothing in it that names a patient. */
export function renderDataReport(facts: ReportFacts): string {
  const { name, quality } = facts;
  return renderPage({
    title: `${name}: report on the data`,
    kicker: 'Data of this hospital',
    heading: name,
    lead: html`What is in it and what to look at before a study learns from it. No value of a patient is in this page, and no number that fewer than ${quality.least} records stand behind.`,
    main: html`${renderGate(facts)}
${renderFigures(facts)}
${renderFindings(quality.findings)}
${renderColumns(quality)}
${renderNotes(facts.notes)}
${renderAnonymity(facts)}
${renderMeanings(quality)}
${renderProvenance(facts)}`,
    footer: html`Made by Consilium at the hospital. This page loads nothing and runs no script.`,
  });
}

function renderGate({ identifiers }: ReportFacts): Markup {
  if (identifiers.length === 0)
    return html`<section aria-labelledby="gate"><h2 id="gate">Identifiers</h2><p>None of the eighteen kinds that 45 CFR 164.514(b)(2)(i) lists was found in the columns below. Every cell was looked at.</p></section>`;
  return html`<section class="alarm" aria-labelledby="gate"><h2 id="gate">What identifies people</h2><ul>${identifiers.map(
    ({ column, letter, found, rows, advice, citation }) =>
      html`<li><b><bdi>${column}</bdi></b>, (${letter}): ${found}${rows === undefined || rows === '' ? '' : ` (rows ${rows})`}. ${advice} <span>[${citation}]</span></li>`,
  )}</ul></section>`;
}

function renderFigures({ quality, identifiers }: ReportFacts): Markup {
  const figure = (name: string, value: string | number, meaning: string): Markup =>
    html`<div><dt>${name}</dt><dd class="value">${typeof value === 'number' ? value.toLocaleString('en-US') : html`<span class="withheld">${value}</span>`}</dd><dd class="meaning">${meaning}</dd></div>`;
  return html`<section aria-labelledby="figures"><h2 id="figures">In short</h2><dl class="figures">${[
    figure('Rows', quality.rows, 'records of the table'),
    figure('Patients', quality.patients, 'different identifiers in the patient column'),
    figure('Columns', quality.columns.length, 'beside the patient'),
    figure('To look at', quality.findings.length + identifiers.length, 'sentences of this page that ask for a decision'),
  ]}</dl></section>`;
}

function renderFindings(findings: readonly QualityFinding[]): Markup {
  const list = findings.map(({ check, says }) => html`<li>${says} <small>(${check})</small></li>`);
  return html`<section aria-labelledby="findings"><h2 id="findings">What to look at</h2>${
    list.length === 0
      ? html`<p class="none">Nothing: no check of this page found anything.</p>`
      : html`<ol class="findings">${list}</ol>`
  }</section>`;
}

const WIDTH = 260;
const HEIGHT = 46;

/** How a column is spread, as bars; a part that few stand behind has an open bar of no height. */
function renderParts({ column, parts, labels = [] }: ColumnQuality): Markup | null {
  if (parts === undefined) return null;
  const step = WIDTH / Math.max(1, parts.length);
  const most = Math.max(1, ...parts.map((part) => part ?? 0));
  const words = parts.map((part, i) => `${labels[i] ?? ''}: ${part === null ? 'few or none' : `${part} %`}`);
  const bars = parts.map((part, i) => {
    const height = part === null ? 3 : (part / most) * (HEIGHT - 4);
    const box = html`x="${(i * step + 0.5).toFixed(2)}" y="${(HEIGHT - height).toFixed(2)}" width="${Math.max(0.5, step - 1.5).toFixed(2)}" height="${height.toFixed(2)}"`;
    return html`<rect class="${part === null ? 'room' : 'counted'}" ${box}><title>${words[i]}</title></rect>`;
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${`${column}: ${words.join('; ')}`}">${bars}<path class="base" d="M0 ${HEIGHT}H${WIDTH}"/></svg>`;
}

/** Columns that are shown one by one: a page of ten thousand would help nobody. */
const SHOWN_COLUMNS = 500;

function renderColumns({ columns }: Quality): Markup {
  const rows = columns
    .slice(0, SHOWN_COLUMNS)
    .map(
      (column) =>
        html`<tr><th scope="row"><bdi>${column.column}</bdi></th><td>${column.type}</td><td>${column.declared ?? html`<span class="withheld">no plan</span>`}</td><td class="n">${column.missing}</td><td class="n">${
          column.middle === undefined ? '' : `${column.middle[0]} to ${column.middle[1]}`
        }</td><td class="n">${column.drift ?? ''}</td><td>${renderParts(column)}</td></tr>`,
    );
  const left = columns.length - rows.length;
  return html`<section aria-labelledby="columns"><h2 id="columns">Columns</h2><div class="scroll"><table><caption>As plans name them. A bar is the share of the cells in a tenth of the declared range, or of a code.${
    left === 0 ? '' : ` ${left} more are not shown.`
  }</caption><thead><tr><th scope="col">column</th><th scope="col">made of</th><th scope="col">declared</th><th scope="col" class="n">missing</th><th scope="col" class="n">nine of ten</th><th scope="col" class="n">drift</th><th scope="col">spread</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function renderNotes(notes: readonly NoteQuality[]): Markup | null {
  if (notes.length === 0) return null;
  const table = ({ column, terms }: NoteQuality): Markup =>
    html`<div class="scroll"><table><caption>Notes of <bdi>${column}</bdi> in which each term was found</caption><thead><tr><th scope="col">term</th><th scope="col" class="n">affirmed</th><th scope="col" class="n">negated</th></tr></thead><tbody>${terms.map(
      ({ term, affirmed, negated }) =>
        html`<tr><th scope="row">${term}</th><td class="n">${affirmed}</td><td class="n">${negated}</td></tr>`,
    )}</tbody></table></div>`;
  return html`<section aria-labelledby="notes"><h2 id="notes">Notes</h2>${notes.map(
    (facts) => html`<ul>${notesSentences(facts).map((sentence) => html`<li>${sentence}</li>`)}</ul>${table(facts)}`,
  )}</section>`;
}

function renderAnonymity({ anonymity }: ReportFacts): Markup | null {
  if (anonymity === undefined) return null;
  const figure = ({ title, value, words }: AnonymityFigure): Markup =>
    html`<div><dt>${title}</dt><dd class="value">${typeof value === 'number' ? value.toLocaleString('en-US') : html`<span class="withheld">${value}</span>`}</dd><dd class="meaning">${words}</dd></div>`;
  return html`<section aria-labelledby="anonymity"><h2 id="anonymity">How easily people are found</h2><p>By who knows of a person: ${anonymity.quasiIdentifiers.map(
    (name, i) => html`${i === 0 ? '' : ', '}<bdi>${name}</bdi>`,
  )}.</p><dl class="figures">${anonymity.figures.map(figure)}</dl></section>`;
}

function renderMeanings({ least }: Quality): Markup {
  const question = (name: string, meaning: string): Markup => html`<div><dt>${name}</dt><dd>${meaning}</dd></div>`;
  return html`<section aria-labelledby="meanings"><h2 id="meanings">What the numbers mean</h2><dl class="questions">${[
    question(
      'nine of ten',
      `between which numbers nine of ten lie, with two digits; only where at least ${least} lie beyond either end`,
    ),
    question('drift', 'population stability index against the load before: below 0.1 as before, above 0.25 very different'),
    question('unit', 'fewer than half of the numbers lie in the declared range, and nine of ten would after a known conversion'),
    question(`fewer than ${least}`, 'so many or fewer records; how many is not said, for a number of few may be one of them'),
  ]}</dl></section>`;
}

function renderProvenance({ contentHash, plans, attested }: ReportFacts): Markup {
  return html`<section aria-labelledby="provenance"><h2 id="provenance">Of what</h2><dl class="facts"><dt>content</dt><dd><code>${contentHash.slice(0, SHOWN_DIGITS)}</code> <span>SHA-256 of what was read</span></dd><dt>plans</dt><dd>${
    plans.length === 0
      ? 'none: only what holds of any table was looked at'
      : plans.map(({ study, hash }) => html`<bdi>${study}</bdi> <code>${hash.slice(0, SHOWN_DIGITS)}</code> `)
  }</dd><dt>attested</dt><dd>${attested}</dd></dl></section>`;
}
