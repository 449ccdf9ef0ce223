import type { Summary } from '../../summary.ts';
import { formatCount, formatPercent } from '../format.ts';
import { html, type Markup } from '../html.ts';

/** Right and wrong answers of the last evaluated round, as clinicians count them; nothing where sites did not report the counts. */
export function renderOutcome({ rounds }: Summary): Markup | null {
  const last = rounds.findLast((round) => round.metrics?.pooled.confusion !== undefined);
  const counts = last?.metrics?.pooled.confusion;
  if (last === undefined || counts === undefined) return null;
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  const all = tp + fp + tn + fn;
  if (all === 0) return null;
  const rate = (part: number, whole: number): string => (whole === 0 ? 'not defined' : formatPercent(part / whole));
  return html`<section aria-labelledby="outcome"><h2 id="outcome">Right and wrong answers</h2><div class="pair"><table class="confusion">
<caption>Held-out rows of all sites after round ${last.round}, at the threshold of the plan</caption>
<thead><tr><td></td><th scope="col" class="n">Model says yes</th><th scope="col" class="n">Model says no</th></tr></thead>
<tbody><tr><th scope="row">Outcome present</th><td class="n right">${formatCount(tp)}</td><td class="n">${formatCount(fn)} <small>missed</small></td></tr>
<tr><th scope="row">Outcome absent</th><td class="n">${formatCount(fp)} <small>false alarms</small></td><td class="n right">${formatCount(tn)}</td></tr></tbody></table>
<dl class="facts"><dt>Sensitivity</dt><dd>${rate(tp, tp + fn)} <span>of those with the outcome are found</span></dd>
<dt>Specificity</dt><dd>${rate(tn, tn + fp)} <span>of those without it are cleared</span></dd>
<dt>Predictive value</dt><dd>${rate(tp, tp + fp)} <span>of the yes answers are right</span></dd>
<dt>To compare</dt><dd>${rate(Math.max(tp + fn, tn + fp), all)} <span>accuracy of always giving the more common answer</span></dd></dl></div></section>`;
}
