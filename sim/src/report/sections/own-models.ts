import { html, type Markup } from '@consilium/pages';
import type { GainMeasure } from '../../own-models/gain.ts';
import type { OwnModel, OwnModels } from '../../own-models/own-models.ts';
import type { Summary } from '../../summary.ts';
import { formatAmount, formatCount, formatPercent, formatScore, plural } from '../format.ts';
import { signed } from './privacy-cost.ts';

const MEASURES: Readonly<Record<GainMeasure, string>> = { auc: 'AUC', mae: 'mean absolute error', accuracy: 'accuracy' };

/** The question that a hospital asks: does it gain by the common model? Nothing where own models were not trained. */
export function renderOwnModels({ ownModels, sites, target, privacy }: Summary): Markup | null {
  if (ownModels === undefined) return null;
  const { measure } = ownModels;
  const format = gainFormat(measure, target?.unit);
  const noise = privacy.unit === 'none' ? 'The common model has no noise either' : 'The common model has the noise of the plan';
  return html`<section aria-labelledby="gain"><h2 id="gain">Does a hospital gain?</h2>
<p><b>${gainWords(ownModels, target?.unit)}</b> The common model beside the one that each hospital would have alone, both on the patients whom it held out.</p>
<div class="scroll" role="region" tabindex="0" aria-label="Common and own models"><table>
<caption>${capital(MEASURES[measure])} at each hospital. In small print: 95 % interval of the difference, by resampling the hospital's held-out patients.</caption>
<thead><tr><th scope="col">Site</th><th scope="col" class="n">Patients<br/>trained on</th><th scope="col" class="n">Common model</th><th scope="col" class="n">Own model</th><th scope="col" class="n">Gain</th></tr></thead>
<tbody>${sites.map(({ id, patients }) => html`<tr><th scope="row"><bdi>${id}</bdi></th><td class="n">${formatCount(patients)}</td>${cells(ownModels.sites[id], format)}</tr>`)}</tbody></table></div>
<p class="note">Own model: as many rounds, learning rate, clip and sampling as in the plan, on the training patients of this hospital alone, without noise: it never leaves the hospital, so that it needs no privacy. ${noise}, and learned from all. A hospital that trains alone may choose other settings and do better than this; small hospitals have few held-out patients, and wide intervals. The comparison is that of federated studies (Sheller et al. 2020, Scientific Reports 10:12598), and under noise the own model may well win (Yu, Bagdasaryan and Shmatikov 2020, arXiv:2002.04758).</p></section>`;
}

/** How a measure is written. @param unit of the target */
function gainFormat(measure: GainMeasure, unit: string | undefined): (value: number) => string {
  if (measure === 'accuracy') return formatPercent;
  return measure === 'mae' ? (value) => formatAmount(value, unit) : formatScore;
}

function cells(own: OwnModel | undefined, format: (value: number) => string): Markup {
  if (own === undefined || 'absent' in own)
    return html`<td colspan="3" class="withheld">no comparison${own === undefined ? null : html`: ${own.absent}`}</td>`;
  const { common, own: alone, gain, interval } = own;
  const range =
    interval === undefined
      ? null
      : html`<br/><small class="interval">${signed(interval.low, format)} to ${signed(interval.high, format)}</small>`;
  return html`<td class="n">${format(common)}</td><td class="n">${format(alone)}</td><td class="n">${signed(gain, format)}${range}</td>`;
}

/** The answer in a sentence or two, for report and terminal. */
export function gainWords({ measure, gain, better, worse, unclear }: OwnModels, unit: string | undefined): string {
  if (gain === undefined) return 'No hospital has both models to compare.';
  const format = gainFormat(measure, unit);
  const error = gain.standardError === null ? '' : ` (standard error ${format(gain.standardError)})`;
  const how = measure === 'mae' ? 'Mean absolute error, less being a gain' : capital(MEASURES[measure]);
  return `${how}: the common model gains ${signed(gain.mean, format)}${error} on average over ${plural(gain.runs, 'hospital')}; it is better at ${formatCount(better)}, worse at ${formatCount(worse)}, and at ${formatCount(unclear)} the held-out patients cannot tell.`;
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
