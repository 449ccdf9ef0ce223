import type { BootstrapInterval, Confusion, Evaluation } from '@consilium/learning';
import type { SiteSummary, Summary } from '../../summary.ts';
import { answersOf } from '../../answers.ts';
import { baselineWords, belowBaseline } from '../../outcomes/below-baseline.ts';
import { type OutcomeColumn, outcomeColumns, outcomeNote } from '../outcome-columns.ts';
import type { PooledOutcome, SiteOutcome } from '../../outcomes/outcome.ts';
import { coordinate, LOOKS, mark } from '../charts/marks.ts';
import { formatCount, formatDelta, formatEpsilon, formatPercent, formatScore, formatSpent } from '../format.ts';
import { html, type Markup, type Part } from '@consilium/pages';

/** More sites than this are drawn as one range and not as a line each. */
export const MOST_SITE_LINES = LOOKS;

/** One row per site, and one for all together. */
export function renderSites(summary: Summary): Markup {
  const { sites, rounds, final, privacy } = summary;
  const counted = (site: string): number => rounds.filter((round) => round.participants.includes(site)).length;
  const lines = sites.length <= MOST_SITE_LINES;
  const answered = sites.some(({ metrics }) => metrics?.confusion !== undefined);
  const columns = outcomeColumns(summary);
  const note = outcomeNote(summary);
  // The model has learned from no others.
  const learned = (site: SiteSummary): number => (counted(site.id) === 0 ? 0 : site.patients);
  const trained = sites.reduce((sum, site) => sum + learned(site), 0);
  return html`<section aria-labelledby="sites"><h2 id="sites">Sites</h2><div class="scroll" role="region" tabindex="0" aria-label="Table of sites"><table>
<caption>The final model at each site, scored on patients that it was not trained on. <i>Withheld</i> means that the site did not give its figures; it does not mean zero.${sites.some(({ metrics }) => metrics?.intervals !== undefined) ? ' In small print: 95 % intervals, by resampling the patients of the site.' : null}</caption>
<thead><tr><th scope="col">Site</th><th scope="col" class="n">Patients<br/>trained on</th><th scope="col" class="n">Patients<br/>held out</th>${columns === undefined ? html`<th scope="col" class="n">Accuracy</th>${answered ? ANSWER_HEADS : null}<th scope="col" class="n">AUC</th>` : columns.map(({ title }) => html`<th scope="col" class="n">${title}</th>`)}<th scope="col" class="n">Loss</th><th scope="col" class="n">Epsilon spent${privacy.targetEpsilon === null ? null : html`<br/>of ${formatEpsilon(privacy.targetEpsilon)}`}</th><th scope="col" class="n">Rounds<br/>counted</th></tr></thead>
<tbody>${sites.map(
    (site, i) =>
      html`<tr><th scope="row">${lines ? swatch(i) : null}<bdi>${site.id}</bdi></th><td class="n">${formatCount(learned(site))}</td>${columns === undefined ? scores(site, answered) : outcomeScores(site, columns)}<td class="n">${epsilonCell(site, privacy.targetEpsilon)}</td><td class="n">${formatCount(counted(site.id))} of ${formatCount(rounds.length)}</td></tr>`,
  )}</tbody>
<tfoot><tr><th scope="row">${lines ? swatch('main') : null}All sites, pooled</th><td class="n">${formatCount(trained)}</td><td class="n">${formatCount(final.patients)}</td>${columns === undefined ? html`<td class="n">${final.accuracy === undefined ? missing() : formatPercent(final.accuracy)}</td>${answered ? answerCells(rounds.at(-1)?.metrics?.pooled.confusion) : null}<td class="n">${final.auc === undefined ? missing() : formatScore(final.auc)}</td>` : outcomeCells(final.outcome, columns)}<td class="n">${final.loss === undefined ? missing() : formatScore(final.loss)}</td><td class="n">${largestEpsilon(summary)}</td><td class="n">${formatCount(rounds.length)}</td></tr></tfoot>
</table></div>${note === undefined ? null : html`<p class="note">Scores: ${note}.</p>`}${worse(summary)}${aucNote(final)}<p class="note">The numbers of patients are known here because this is a simulation; a hospital does not tell them. ${epsilonNote(privacy.unit)}</p></section>`;
}

/** A short line with the look of site number `look` in the charts. */
export function swatch(look: number | 'main'): Markup {
  const style = look === 'main' ? 'main' : `s${look % LOOKS}`;
  return html`<svg class="swatch ${style}" viewBox="0 0 26 12" aria-hidden="true"><line class="line" x1="1" x2="25" y1="6" y2="6"/>${mark(look === 'main' ? 0 : look, 13, 6)}</svg>`;
}

const ANSWER_HEADS = html`<th scope="col" class="n">Always the<br/>more common</th><th scope="col" class="n">Sensitivity</th><th scope="col" class="n">Specificity</th>`;

/** What a model has to beat, and right answers among those with and without the outcome. */
function answerCells(counts: Confusion | undefined): Markup {
  const found = counts === undefined ? undefined : answersOf(counts);
  const cell = (share: number | undefined): Markup =>
    html`<td class="n">${share === undefined ? missing() : formatPercent(share)}</td>`;
  return html`${cell(found?.baseline)}${cell(found?.sensitivity)}${cell(found?.specificity)}`;
}

/** Sites that are named in a sentence. */
const NAMED = 8;

/** Where accuracy alone would mislead. */
function worse({ sites, target }: Pick<Summary, 'sites' | 'target'>): Markup | null {
  const found = belowBaseline(sites, target);
  if (found.length === 0) return null;
  const more = found.length - NAMED;
  return html`<p class="note"><b>No better than one answer for all</b> at ${formatCount(found.length)} of ${formatCount(sites.length)} sites: ${found
    .slice(0, NAMED)
    .map(
      ({ id, model, baseline }, i) =>
        html`${i === 0 ? '' : ', '}<bdi>${id}</bdi> (${isShare(target) ? 'accuracy ' : ''}${model}, ${baseline} by ${baselineWords(target)})`,
    )}${more > 0 ? ` and ${formatCount(more)} more` : ''}.</p>`;
}

/** Whether what is compared is an accuracy. */
function isShare(target: Summary['target']): boolean {
  return target?.kind !== 'number' && target?.kind !== 'time-to-event';
}

function aucNote({ aucWithinSites, auc }: Summary['final']): Markup | null {
  if (aucWithinSites === undefined || auc === undefined) return null;
  return html`<p class="note">AUC within sites: <b>${formatScore(aucWithinSites)}</b>, over pairs of patients of one site. Over pairs of patients of all sites it is ${formatScore(auc)}: where the outcome is more common at some sites, telling sites apart counts there as skill, and a hospital does not gain by it.</p>`;
}

/** The scores of predicted numbers or classes at one site. */
function outcomeScores(site: SiteSummary, columns: readonly OutcomeColumn[]): Markup {
  if (site.metrics === null) return withheldCells(site, columns.length + 2);
  return html`<td class="n">${formatCount(site.metrics.patients)}</td>${outcomeCells(site.outcome, columns)}<td class="n">${lossCell(site.metrics)}</td>`;
}

function outcomeCells(outcome: PooledOutcome | SiteOutcome | undefined, columns: readonly OutcomeColumn[]): readonly Markup[] {
  return columns.map(({ of }) => {
    const value = outcome === undefined || outcome.kind === 'binary' ? undefined : of(outcome);
    return html`<td class="n">${value ?? missing()}</td>`;
  });
}

function withheldCells({ suppressed }: SiteSummary, columns: number): Markup {
  return html`<td colspan="${columns}" class="withheld">withheld${suppressed === undefined ? null : html`: ${suppressed}`}</td>`;
}

function scores(site: SiteSummary, answered: boolean): Markup {
  if (site.metrics === null) return withheldCells(site, answered ? 7 : 4);
  const { patients, accuracy, auc, aucUndefined, intervals = {} } = site.metrics;
  return html`<td class="n">${formatCount(patients)}</td><td class="n">${accuracy === undefined ? missing() : formatPercent(accuracy)}${interval(intervals.accuracy, formatPercent)}</td>${answered ? answerCells(site.metrics.confusion) : null}<td class="n">${auc === undefined ? missing(aucUndefined) : formatScore(auc)}${interval(intervals.auc, formatScore)}</td><td class="n">${lossCell(site.metrics)}${interval(intervals.loss, formatScore)}</td>`;
}

/**
 * What the site found by resampling its patients, under the figure itself. Without any spread there is none: that all of 14 patients
 * were classified rightly makes no resample differ, and is no certainty.
 */
function interval(found: BootstrapInterval | undefined, format: (value: number) => string): Markup | null {
  return found === undefined || found.low === found.high
    ? null
    : html`<br/><small class="interval" title="95 % bootstrap interval over patients">${format(found.low)}–${format(found.high)}</small>`;
}

function lossCell({ loss, lossFinite }: Evaluation): Part {
  if (!lossFinite) return html`<b class="bad">not finite</b>`;
  return loss === undefined ? missing() : formatScore(loss);
}

function missing(why?: string): Markup {
  return why === undefined
    ? html`<span class="withheld">not defined</span>`
    : html`<span class="withheld" title="${why}">not defined<br/><small>${why}</small></span>`;
}

function largestEpsilon({ sites, privacy }: Summary): Part {
  if (privacy.unit === 'none') return html`<b class="bad">no privacy</b>`;
  const spent = sites.flatMap(({ epsilon }) => (epsilon === null ? [] : [epsilon]));
  return spent.length === 0 ? missing() : `largest ${formatSpent(Math.max(...spent))}`;
}

function epsilonNote(unit: 'patient' | 'site' | 'none'): string {
  if (unit === 'none') return '';
  if (unit === 'site') return 'Epsilon is not added over sites: updates protect each as a whole, scores each held-out patient.';
  return 'Epsilon is not added over sites: it belongs to a patient at one site. A patient known to several sites pays at each of them.';
}

function epsilonCell({ epsilon, delta }: SiteSummary, target: number | null): Part {
  if (epsilon === null) return html`<b class="bad">no privacy</b>`;
  const share = target === null || target <= 0 ? null : Math.min(1, epsilon / target);
  const over = target !== null && epsilon > target;
  const title = delta === null ? null : html` title="at delta ${formatDelta(delta)}"`;
  const meter =
    share === null
      ? null
      : html`<svg class="meter${over ? ' over' : ''}" viewBox="0 0 60 8" aria-hidden="true"><rect class="room" width="60" height="8" rx="2"/><rect class="full" width="${coordinate(share * 60)}" height="8" rx="2"/></svg>`;
  return html`<span${title}>${meter}${formatSpent(epsilon)}${over ? html` <b class="bad">over target</b>` : null}</span>`;
}
