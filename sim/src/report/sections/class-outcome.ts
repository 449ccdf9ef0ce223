import { html, type Markup } from '@consilium/pages';
import type { ClassTable } from '../../outcomes/class-scores.ts';
import type { Summary } from '../../summary.ts';
import { formatCount, formatPercent, formatScore, plural } from '../format.ts';

/** Which class was taken for which, and how well each is found; nothing for other targets. */
export function renderClassOutcome({ final }: Summary): Markup | null {
  const found = final.outcome;
  if (found?.kind !== 'category') return null;
  const { rows, accuracy, baseline, macroRecall, macroAuc, classes } = found;
  return html`<section aria-labelledby="outcome"><h2 id="outcome">Right and wrong classes</h2><div class="pair">${classRows(found)}<dl class="facts"><dt>Accuracy</dt><dd>${formatPercent(accuracy)} <span>beside ${formatPercent(baseline)} by always answering the commonest class</span></dd>
<dt>Macro recall</dt><dd>${formatPercent(macroRecall)} <span>mean over classes of the share that is found, so that rare ones count as much as common ones; ${formatPercent(1 / classes.filter((own) => own.rows > 0).length)} by any one answer for all</span></dd>
${macroAuc === undefined ? null : html`<dt>Macro AUC</dt><dd>${formatScore(macroAuc)} <span>mean over classes of the AUC of one against the rest; 0.5 is guessing</span></dd>`}</dl></div>${confusionTable(found)}<p class="note">Over ${plural(rows, 'held-out row')} of all sites; each is answered with the class of the largest probability.</p></section>`;
}

const share = (value: number | undefined): Markup =>
  html`${value === undefined ? html`<span class="withheld">not defined</span>` : formatPercent(value)}`;

function classRows({ classes }: ClassTable): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Table of classes"><table><caption>Each class against the rest</caption><thead><tr><th scope="col">Class</th><th scope="col" class="n">Rows</th><th scope="col" class="n">Recall</th><th scope="col" class="n">Precision</th><th scope="col" class="n">AUC</th></tr></thead><tbody>${classes.map(
    ({ code, rows, recall, precision, auc }) =>
      html`<tr><th scope="row"><bdi>${code}</bdi></th><td class="n">${formatCount(rows)}</td><td class="n">${share(recall)}</td><td class="n">${share(precision)}</td><td class="n">${auc === undefined ? html`<span class="withheld">not defined</span>` : formatScore(auc)}</td></tr>`,
  )}</tbody></table></div>`;
}

function confusionTable({ classes, confusion }: ClassTable): Markup {
  if (confusion === undefined)
    return html`<p class="note">Which class was taken for which is not shown: ${formatCount(classes.length)} classes make a table that nobody can read.</p>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Table of confusions"><table class="confusion"><caption>Rows by the class that was found (down) and the class that the model answered (across)</caption><thead><tr><th scope="col">Found</th>${classes.map(({ code }) => html`<th scope="col" class="n"><bdi>${code}</bdi></th>`)}</tr></thead><tbody>${classes.map(
    ({ code }, i) =>
      html`<tr><th scope="row"><bdi>${code}</bdi></th>${(confusion[i] ?? []).map((count, j) => html`<td class="n${i === j ? ' right' : ''}">${formatCount(count)}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
