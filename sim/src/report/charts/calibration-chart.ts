import type { Calibration } from '@consilium/learning';
import { formatCount, formatPercent, plural } from '../format.ts';
import { html, type Markup } from '@consilium/pages';
import { wilsonInterval } from '../statistics.ts';
import { coordinate } from './marks.ts';
import { makeScale } from './scale.ts';

const WIDTH = 520;
const HEIGHT = 416;
const TOP = 30;
const BOTTOM = 44;
const LEFT = 58;
const RIGHT = 20;
/** Area of a dot goes with its rows; the fullest bin has this radius. */
const LARGEST = 13;
const SMALLEST = 3;

interface Bin {
  readonly rows: number;
  readonly predicted: number;
  readonly observed: number;
}

/** Observed against predicted frequency, by bin of predicted probability: on the diagonal, predictions mean what they say. */
export function renderCalibrationChart(calibration: Calibration): Markup {
  const bins = calibration.rows.flatMap((rows, i): Bin[] =>
    rows > 0
      ? [{ rows, predicted: (calibration.predicted[i] ?? 0) / rows, observed: (calibration.observed[i] ?? 0) / rows }]
      : [],
  );
  const title = html`<b>Do predictions mean what they say?</b> Outcomes found among patients for whom about this probability was predicted. On the diagonal they agree; above it, risk is underestimated. A larger dot holds more patients, a line is its 95 % interval.`;
  if (bins.length === 0)
    return html`<figure class="chart"><figcaption>${title}</figcaption><p class="none">No values were reported.</p></figure>`;
  const x = makeScale([0, 1], { pixels: [LEFT, WIDTH - RIGHT], ticks: 5, nice: true });
  const y = makeScale([0, 1], { pixels: [HEIGHT - BOTTOM, TOP], ticks: 5, nice: true });
  const fullest = Math.max(...bins.map(({ rows }) => rows));
  const words = bins.map(
    (bin) => `predicted ${formatPercent(bin.predicted)}, found ${formatPercent(bin.observed)} of ${formatCount(bin.rows)}`,
  );
  const percent = (tick: number): string => `${Math.round(tick * 100)}\u00a0%`;
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Calibration: ${words.join('; ')}.">
<g class="axis">${y.ticks.map(
    (tick) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${coordinate(y.at(tick))}" y2="${coordinate(y.at(tick))}"/><text x="${LEFT - 8}" y="${coordinate(y.at(tick) + 4)}" text-anchor="end">${percent(tick)}</text>`,
  )}${x.ticks.map((tick) => html`<text x="${coordinate(x.at(tick))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${percent(tick)}</text>`)}<line class="base" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/><text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">predicted probability</text><text x="${LEFT - 8}" y="12">outcome found</text></g>
<line class="diagonal" x1="${LEFT}" y1="${HEIGHT - BOTTOM}" x2="${WIDTH - RIGHT}" y2="${TOP}"/>
${bins.map((bin, i) => {
  const { low, high } = wilsonInterval(bin.observed, bin.rows);
  const at = coordinate(x.at(bin.predicted));
  const radius = Math.max(SMALLEST, LARGEST * Math.sqrt(bin.rows / fullest));
  return html`<g class="dot"><title>${plural(bin.rows, 'row')}: ${words[i]}; 95 % interval ${formatPercent(low)} to ${formatPercent(high)}</title><path d="M${at} ${coordinate(y.at(low))}L${at} ${coordinate(y.at(high))}"/><circle cx="${at}" cy="${coordinate(y.at(bin.observed))}" r="${coordinate(radius)}"/></g>`;
})}
</svg></figure>`;
}
