import { html, type Markup } from '@consilium/pages';
import type { Evaluation } from '@consilium/learning';
import type { Released, ReleasedMetric } from '@consilium/privacy';
import { answersOf } from '../../answers.ts';
import type { RunSite, RunSummary } from '../../results/run-summary.ts';
import { type LineChart, renderLineChart } from '../charts/line-chart.ts';
import { formatAmount, formatCount, formatPercent, formatScore, plural } from '../format.ts';
import { releasedFigures } from '../released-figures.ts';
import { renderReleasedSurvival } from './released-survival.ts';

/** Scores of the newest model, as they were released. */
export function renderRunScores({ released, withheld, target }: RunSummary): Markup {
  const title = html`<h2 id="released">What was released</h2>`;
  const figures = released === null ? [] : releasedFigures(released.scores, { target });
  if (released === null || figures.length === 0) {
    const why =
      withheld === undefined
        ? 'No score of the newest model was released that can be told from the noise.'
        : `There are no scores of the newest model: ${withheld}.`;
    return html`<section aria-labelledby="released">${title}<p>${why}</p></section>`;
  }
  return html`<section aria-labelledby="released">${title}<p>Hospitals send counts with noise. These scores of the newest model follow from ${plural(released.sites.length, 'site')} and about ${formatCount(Math.round(released.scores.patients.value))} held-out patients.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Table of released scores"><table><caption>Scores with noise, over all sites together</caption>
<thead><tr><th scope="col">Score</th><th scope="col" class="n">Released</th><th scope="col" class="n">Interval of the noise</th></tr></thead>
<tbody>${figures.map(
    ({ name, value, low, high }) =>
      html`<tr><th scope="row">${name}</th><td class="n">${value}</td><td class="n">${low} to ${high}</td></tr>`,
  )}</tbody></table></div>${target?.kind === 'number' ? html`<p class="note">What always answering one number would do, R² and a chart of what was found are not here: they need how far the numbers of patients lie apart, which no hospital releases. A rehearsal shows them.</p>` : null}${renderReleasedSurvival(released.scores.survival, target)}${target?.kind === 'category' ? html`<p class="note">Recall of each class and which was taken for which are not here: hospitals release how many patients were answered rightly, whatever their class. A rehearsal shows them.</p>` : null}</section>`;
}

type Column = readonly [title: string, name: ReleasedMetric, format: (value: number) => string];

const ANSWERS: readonly Column[] = [
  ['Accuracy', 'accuracy', formatPercent],
  ['Sensitivity', 'sensitivity', formatPercent],
  ['Specificity', 'specificity', formatPercent],
  ['AUC', 'auc', formatScore],
  ['Loss', 'loss', formatScore],
];

/** Scores that the kind of the target has. */
function columnsOf(target: RunSummary['target']): readonly Column[] {
  if (target === undefined || target.kind === 'binary') return ANSWERS;
  if (target.kind === 'category') return ANSWERS.filter(([, name]) => name === 'accuracy' || name === 'loss');
  if (target.kind === 'time-to-event')
    return [
      ['C-index over intervals', 'concordance', formatScore],
      ['Loss', 'loss', formatScore],
    ];
  const amount = (value: number): string => formatAmount(value, target.unit);
  return [
    ['Mean absolute error', 'mae', amount],
    ['Root mean squared error', 'rmse', amount],
    ['Loss', 'loss', formatScore],
  ];
}

/** One row for each site: rounds, and what it released of the newest model. */
export function renderRunSites({ sites, rounds, target }: RunSummary): Markup {
  const columns = columnsOf(target);
  return html`<section aria-labelledby="sites"><h2 id="sites">Sites</h2><div class="scroll" role="region" tabindex="0" aria-label="Table of sites"><table>
<caption>What each site released of the newest model, with the interval of its noise in small print. How many patients a site has, and what its ledger says, it does not tell.</caption>
<thead><tr><th scope="col">Site</th><th scope="col" class="n">Rounds<br/>counted</th>${columns.map(([title]) => html`<th scope="col" class="n">${title}</th>`)}</tr></thead>
<tbody>${sites.map(
    (site) =>
      html`<tr><th scope="row"><bdi>${site.id}</bdi></th><td class="n">${formatCount(site.counted)} of ${formatCount(rounds.length)}</td>${cells(site, columns)}</tr>`,
  )}</tbody></table></div></section>`;
}

function cells(site: RunSite, columns: readonly Column[]): Markup | readonly Markup[] {
  const { released, exact } = site;
  if (exact !== undefined) return columns.map(([, name, format]) => exactCell(exact, name, format));
  if (released === null) return html`<td colspan="${columns.length}" class="withheld">${silence(site)}</td>`;
  return columns.map(([, name, format]) => {
    const found = released.metrics[name];
    return found === undefined
      ? html`<td class="n"><span class="withheld">hidden by the noise</span></td>`
      : html`<td class="n">${format(found.value)}<br/><small class="interval">${format(found.low)}–${format(found.high)}</small></td>`;
  });
}

function exactCell(exact: Evaluation, name: ReleasedMetric, format: (value: number) => string): Markup {
  const value = exactValue(exact, name);
  return html`<td class="n">${value === undefined ? html`<span class="withheld">not defined</span>` : html`${format(value)}<br/><small>exact</small>`}</td>`;
}

function exactValue(exact: Evaluation, name: ReleasedMetric): number | undefined {
  if (name !== 'sensitivity' && name !== 'specificity') return exact[name];
  return exact.confusion === undefined ? undefined : answersOf(exact.confusion)[name];
}

function silence({ masked, declined }: RunSite): string {
  if (masked === true) return 'in the sum under masks: by itself nobody knows it';
  return declined ?? 'released no scores of this model';
}

/** Charts of what was released, by round. */
export function renderRunTrends(summary: RunSummary): Markup {
  // In the title: at every tick a long unit would leave the page.
  const { unit: own = '1' } = summary.target ?? {};
  const unit = own === '1' ? '' : ` (${own})`;
  const charts = [
    chart(summary, 'auc', 'AUC', 'How well the scores order patients; higher is better.', formatScore),
    chart(
      summary,
      'concordance',
      'C-index over intervals',
      'How well predicted risks order patients; higher is better.',
      formatScore,
    ),
    chart(summary, 'accuracy', 'Accuracy', 'Held-out patients classified correctly; higher is better.', formatPercent),
    chart(summary, 'mae', `Mean absolute error${unit}`, 'Of the predicted numbers; lower is better.', formatTick),
    chart(summary, 'rmse', `Root mean squared error${unit}`, 'Large errors weigh more; lower is better.', formatTick),
    chart(summary, 'loss', 'Loss', 'What training makes small; lower is better.', formatScore),
  ].filter(({ series }) => series.some(({ points }) => points.some(({ y }) => y !== null)));
  if (charts.length === 0) return html``;
  return html`<section aria-labelledby="trends"><h2 id="trends">Round by round</h2><div class="charts">${charts.map(renderLineChart)}</div><p class="note">As released, over all sites that sent scores; the shaded range is the interval of the noise. <code>metrics.csv</code> has these figures, and those of each site.</p></section>`;
}

const formatTick = (amount: number): string => formatAmount(amount);

function chart(
  { rounds }: RunSummary,
  metric: 'auc' | 'concordance' | 'accuracy' | 'mae' | 'rmse' | 'loss',
  title: string,
  caption: string,
  format: (value: number) => string,
): LineChart {
  const known: readonly { readonly x: number; readonly figure: Released | undefined }[] = rounds
    .filter(({ released }) => released !== null)
    .map(({ round, released }) => ({ x: round, figure: released?.metrics[metric] }));
  const points = known.map(({ x, figure }) => ({ x, y: figure?.value ?? null }));
  const band = known.flatMap(({ x, figure }) => (figure === undefined ? [] : [{ x, low: figure.low, high: figure.high }]));
  const told = band.length === 0 ? 'no values' : `${band.length} released`;
  return {
    title,
    caption,
    description: `${title} by round, with noise: ${told}.`,
    series: [{ name: 'all sites', look: 'main', points }],
    band,
    format,
    ...(metric === 'auc' || metric === 'accuracy' || metric === 'concordance' ? { within: [0, 1] as const } : {}),
  };
}
