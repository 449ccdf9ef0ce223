import { html, type Markup } from '@consilium/pages';
import { benefitOfAll, type ThresholdCounts, type ThresholdWorth, worthOf } from '../../outcomes/threshold-counts.ts';
import type { Summary } from '../../summary.ts';
import { renderXyChart, type XyChart } from '../charts/xy-chart.ts';
import { formatPercent, formatScore } from '../format.ts';
import { swatch } from './sites.ts';

/** What other thresholds than that of the plan would be worth; nothing for other targets. */
export function renderThresholds({ final }: Summary): Markup | null {
  const found = final.outcome;
  if (found?.kind !== 'binary') return null;
  const worths = found.counts.map((count) => worthOf(found, count));
  return html`<section aria-labelledby="thresholds"><h2 id="thresholds">Choosing a threshold</h2><div class="charts">${renderXyChart(rocChart(found, worths))}${renderXyChart(precisionChart(found, worths))}<div>${renderXyChart(benefitChart(found, worths))}<ul class="legend" aria-label="Lines of the decision curve"><li>${swatch('main')}the model</li><li>${swatch(1)}yes to everybody</li><li>${swatch(2)}no to everybody</li></ul></div></div>${thresholdTable(found, worths)}<p class="note">Over the held-out rows of all sites. A threshold that is chosen on these rows looks better on them than it will on others: choose it before, by what a missed outcome and a false alarm cost.</p></section>`;
}

const percent = (value: number): string => `${Math.round(value * 100)}\u00a0%`;
const SHARE = { format: percent, within: [0, 1] as const };

function rocChart({ chosen }: ThresholdCounts, worths: readonly ThresholdWorth[]): XyChart {
  const at = ({ sensitivity, specificity }: ThresholdWorth) => ({ x: 1 - specificity, y: sensitivity });
  return {
    title: 'ROC curve',
    caption:
      'Outcomes found against false alarms, over all thresholds; the dot is that of the plan, the dashed line is guessing.',
    description: `ROC curve: ${spoken(worths, ({ sensitivity, specificity }) => `finds ${formatPercent(sensitivity)} with ${formatPercent(1 - specificity)} false alarms`)}.`,
    x: { ...SHARE, label: 'false alarms (1 − specificity)' },
    y: { ...SHARE, label: 'found (sensitivity)' },
    diagonal: true,
    lines: [{ look: 'main', points: [{ x: 1, y: 1 }, ...worths.map(at), { x: 0, y: 0 }] }],
    dots: worths.filter(({ threshold }) => threshold === chosen).map((worth) => ({ ...at(worth), words: `threshold ${chosen}` })),
  };
}

function precisionChart({ chosen, positives, negatives }: ThresholdCounts, worths: readonly ThresholdWorth[]): XyChart {
  const common = positives / (positives + negatives);
  const at = ({ sensitivity, precision }: ThresholdWorth) => (precision === undefined ? [] : [{ x: sensitivity, y: precision }]);
  return {
    title: 'Precision and recall',
    caption: `How many of the yes answers are right, against outcomes found; the thin dashed line is guessing, ${formatPercent(common)}.`,
    description: `Precision and recall: ${spoken(worths, ({ sensitivity, precision }) => `finds ${formatPercent(sensitivity)}, ${precision === undefined ? 'no yes answer' : `${formatPercent(precision)} of its yes answers are right`}`)}.`,
    x: { ...SHARE, label: 'found (recall)' },
    y: { ...SHARE, label: 'right yes answers (precision)' },
    lines: [
      { look: 'main', points: [{ x: 1, y: common }, ...worths.flatMap(at)] },
      {
        look: 1,
        points: [
          { x: 0, y: common },
          { x: 1, y: common },
        ],
      },
    ],
    dots: worths
      .filter(({ threshold }) => threshold === chosen)
      .flatMap((worth) => at(worth).map((place) => ({ ...place, words: `threshold ${chosen}` }))),
  };
}

/** How far below zero a decision curve is drawn, as a part of how common the outcome is: what is worse is never chosen. */
const BELOW = 0.25;

function benefitChart(counts: ThresholdCounts, worths: readonly ThresholdWorth[]): XyChart {
  const common = counts.positives / (counts.positives + counts.negatives);
  const known = worths.flatMap(({ threshold, netBenefit }) =>
    netBenefit === undefined ? [] : [{ x: threshold, y: netBenefit }],
  );
  const shown = (points: readonly { readonly x: number; readonly y: number }[]) => points.filter(({ y }) => y >= -BELOW * common);
  return {
    title: 'Decision curve',
    caption:
      'Net benefit for one who would act from a probability on: outcomes found a row, less false alarms weighed by the odds of that probability; higher is better.',
    description: `Decision curve: ${spoken(worths, ({ netBenefit }) => `net benefit ${netBenefit === undefined ? 'not defined' : formatScore(netBenefit)}`)}.`,
    x: { ...SHARE, label: 'probability from which one acts' },
    y: { label: 'net benefit', format: (value) => value.toFixed(2) },
    lines: [
      { look: 'main', points: shown(known) },
      { look: 1, points: shown(known.map(({ x }) => ({ x, y: benefitOfAll(counts, x) }))) },
      {
        look: 2,
        points: [
          { x: known[0]?.x ?? 0, y: 0 },
          { x: known.at(-1)?.x ?? 1, y: 0 },
        ],
      },
    ],
  };
}

/** Thresholds that a table and a description name: the round ones and that of the plan. */
function named(worths: readonly ThresholdWorth[], chosen?: number): readonly ThresholdWorth[] {
  return worths.filter(({ threshold }) => threshold === chosen || Math.abs(threshold * 20 - Math.round(threshold * 20)) < 1e-9);
}

function spoken(worths: readonly ThresholdWorth[], words: (worth: ThresholdWorth) => string): string {
  return named(worths)
    .filter((_, i) => i % 4 === 1)
    .map((worth) => `from ${percent(worth.threshold)} on ${words(worth)}`)
    .join('; ');
}

function thresholdTable({ chosen }: ThresholdCounts, worths: readonly ThresholdWorth[]): Markup {
  const share = (value: number | undefined): Markup =>
    html`<td class="n">${value === undefined ? html`<span class="withheld">not defined</span>` : formatPercent(value)}</td>`;
  return html`<details><summary>Thresholds as a table</summary><div class="scroll" role="region" tabindex="0" aria-label="Table of thresholds"><table class="dense"><caption>What answering yes from a probability on would be worth</caption><thead><tr><th scope="col" class="n">Yes from</th><th scope="col" class="n">Sensitivity</th><th scope="col" class="n">Specificity</th><th scope="col" class="n">Right of yes</th><th scope="col" class="n">Right of no</th><th scope="col" class="n">Answered yes</th><th scope="col" class="n">Net benefit</th></tr></thead><tbody>${named(
    worths,
    chosen,
  ).map(
    ({ threshold, sensitivity, specificity, precision, negativeValue, called, netBenefit }) =>
      html`<tr><th scope="row" class="n">${threshold}${threshold === chosen ? html` <small>of the plan</small>` : null}</th>${share(sensitivity)}${share(specificity)}${share(precision)}${share(negativeValue)}${share(called)}<td class="n">${netBenefit === undefined ? html`<span class="withheld">not defined</span>` : formatScore(netBenefit)}</td></tr>`,
  )}</tbody></table></div></details>`;
}
