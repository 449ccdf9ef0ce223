import { UNIT_WORDS } from '@consilium/plan';
import { answersOf } from '../../answers.ts';
import type { RoundSummary, Summary } from '../../summary.ts';
import {
  formatAmount,
  formatCount,
  formatDelta,
  formatDuration,
  formatEpsilon,
  formatPercent,
  formatScore,
  formatSpent,
  plural,
} from '../format.ts';
import { html, type Markup, type Part } from '@consilium/pages';
import { wilsonInterval } from '../statistics.ts';

/** The figures that most readers came for, each with a line of what it means. */
export function renderKeyFigures(summary: Summary): Markup {
  const { accuracy, auc, aucWithinSites, patients } = summary.final;
  const trained = learnedFrom(summary);
  return html`<section aria-labelledby="figures"><h2 id="figures" class="hidden">Key figures</h2><dl class="figures">
${outcomeFigures(summary) ?? [figure('Accuracy', accuracy === undefined ? notReported() : formatPercent(accuracy), accuracyMeaning(summary)), aucFigure(auc, aucWithinSites)]}
${epsilonFigure(summary)}
${figure('Sites', formatCount(summary.sites.length), `${plural(trained, 'patient')} to learn from, ${formatCount(patients)} held out to score`)}
${figure('Rounds', formatCount(summary.rounds.length), roundsMeaning(summary))}
${figure('Time', formatDuration(summary.durationMs), 'for the whole run')}
</dl></section>`;
}

/** Patients of sites that counted in a round, as in the flow of patients: the model has learned from no others. */
function learnedFrom({ sites, rounds }: Summary): number {
  const counted = new Set(rounds.flatMap(({ participants }) => participants));
  return sites.reduce((sum, { id, patients }) => sum + (counted.has(id) ? patients : 0), 0);
}

function figure(name: string, value: Part, meaning: Part): Markup {
  return html`<div><dt>${name}</dt><dd class="value">${value}</dd><dd class="meaning">${meaning}</dd></div>`;
}

/** Of predicted numbers and classes: scores beside those of one answer for all. */
function outcomeFigures({ final: { outcome }, target }: Summary): readonly Markup[] | undefined {
  if (outcome?.kind === 'number') {
    const { mae, baselineMae, r2, rmse, baselineRmse } = outcome;
    const amount = (value: number): string => formatAmount(value, target?.unit);
    return [
      figure('Mean absolute error', amount(mae), `${amount(baselineMae)} by always answering the median`),
      r2 === undefined
        ? figure('Root mean squared error', amount(rmse), `${amount(baselineRmse)} by always answering the mean`)
        : figure(
            'R²',
            formatScore(r2),
            `share of the spread that is explained; root mean squared error ${amount(rmse)}, ${amount(baselineRmse)} by always answering the mean`,
          ),
    ];
  }
  if (outcome?.kind === 'time-to-event') {
    const { concordance, concordanceWithinSites, events, rows } = outcome;
    const index = concordanceWithinSites ?? concordance;
    const pooled = concordance === undefined ? '' : `; ${formatScore(concordance)} over all sites pooled`;
    return [
      figure(
        concordanceWithinSites === undefined ? 'C-index' : 'C-index within sites',
        index === undefined ? notReported() : formatScore(index),
        `chance that of two patients the one with the earlier event had the higher predicted risk, 0.5 is a coin${pooled}`,
      ),
      figure('Events seen', formatCount(events), `of ${plural(rows, 'held-out row')}; the others were censored`),
    ];
  }
  if (outcome?.kind !== 'category') return undefined;
  const { accuracy, baseline, macroRecall, macroAuc } = outcome;
  return [
    figure(
      'Accuracy',
      formatPercent(accuracy),
      `of held-out rows; ${formatPercent(baseline)} by always answering the commonest class`,
    ),
    figure(
      'Macro recall',
      formatPercent(macroRecall),
      `mean over classes of the share that is found${macroAuc === undefined ? '' : `; macro AUC ${formatScore(macroAuc)}`}`,
    ),
  ];
}

function notReported(): Markup {
  return html`<span class="withheld">not reported</span>`;
}

/** Within sites first: over all patients, differences between sites count as skill. */
function aucFigure(pooled: number | undefined, within: number | undefined): Markup {
  const chance = 'chance that a patient with the outcome scores higher than one without';
  if (within === undefined)
    return figure('AUC', pooled === undefined ? notReported() : formatScore(pooled), `${chance}; 0.5 is a coin`);
  const beside = pooled === undefined ? '' : `; ${formatScore(pooled)} over all sites pooled, where case mix scores as skill`;
  return figure('AUC within sites', formatScore(within), `${chance} of the same site, 0.5 is a coin${beside}`);
}

function accuracyMeaning({ final: { accuracy, patients }, rounds }: Summary): string {
  if (accuracy === undefined || patients <= 0) return 'held-out patients classified correctly';
  const { low, high } = wilsonInterval(accuracy, patients);
  return `of ${formatCount(patients)} held-out patients; 95 % interval ${formatPercent(low)} to ${formatPercent(high)}${baselineWords(rounds.at(-1))}`;
}

function baselineWords(last: RoundSummary | undefined): string {
  const counts = last?.metrics?.pooled.confusion;
  const baseline = counts === undefined ? undefined : answersOf(counts).baseline;
  return baseline === undefined ? '' : `; always giving the more common answer has ${formatPercent(baseline)}`;
}

function roundsMeaning({ rounds }: Summary): string {
  const whole = rounds.filter((round) => round.refused.length === 0).length;
  const repeated = rounds.filter((round) => round.attempt > 1).length;
  const text =
    whole === rounds.length ? 'every site counted in every round' : `${formatCount(whole)} of them with no site missing`;
  return repeated === 0 ? text : `${text}; ${formatCount(repeated)} needed more than one attempt`;
}

function epsilonFigure(summary: Summary): Markup {
  const { unit, delta, targetEpsilon } = summary.privacy;
  if (unit === 'none') return figure('Privacy', html`<span class="bad">none</span>`, 'updates left the sites without noise');
  const spent = summary.sites.flatMap((site) => (site.epsilon === null ? [] : [site.epsilon]));
  const name = html`Epsilon <span class="unit">${UNIT_WORDS[unit]}</span>`;
  const value = spent.length === 0 ? notReported() : formatSpent(Math.max(...spent));
  const target = targetEpsilon === null ? '' : `, target ${formatEpsilon(targetEpsilon)}`;
  const at = delta === null ? '' : ` at delta ${formatDelta(delta)}`;
  const meaning = summary.seeded ? html`<strong class="bad">void: the noise was seeded.</strong> ` : null;
  return html`<div><dt>${name}</dt><dd class="value">${value}</dd><dd class="meaning">${meaning}privacy loss, largest of all sites${at}${target}; smaller protects more</dd></div>`;
}
