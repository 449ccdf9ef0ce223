import { html, type Markup } from '@consilium/pages';
import { type ThresholdCounts, type ThresholdWorth, worthOf } from '../../outcomes/threshold-counts.ts';
import type { Summary } from '../../summary.ts';
import { namedThresholds, renderThresholdCharts } from '../charts/threshold-charts.ts';
import { formatPercent, formatScore } from '../format.ts';

/** What other thresholds than that of the plan would be worth; nothing for other targets. */
export function renderThresholds({ final }: Summary): Markup | null {
  const found = final.outcome;
  if (found?.kind !== 'binary') return null;
  const worths = found.counts.map((count) => worthOf(found, count));
  return html`<section aria-labelledby="thresholds"><h2 id="thresholds">Choosing a threshold</h2>${renderThresholdCharts(found, worths)}${renderThresholdTable(found, worths)}<p class="note">Over the held-out rows of all sites. A threshold that is chosen on these rows looks better on them than it will on others: choose it before, by what a missed outcome and a false alarm cost.</p></section>`;
}

/** The same figures for those who read numbers. */
export function renderThresholdTable({ chosen }: ThresholdCounts, worths: readonly ThresholdWorth[]): Markup {
  const share = (value: number | undefined): Markup =>
    html`<td class="n">${value === undefined ? html`<span class="withheld">not defined</span>` : formatPercent(value)}</td>`;
  return html`<details><summary>Thresholds as a table</summary><div class="scroll" role="region" tabindex="0" aria-label="Table of thresholds"><table class="dense"><caption>What answering yes from a probability on would be worth</caption><thead><tr><th scope="col" class="n">Yes from</th><th scope="col" class="n">Sensitivity</th><th scope="col" class="n">Specificity</th><th scope="col" class="n">Right of yes</th><th scope="col" class="n">Right of no</th><th scope="col" class="n">Answered yes</th><th scope="col" class="n">Net benefit</th></tr></thead><tbody>${namedThresholds(
    worths,
    chosen,
  ).map(
    ({ threshold, sensitivity, specificity, precision, negativeValue, called, netBenefit }) =>
      html`<tr><th scope="row" class="n">${threshold}${threshold === chosen ? html` <small>of the plan</small>` : null}</th>${share(sensitivity)}${share(specificity)}${share(precision)}${share(negativeValue)}${share(called)}<td class="n">${netBenefit === undefined ? html`<span class="withheld">not defined</span>` : formatScore(netBenefit)}</td></tr>`,
  )}</tbody></table></div></details>`;
}
