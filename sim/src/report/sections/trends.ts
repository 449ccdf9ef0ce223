import type { Evaluation } from '@consilium/learning';
import { UNIT_WORDS } from '@consilium/plan';
import type { RoundSummary, Summary } from '../../summary.ts';
import { LOOKS } from '../charts/marks.ts';
import { type LineChart, renderLineChart, type Series } from '../charts/line-chart.ts';
import { formatAmount, formatDelta, formatEpsilon, formatPercent, formatScore, formatSpent } from '../format.ts';
import { html, type Markup } from '@consilium/pages';
import { MOST_SITE_LINES, swatch } from './sites.ts';

type Metric = 'loss' | 'accuracy' | 'auc' | 'mae' | 'rmse';

const POOLED = 'all sites';

/** Charts by round: AUC, accuracy, loss, epsilon. */
export function renderTrends(summary: Summary): Markup {
  const lines = summary.sites.length <= MOST_SITE_LINES;
  const metrics = metricsOf(summary);
  return html`<section aria-labelledby="trends"><h2 id="trends">Round by round</h2>${lines ? legend(summary) : null}
<div class="charts">${metrics.map(([metric, title, caption, format]) => renderLineChart(metricChart(summary, metric, title, caption, format)))}${renderEpsilon(summary)}</div>${
    lines
      ? null
      : html`<p class="note">The shaded range goes from the lowest to the highest of ${summary.sites.length} sites; the line is all of them pooled.</p>`
  }${renderNumbers(summary, metrics)}</section>`;
}

type Charted = readonly [metric: Metric, title: string, caption: string, format: (value: number) => string];

/** Scores that the kind of the target has; errors of a number only where the plan asks for them. */
function metricsOf({ target, rounds }: Summary): readonly Charted[] {
  const auc: Charted = ['auc', 'AUC', 'How well the scores order patients; higher is better.', formatScore];
  const accuracy: Charted = ['accuracy', 'Accuracy', 'Held-out patients classified correctly; higher is better.', formatPercent];
  const loss: Charted = ['loss', 'Loss', 'What training makes small; lower is better.', formatScore];
  if (target === undefined || target.kind === 'binary') return [auc, accuracy, loss];
  if (target.kind === 'category') return [accuracy, loss];
  if (target.kind === 'time-to-event') return [loss];
  // In the title: at every tick a long unit would leave the page.
  const unit = target.unit === undefined || target.unit === '1' ? '' : ` (${target.unit})`;
  const errors: readonly Charted[] = [
    ['mae', `Mean absolute error${unit}`, 'Of the predicted numbers; lower is better.', formatTick],
    ['rmse', `Root mean squared error${unit}`, 'Large errors weigh more; lower is better.', formatTick],
  ];
  const asked = ([metric]: Charted): boolean => rounds.some(({ metrics }) => metrics?.pooled[metric] !== undefined);
  return [...errors.filter(asked), loss];
}

function legend({ sites, rounds }: Summary): Markup {
  const silent = (id: string): boolean => rounds.every(({ metrics }) => metrics === null || ofSite(metrics, id) === undefined);
  return html`<ul class="legend" aria-label="Lines of the charts"><li>${swatch('main')}all sites, pooled</li>${sites.map((site, i) => html`<li>${swatch(i)}<bdi>${site.id}</bdi>${silent(site.id) ? html` <span class="withheld">(withheld)</span>` : null}</li>`)}</ul>`;
}

function metricChart(
  { sites, rounds }: Summary,
  metric: Metric,
  title: string,
  caption: string,
  format: (value: number) => string,
): LineChart {
  const evaluated = rounds.flatMap(({ round, metrics }) => (metrics === null ? [] : [{ round, metrics }]));
  const pooled = evaluated.map(({ round, metrics }) => ({ x: round, y: value(metrics.pooled, metric) }));
  const main: Series = { name: POOLED, look: 'main', points: pooled };
  const lines = sites.length <= MOST_SITE_LINES;
  const perSite = sites.map(
    ({ id }, i): Series => ({
      name: id,
      look: i % LOOKS,
      points: evaluated.map(({ round, metrics }) => ({ x: round, y: value(ofSite(metrics, id), metric) })),
    }),
  );
  const band = evaluated.flatMap(({ round, metrics }) => {
    const known = sites.map(({ id }) => value(ofSite(metrics, id), metric)).filter((y) => y !== null);
    return known.length === 0 ? [] : [{ x: round, low: Math.min(...known), high: Math.max(...known) }];
  });
  const series = [main, ...(lines ? perSite.filter((line) => line.points.some((point) => point.y !== null)) : [])];
  return {
    title,
    caption,
    description: describe(title, series, format),
    series,
    format,
    ...(lines ? {} : { band }),
    ...(metric === 'auc' || metric === 'accuracy' ? { within: [0, 1] as const } : {}),
  };
}

function ofSite(metrics: NonNullable<RoundSummary['metrics']>, site: string): Evaluation | undefined {
  return Object.hasOwn(metrics.sites, site) ? metrics.sites[site] : undefined;
}

function value(evaluation: Evaluation | undefined, metric: Metric): number | null {
  const found = evaluation?.[metric];
  return found === undefined || !Number.isFinite(found) ? null : found;
}

function describe(title: string, series: readonly Series[], format: (value: number) => string): string {
  const sentences = series.map(({ name, points }) => {
    const known = points.flatMap(({ x, y }) => (y === null ? [] : [{ x, y }]));
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return `${name}: no values`;
    return `${name}: ${format(first.y)} in round ${first.x}, ${format(last.y)} in round ${last.x}`;
  });
  return `${title} by round. ${sentences.join('; ')}.`;
}

function renderEpsilon({ privacy, rounds }: Summary): Markup {
  if (privacy.unit === 'none') {
    return html`<figure class="chart"><figcaption><b>Privacy spent</b></figcaption><p class="none bad">Nothing to draw: this run had no privacy, so that no bound on what a patient loses exists.</p></figure>`;
  }
  // Long runs compute it for some rounds only. It never falls, so that the line may bridge the others.
  const points = rounds.flatMap(({ round, epsilon }) => (epsilon === null ? [] : [{ x: round, y: epsilon }]));
  const series: Series[] = [{ name: 'spent', look: 'main', points }];
  const target = privacy.targetEpsilon;
  const at = privacy.delta === null ? '' : ` at delta ${formatDelta(privacy.delta)}`;
  return renderLineChart({
    title: 'Privacy spent',
    caption: `Epsilon ${UNIT_WORDS[privacy.unit]}${at}, at a site that was in every round so far.`,
    description: `${describe('Epsilon spent', series, formatEpsilon)}${target === null ? '' : ` The target is ${formatEpsilon(target)}.`}`,
    series,
    format: formatEpsilon,
    fromZero: true,
    ...(target === null ? {} : { reference: { value: target, label: `target ${formatEpsilon(target)}` } }),
  });
}

const formatTick = (amount: number): string => formatAmount(amount);

/** The same figures as a table, for those who do not see the charts or want to copy them. */
function renderNumbers({ rounds }: Summary, shown: readonly Charted[]): Markup {
  const cell = (number: number | null | undefined, format: (value: number) => string): Markup =>
    html`<td class="n">${number === null || number === undefined ? html`<span class="withheld" title="not reported">n/a</span>` : format(number)}</td>`;
  return html`<details><summary>All rounds as a table</summary><div class="scroll" role="region" tabindex="0" aria-label="Table of rounds"><table class="dense"><caption>Pooled scores and privacy spent, by round</caption><thead><tr><th scope="col" class="n">Round</th><th scope="col" class="n">Sites</th>${shown.map(([, title]) => html`<th scope="col" class="n">${title}</th>`)}<th scope="col" class="n">Epsilon</th></tr></thead><tbody>${rounds.map(
    ({ round, participants, metrics, epsilon }) =>
      html`<tr><th scope="row" class="n">${round}</th><td class="n">${participants.length}</td>${shown.map(([metric, , , format]) => cell(metrics?.pooled[metric], format))}${cell(epsilon, formatSpent)}</tr>`,
  )}</tbody></table></div></details>`;
}
