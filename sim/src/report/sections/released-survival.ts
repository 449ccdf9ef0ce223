import { html, type Markup } from '@consilium/pages';
import type { Released, ReleasedScores } from '@consilium/privacy';
import type { TargetFacts } from '../../outcomes/target-facts.ts';
import { formatCount, formatEnd, formatPercent } from '../format.ts';

/** What was released of survival, interval by interval; nothing for other targets. */
export function renderReleasedSurvival(survival: ReleasedScores['survival'], target: TargetFacts | undefined): Markup | null {
  const ends = target?.intervals;
  if (survival === undefined || ends === undefined) return null;
  const predicted = survival.some((interval) => interval.predicted !== undefined);
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Table of released survival"><table class="dense"><caption>By the end of each interval, with noise; the interval of the noise in small print</caption>
<thead><tr><th scope="col" class="n">By</th><th scope="col" class="n">At risk</th><th scope="col" class="n">Events</th><th scope="col" class="n">Without the event, seen</th>${predicted ? html`<th scope="col" class="n">Predicted</th>` : null}</tr></thead><tbody>${survival.map(
    (interval, k) =>
      html`<tr><th scope="row" class="n">${formatEnd(ends[k] ?? 0, target?.unit)}</th>${cell(interval.atRisk, count)}${cell(interval.events, count)}${cell(interval.observed, formatPercent)}${predicted ? cell(interval.predicted, formatPercent) : null}</tr>`,
  )}</tbody></table></div><p class="note">At risk in an interval are those with the event in it and those who survived it; a patient censored before half of it was over is neither. Integrated Brier scores are not released: their weights mix patients.</p>`;
}

const count = (value: number): string => formatCount(Math.round(value));

function cell(found: Released | undefined, format: (value: number) => string): Markup {
  return found === undefined
    ? html`<td class="n"><span class="withheld">hidden by the noise</span></td>`
    : html`<td class="n">${format(found.value)}<br/><small class="interval">${format(found.low)}–${format(found.high)}</small></td>`;
}
