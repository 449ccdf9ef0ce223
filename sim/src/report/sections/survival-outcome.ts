import { html, type Markup, type Part } from '@consilium/pages';
import type { SurvivalBand, SurvivalPoint, SurvivalTable } from '../../outcomes/survival-scores.ts';
import type { Summary } from '../../summary.ts';
import { type Axis, type Place, renderXyChart } from '../charts/xy-chart.ts';
import { formatCount, formatEnd, formatPercent, formatScore, plural } from '../format.ts';

/** Survival as it was and as it was predicted, and how well predictions mean what they say; nothing for other targets. */
export function renderSurvivalOutcome({ final, target }: Summary): Markup | null {
  const found = final.outcome;
  if (found?.kind !== 'time-to-event') return null;
  const time = (end: number): string => formatEnd(end, target?.unit);
  const { rows, events, concordance, concordanceWithinSites, integratedBrier, baselineBrier, calibration } = found;
  const facts: readonly (readonly [string, string, Part])[] = [
    ...(concordanceWithinSites === undefined
      ? []
      : [
          [
            'C-index within sites',
            formatScore(concordanceWithinSites),
            'over pairs of patients of one site; 0.5 is a coin',
          ] as const,
        ]),
    ...(concordance === undefined
      ? []
      : [
          [
            'C-index, pooled',
            formatScore(concordance),
            'over pairs of patients of all sites, where telling sites apart counts as skill',
          ] as const,
        ]),
    ...(integratedBrier === undefined || baselineBrier === undefined
      ? []
      : [
          [
            'Integrated Brier score',
            formatScore(integratedBrier),
            `smaller is better; ${formatScore(baselineBrier)} by predicting the Kaplan-Meier curve for everybody. Weighed by the inverse probability of not being censored`,
          ] as const,
        ]),
  ];
  return html`<section aria-labelledby="outcome"><h2 id="outcome">Time until <bdi>${target?.event ?? 'the event'}</bdi></h2><div class="pair">${survivalChart(found, time)}<div><dl class="facts">${facts.map(
    ([name, value, meaning]) => html`<dt>${name}</dt><dd>${value} <span>${meaning}</span></dd>`,
  )}</dl><p class="note">Over ${plural(rows, 'held-out row')} of all sites, of which ${formatCount(events)} had the event by the end of the last interval. A row that is followed longer counts as censored there. The C-index is Harrell’s.</p></div></div>${survivalTable(found.curve, time)}<div class="charts">${calibration.map(({ horizon, bands }) => calibrationChart(bands, time(horizon)))}</div></section>`;
}

const percentAxis = (label: string): Axis => ({ label, format: (value) => formatPercent(value), within: [0, 1] });
const tickText = (value: number): string => String(Number(value.toPrecision(6)));

/** The estimate stays where it is until the next end: its points are joined as steps. */
function steps(points: readonly Place[]): readonly Place[] {
  return points.flatMap((point, i) => {
    const before = points[i - 1];
    return before === undefined ? [point] : [{ x: point.x, y: before.y }, point];
  });
}

function survivalChart({ curve, seen }: Pick<SurvivalTable, 'curve' | 'seen'>, time: (value: number) => string): Markup {
  const words = curve.map(
    (point) =>
      `by ${time(point.time)} ${formatPercent(point.observed)} seen without the event, ${formatPercent(point.predicted)} predicted, ${formatCount(point.atRisk)} at risk`,
  );
  return renderXyChart({
    title: 'Survival, seen and predicted',
    caption:
      'Steps: Kaplan-Meier estimate, with its 95 % interval where intervals end. Heavy line: mean predicted probability of no event.',
    description: `Survival, seen and predicted: ${words.join('; ')}.`,
    x: { label: 'time', format: tickText },
    y: percentAxis('without the event'),
    lines: [
      { look: 'main', points: curve.map(({ time: x, predicted: y }) => ({ x, y })) },
      { look: 1, points: steps(seen.map(({ time: x, observed: y }) => ({ x, y }))) },
    ],
    dots: curve.slice(1).map(({ time: x, observed: y, low, high }, i) => ({ x, y, low, high, words: words[i + 1] as string })),
  });
}

function survivalTable(curve: readonly SurvivalPoint[], time: (value: number) => string): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Table of survival"><table class="dense"><caption>Seen and predicted by the end of each interval</caption><thead><tr><th scope="col" class="n">By</th><th scope="col" class="n">At risk</th><th scope="col" class="n">Without the event, seen</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Predicted</th></tr></thead><tbody>${curve.map(
    ({ time: end, atRisk, observed, low, high, predicted }) =>
      html`<tr><th scope="row" class="n">${time(end)}</th><td class="n">${formatCount(atRisk)}</td><td class="n">${formatPercent(observed)}</td><td class="n">${formatPercent(low)} to ${formatPercent(high)}</td><td class="n">${formatPercent(predicted)}</td></tr>`,
  )}</tbody></table></div>`;
}

function calibrationChart(bands: readonly SurvivalBand[], horizon: string): Markup {
  const words = bands.map(
    (band) => `predicted ${formatPercent(band.predicted)}, seen ${formatPercent(band.observed)} in ${plural(band.rows, 'row')}`,
  );
  return renderXyChart({
    title: `Calibration by ${horizon}`,
    caption: 'Rows in the order of their predicted risk, in bands of the same size. Seen is one minus the Kaplan-Meier estimate.',
    description: `Predicted and seen probability of the event by ${horizon}: ${words.join('; ')}.`,
    x: percentAxis('mean predicted'),
    y: percentAxis('seen'),
    diagonal: true,
    dots: bands.map(({ predicted: x, observed: y, low, high }, i) => ({ x, y, low, high, words: words[i] as string })),
  });
}
