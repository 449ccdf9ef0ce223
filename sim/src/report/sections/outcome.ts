import type { Confusion } from '@consilium/learning';
import type { Summary } from '../../summary.ts';
import { renderCalibrationChart } from '../charts/calibration-chart.ts';
import { formatCount, formatPercent, formatScore } from '../format.ts';
import { html, type Markup, type Part } from '@consilium/pages';

/** Right and wrong answers, as clinicians count them, and what predicted probabilities are worth; nothing where sites reported neither. */
export function renderOutcome(summary: Summary): Markup | null {
  const answers = renderAnswers(summary);
  const probabilities = renderProbabilities(summary);
  if (answers === null && probabilities === null) return null;
  const title = answers === null ? 'Predicted probabilities' : 'Right and wrong answers';
  return html`<section aria-labelledby="outcome"><h2 id="outcome">${title}</h2>${answers}${probabilities}</section>`;
}

const rate = (part: number, whole: number): string => (whole === 0 ? 'not defined' : formatPercent(part / whole));

function renderAnswers({ rounds }: Summary): Markup | null {
  const last = rounds.findLast((round) => round.metrics?.pooled.confusion !== undefined);
  const counts = last?.metrics?.pooled.confusion;
  if (last === undefined || counts === undefined) return null;
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  const all = tp + fp + tn + fn;
  if (all === 0) return null;
  return html`<div class="pair"><table class="confusion">
<caption>Held-out rows of all sites after round ${last.round}, at the threshold of the plan</caption>
<thead><tr><td></td><th scope="col" class="n">Model says yes</th><th scope="col" class="n">Model says no</th></tr></thead>
<tbody><tr><th scope="row">Outcome present</th><td class="n right">${formatCount(tp)}</td><td class="n">${formatCount(fn)} <small>missed</small></td></tr>
<tr><th scope="row">Outcome absent</th><td class="n">${formatCount(fp)} <small>false alarms</small></td><td class="n right">${formatCount(tn)}</td></tr></tbody></table>
<dl class="facts"><dt>Sensitivity</dt><dd>${rate(tp, tp + fn)} <span>of those with the outcome are found</span></dd>
<dt>Specificity</dt><dd>${rate(tn, tn + fp)} <span>of those without it are cleared</span></dd>
<dt>Predictive value</dt><dd>${rate(tp, tp + fp)} <span>of the yes answers are right</span></dd>
<dt>To compare</dt><dd>${rate(Math.max(tp + fn, tn + fp), all)} <span>accuracy of always giving the more common answer</span></dd></dl></div>`;
}

/** How common the outcome is among held-out rows; undefined where no counts tell. */
function prevalence({ final, rounds }: Summary): number | undefined {
  const { calibration } = final;
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  if (calibration !== undefined && sum(calibration.rows) > 0) return sum(calibration.observed) / sum(calibration.rows);
  const counts: Confusion | undefined = rounds.at(-1)?.metrics?.pooled.confusion;
  if (counts === undefined) return undefined;
  const positives = counts.truePositives + counts.falseNegatives;
  const all = positives + counts.trueNegatives + counts.falsePositives;
  return all === 0 ? undefined : positives / all;
}

function renderProbabilities(summary: Summary): Markup | null {
  const { calibration, ece, brier, averagePrecision } = summary.final;
  const common = prevalence(summary);
  const facts: readonly (readonly [string, number | undefined, Part])[] = [
    [
      'Brier score',
      brier,
      `mean squared distance of probability and outcome; smaller is better${common === undefined ? '' : `, ${formatScore(common * (1 - common))} for always predicting how common the outcome is`}`,
    ],
    [
      'Calibration error',
      ece,
      'how far predicted and found frequency lie apart, on average over patients (ECE); smaller is better',
    ],
    [
      'Average precision',
      averagePrecision,
      `share of true outcomes among those ranked highest, over all cut-offs; higher is better${common === undefined ? '' : `, ${formatScore(common)} for guessing`}`,
    ],
  ];
  const known = facts.flatMap(([name, value, meaning]) => (value === undefined ? [] : [{ name, value, meaning }]));
  if (known.length === 0 && calibration === undefined) return null;
  return html`<div class="pair probabilities">${calibration === undefined ? null : renderCalibrationChart(calibration)}${
    known.length === 0
      ? null
      : html`<dl class="facts">${known.map(({ name, value, meaning }) => html`<dt>${name}</dt><dd>${formatScore(value)} <span>${meaning}</span></dd>`)}</dl>`
  }</div>`;
}
