import { html, type Markup, type Part } from '@consilium/pages';
import type { PredictionBand } from '../../outcomes/number-errors.ts';
import type { Summary } from '../../summary.ts';
import { renderXyChart } from '../charts/xy-chart.ts';
import { formatAmount, formatCount, formatScore, plural } from '../format.ts';

/** Standard normal quantile of 0.975. */
const Z_95 = 1.959964;

/** Errors of predicted numbers beside those of one answer for all, and what was found against what was predicted; nothing for other targets. */
export function renderNumberOutcome({ final, target }: Summary): Markup | null {
  const found = final.outcome;
  if (found?.kind !== 'number') return null;
  const amount = (value: number): string => formatAmount(value, target?.unit);
  const { mae, baselineMae, rmse, baselineRmse, r2, deviance, baselineDeviance } = found;
  const facts: readonly (readonly [string, string, Part])[] = [
    ['Mean absolute error', amount(mae), `beside ${amount(baselineMae)} by always answering the median`],
    [
      'Root mean squared error',
      amount(rmse),
      `beside ${amount(baselineRmse)} by always answering the mean; large errors weigh more`,
    ],
    ...(r2 === undefined
      ? []
      : [
          [
            'R²',
            formatScore(r2),
            'share of the spread that the model explains; 0 by always answering the mean, below it worse than that',
          ] as const,
        ]),
    ...(deviance === undefined || baselineDeviance === undefined
      ? []
      : [
          [
            'Poisson deviance',
            formatScore(deviance),
            `mean over rows, smaller is better; ${formatScore(baselineDeviance)} by always answering the mean`,
          ] as const,
        ]),
  ];
  return html`<section aria-labelledby="outcome"><h2 id="outcome">Errors of <bdi>${target?.column ?? 'the number'}</bdi></h2><div class="pair">${bandChart(found.bands, amount)}<div><dl class="facts">${facts.map(
    ([name, value, meaning]) => html`<dt>${name}</dt><dd>${value} <span>${meaning}</span></dd>`,
  )}</dl><p class="note">Over ${plural(found.rows, 'held-out row')} of all sites, in the unit of the plan. Median and mean are those of the same rows: the best that one answer for all could do.</p></div></div>${bandTable(found.bands, amount)}</section>`;
}

/** Ends of the 95 % interval of a mean, by its standard error. */
function ends({ observed, spread, rows }: PredictionBand): readonly [low: number, high: number] | undefined {
  if (spread === undefined) return undefined;
  const half = (Z_95 * spread) / Math.sqrt(rows);
  return [observed - half, observed + half];
}

function bandChart(bands: readonly PredictionBand[], amount: (value: number) => string): Markup {
  const words = bands.map(
    (band) => `predicted ${amount(band.predicted)}, found ${amount(band.observed)} in ${plural(band.rows, 'row')}`,
  );
  const axis = (label: string) => ({ label, format: tickText });
  return renderXyChart({
    title: 'Found against predicted',
    caption:
      'Rows in the order of their predictions, cut into bands: means, with the 95 % interval of what was found. On the line, predictions mean what they say.',
    description: `Found against predicted: ${words.join('; ')}.`,
    x: axis('mean prediction'),
    y: axis('mean found'),
    diagonal: true,
    dots: bands.map((band, i) => {
      const [low, high] = ends(band) ?? [undefined, undefined];
      return { x: band.predicted, y: band.observed, words: words[i] as string, ...(low === undefined ? {} : { low, high }) };
    }),
  });
}

const tickText = (value: number): string => String(Number(value.toPrecision(6)));

function bandTable(bands: readonly PredictionBand[], amount: (value: number) => string): Markup {
  return html`<details><summary>Found and predicted as a table</summary><div class="scroll" role="region" tabindex="0" aria-label="Table of predictions"><table class="dense"><caption>Rows in the order of their predictions</caption><thead><tr><th scope="col" class="n">Band</th><th scope="col" class="n">Rows</th><th scope="col" class="n">Predicted, mean</th><th scope="col" class="n">Found, mean</th><th scope="col" class="n">95 % interval</th></tr></thead><tbody>${bands.map(
    (band, i) => {
      const interval = ends(band);
      return html`<tr><th scope="row" class="n">${i + 1}</th><td class="n">${formatCount(band.rows)}</td><td class="n">${amount(band.predicted)}</td><td class="n">${amount(band.observed)}</td><td class="n">${interval === undefined ? html`<span class="withheld">one row</span>` : `${amount(interval[0])} to ${amount(interval[1])}`}</td></tr>`;
    },
  )}</tbody></table></div></details>`;
}
