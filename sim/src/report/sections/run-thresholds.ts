import { html, type Markup } from '@consilium/pages';
import type { Released, ReleasedThreshold, ReleasedThresholds } from '@consilium/privacy';
import { histogramCounts } from '../../outcomes/histogram-counts.ts';
import { type ThresholdWorth, worthOf } from '../../outcomes/threshold-counts.ts';
import type { RunSummary } from '../../results/run-summary.ts';
import { renderThresholdCharts } from '../charts/threshold-charts.ts';
import { formatPercent, formatScore, formatThreshold, plural } from '../format.ts';
import { renderThresholdTable } from './threshold-curves.ts';

const TITLE = 'Choosing a threshold';

/** What other thresholds than that of the plan would be worth, as far as released counts tell; nothing for other targets. */
export function renderRunThresholds(summary: RunSummary): Markup | null {
  const { released, target } = summary;
  if (target?.kind !== 'binary') return null;
  const parts = [
    released?.thresholds === undefined ? null : withNoise(released.thresholds),
    exactOnes(summary, released === null ? undefined : 'h3'),
  ].filter((part) => part !== null);
  if (parts.length > 0) return html`<section aria-labelledby="thresholds"><h2 id="thresholds">${TITLE}</h2>${parts}</section>`;
  if (released === null) return null;
  return html`<section aria-labelledby="thresholds"><h2 id="thresholds">${TITLE}</h2><p>No curve over thresholds can be told: the plan asks for no score but those at its own, or the noise leaves it open whether there are patients with, and without, the outcome.</p></section>`;
}

function withNoise({ chosen, prevalence, thresholds }: ReleasedThresholds): Markup {
  const facts = { chosen, positives: prevalence.value, negatives: 1 - prevalence.value };
  return html`<p>Hospitals count their held-out patients by outcome and bin of predicted probability, with noise. At the edges of the bins this tells what a threshold is worth; between two of them nothing is known but that no line turns round, and it is drawn straight. ${figure(prevalence)} of these patients have the outcome.</p>${renderThresholdCharts(facts, thresholds.map(worth), thresholds)}${table(chosen, thresholds)}<p class="note">Crosses and small print are the intervals of the noise, all of which hold together in 95 of 100 runs: they are wider than those of single scores. How these patients differ from others is not in them. Where noise made a count negative, the nearest possible counts are drawn. <code>thresholds.csv</code> has the same of each hospital. A threshold that is chosen on these patients looks better on them than it will on others: choose it before, by what a missed outcome and a false alarm cost.</p>`;
}

function worth({
  threshold,
  sensitivity,
  specificity,
  precision,
  negativeValue,
  called,
  netBenefit,
}: ReleasedThreshold): ThresholdWorth {
  return {
    threshold,
    sensitivity: sensitivity.value,
    specificity: specificity.value,
    ...(precision === undefined ? {} : { precision: precision.value }),
    ...(negativeValue === undefined ? {} : { negativeValue: negativeValue.value }),
    called: called.value,
    netBenefit: netBenefit.value,
  };
}

const figure = ({ value, low, high }: Released): Markup =>
  html`${formatPercent(value)} (${formatPercent(low)} to ${formatPercent(high)})`;

function table(chosen: number, thresholds: readonly ReleasedThreshold[]): Markup {
  const cell = (of: Released | undefined, format: (value: number) => string = formatPercent): Markup =>
    of === undefined
      ? html`<td class="n"><span class="withheld">hidden by the noise</span></td>`
      : html`<td class="n">${format(of.value)}<br/><small class="interval">${format(of.low)}–${format(of.high)}</small></td>`;
  return html`<details><summary>Thresholds as a table</summary><div class="scroll" role="region" tabindex="0" aria-label="Table of thresholds"><table class="dense"><caption>What answering yes from a probability on would be worth, with the interval of the noise in small print</caption><thead><tr><th scope="col" class="n">Yes from</th><th scope="col" class="n">Sensitivity</th><th scope="col" class="n">Specificity</th><th scope="col" class="n">Right of yes</th><th scope="col" class="n">Right of no</th><th scope="col" class="n">Answered yes</th><th scope="col" class="n">Net benefit</th></tr></thead><tbody>${thresholds.map(
    ({ threshold, sensitivity, specificity, precision, negativeValue, called, netBenefit }) =>
      html`<tr><th scope="row" class="n">${formatThreshold(threshold)}${threshold === chosen ? html` <small>of the plan</small>` : null}</th>${cell(sensitivity)}${cell(specificity)}${cell(precision)}${cell(negativeValue)}${cell(called)}${cell(netBenefit, formatScore)}</tr>`,
  )}</tbody></table></div></details>`;
}

/** Of hospitals that share exact metrics, whose counts are not among those with noise. */
function exactOnes({ sites, target }: RunSummary, heading: 'h3' | undefined): Markup | null {
  const shared = sites.flatMap(({ exact }) => (exact?.scoreHistogram === undefined ? [] : [exact]));
  const counts = histogramCounts(shared, target?.threshold ?? Number.NaN);
  if (counts === undefined) return null;
  const worths = counts.counts.map((count) => worthOf(counts, count));
  return html`${heading === undefined ? null : html`<h3>Exact, of ${plural(shared.length, 'hospital')}</h3>`}<p>From the histograms of scores of ${plural(shared.length, 'hospital')} that let them out without noise: no epsilon covers these.</p>${renderThresholdCharts(counts, worths)}${renderThresholdTable(counts, worths)}`;
}
