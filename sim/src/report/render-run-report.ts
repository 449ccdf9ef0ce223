import { html, type Markup, type Part, renderPage } from '@consilium/pages';
import type { RunSummary } from '../results/run-summary.ts';
import { formatCount } from './format.ts';
import { renderAlarm } from './sections/alarm.ts';
import { renderAttendance } from './sections/attendance.ts';
import { renderPrivacy } from './sections/privacy.ts';
import { renderRunFigures } from './sections/run-figures.ts';
import { renderRunScores, renderRunSites, renderRunTrends } from './sections/run-scores.ts';
import { renderRunThresholds } from './sections/run-thresholds.ts';

/** `report.html` of a run with hospitals: one file, no script. The same summary always gives the same bytes. */
export function renderRunReport(summary: RunSummary): string {
  const { study, run, state } = summary;
  const title = summary.title === '' ? study : summary.title;
  const guarantee = {
    privacy: summary.privacy,
    seeded: false,
    sites: [],
    ...(summary.rehearsal === undefined ? {} : { rehearsal: summary.rehearsal }),
  };
  return renderPage({
    title: `${title}: report of run ${run}`,
    kicker: summary.rehearsal === true ? 'Federated learning, rehearsed' : 'Federated learning',
    heading: title,
    lead: html`Study <bdi>${study}</bdi>, run <bdi>${run}</bdi>, ${state}. From what the coordinator has: who took part, and scores with noise. How many patients a hospital has, exact scores, subgroups and ledgers are absent, for no hospital gives them away; a rehearsal shows them. Not for use on patients.`,
    main: html`${renderEnd(summary)}
${renderAlarm(guarantee)}
${renderRunFigures(summary)}
${renderRunScores(summary)}
${renderRunSites(summary)}
${renderRunTrends(summary)}
${renderRunThresholds(summary)}
${renderPrivacy(guarantee)}
${renderAttendance(summary)}
${renderOrigin(summary)}`,
    footer: html`Made by Consilium from <code>summary.json</code>, which holds the same figures for programs. This page loads nothing and runs no script.`,
  });
}

/** Why a run is not what its plan wanted; nothing for a completed one. */
function renderEnd({ state, problem, rounds, roundsPlanned }: RunSummary): Markup | null {
  if (state === 'completed') return null;
  const why = problem === undefined ? '' : `: ${problem.message}`;
  const how =
    state === 'running' || state === 'paused' ? `This run goes on (${state}).` : `This run ended early (${state}${why}).`;
  return html`<section class="alarm caution" role="alert" aria-label="State of the run"><h2>${how}</h2><p>${formatCount(rounds.length)} of ${formatCount(roundsPlanned)} rounds are made; the model is that of the last one.</p></section>`;
}

function renderOrigin(summary: RunSummary): Markup {
  const { privacy, model, decisions } = summary;
  const facts: readonly (readonly [string, Part])[] = [
    ['Study', html`<bdi>${summary.study}</bdi>`],
    ['Run', html`<code>${summary.run}</code>`],
    ['Plan hash', html`<code>${summary.planHash}</code>`],
    ['Model hash', html`<code>${model.sha256}</code> (SHA-256)`],
    ['Model file', html`<code>${model.path}</code>`],
    ['Parameters', formatCount(model.parameters)],
    ['Mechanism', html`<code>${privacy.mechanism}</code>`],
    ['First round opened', summary.startedAt ?? 'no round yet'],
    ['Last round ended', summary.endedAt ?? 'no round yet'],
    [
      'Decided by people',
      html`<bdi>${decisions.map(({ action, user, at }) => `${action} by ${user} on ${at}`).join('; ')}</bdi>`,
    ],
    ['Written', `${summary.writtenAt} by Consilium ${summary.version}`],
  ];
  return html`<section aria-labelledby="provenance"><h2 id="provenance">Provenance</h2><dl class="facts">${facts.map(
    ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl></section>`;
}
