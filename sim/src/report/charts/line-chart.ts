import { formatCount, shorten } from '../format.ts';
import { html, type Markup } from '@consilium/pages';
import { coordinate, dashOf, LOOKS, mark } from './marks.ts';
import { type KnownPoint, type Point, spread, stretches, thinPoints } from './points.ts';
import { makeScale, type Scale } from './scale.ts';

/** One line. */
export interface Series {
  readonly name: string;
  /** Number of the look (colour, dash, mark) from 0; `main` is the heavy line of all sites together. */
  readonly look: number | 'main';
  readonly points: readonly Point[];
}

/** A line chart over rounds. */
export interface LineChart {
  readonly title: string;
  /** What the line shows, in words, for readers who do not see it. */
  readonly description: string;
  readonly caption: string;
  readonly series: readonly Series[];
  /** From the lowest to the highest site, where there are too many sites for a line each. */
  readonly band?: readonly { readonly x: number; readonly low: number; readonly high: number }[];
  /** A line across, such as the target. */
  readonly reference?: { readonly value: number; readonly label: string };
  readonly format: (value: number) => string;
  readonly within?: readonly [number, number];
  /** Draw the value axis from zero. */
  readonly fromZero?: boolean;
}

const WIDTH = 520;
const HEIGHT = 290;
const TOP = 14;
const BOTTOM = 44;
const LEFT = 58;
const RIGHT = 112;
/** Points of a line, at most: what a screen shows of 300 rounds in this width. */
const MOST_POINTS = 120;
const MOST_MARKS = 9;
const MOST_COLUMNS = 100;
const LABEL_HEIGHT = 15;

/** A figure with a static SVG chart: no script, prints as it shows. */
export function renderLineChart(chart: LineChart): Markup {
  const all = chart.series.flatMap((line) => stretches(line.points).flat());
  if (all.length === 0) {
    return html`<figure class="chart"><figcaption><b>${chart.title}</b> ${chart.caption}</figcaption><p class="none">No values were reported.</p></figure>`;
  }
  const bandValues = (chart.band ?? []).flatMap(({ low, high }) => [low, high]);
  const extra = [...(chart.reference === undefined ? [] : [chart.reference.value]), ...(chart.fromZero === true ? [0] : [])];
  const rounds = all.map((point) => point.x).sort((a, b) => a - b);
  const x = makeScale(rounds, { pixels: [LEFT, WIDTH - RIGHT], ticks: 6, whole: true });
  const y = makeScale([...all.map((point) => point.y), ...bandValues, ...extra], {
    pixels: [HEIGHT - BOTTOM, TOP],
    ticks: 5,
    nice: true,
    ...(chart.within === undefined ? {} : { within: chart.within }),
  });
  return html`<figure class="chart"><figcaption><b>${chart.title}</b> ${chart.caption}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${chart.description}">
${axes(x, y, chart, rounds)}${band(chart, x, y)}${reference(chart, y)}
${[...chart.series].reverse().map((line) => drawLine(line, x, y))}
${labels(chart, x, y)}${columns(chart, x, y)}
</svg></figure>`;
}

function axes(x: Scale, y: Scale, chart: LineChart, rounds: readonly number[]): Markup {
  const bottom = HEIGHT - BOTTOM;
  return html`<g class="axis">${y.ticks.map(
    (tick) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${coordinate(y.at(tick))}" y2="${coordinate(y.at(tick))}"/><text x="${LEFT - 8}" y="${coordinate(y.at(tick) + 4)}" text-anchor="end">${tickText(tick, y, chart)}</text>`,
  )}${x.ticks
    .filter((tick) => tick >= (rounds[0] ?? 0) && tick <= (rounds.at(-1) ?? 0))
    .map(
      (tick) =>
        html`<line class="tick" x1="${coordinate(x.at(tick))}" x2="${coordinate(x.at(tick))}" y1="${bottom}" y2="${bottom + 4}"/><text x="${coordinate(x.at(tick))}" y="${bottom + 18}" text-anchor="middle">${formatCount(tick)}</text>`,
    )}<line class="base" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${bottom}" y2="${bottom}"/><text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">round</text></g>`;
}

/** A tick without the decimals that its neighbours do not need. */
function tickText(tick: number, y: Scale, chart: LineChart): string {
  const percent = chart.format(1).endsWith('%');
  const step = ((y.ticks[1] ?? y.to) - (y.ticks[0] ?? y.from)) * (percent ? 100 : 1);
  const text = chart.format(tick);
  if (!percent && text.includes('\u00a0')) return text;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return percent ? `${(tick * 100).toFixed(decimals)}\u00a0%` : tick.toFixed(decimals);
}

function band(chart: LineChart, x: Scale, y: Scale): Markup | null {
  if (chart.band === undefined || chart.band.length === 0) return null;
  const high = chart.band.map((part) => `${coordinate(x.at(part.x))} ${coordinate(y.at(part.high))}`);
  const low = chart.band.map((part) => `${coordinate(x.at(part.x))} ${coordinate(y.at(part.low))}`).reverse();
  return html`<path class="band" d="M${[...high, ...low].join('L')}Z"/>`;
}

function reference(chart: LineChart, y: Scale): Markup | null {
  if (chart.reference === undefined) return null;
  const at = y.at(chart.reference.value);
  return html`<line class="reference" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${coordinate(at)}" y2="${coordinate(at)}"/>`;
}

function drawLine(line: Series, x: Scale, y: Scale): Markup {
  const parts = stretches(line.points);
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const thinned = parts.map((part) => thinPoints(part, Math.max(4, Math.ceil((MOST_POINTS * part.length) / total))));
  const place = ({ x: round, y: value }: KnownPoint): string => `${coordinate(x.at(round))} ${coordinate(y.at(value))}`;
  const path = thinned.map((part) => `M${part.map(place).join('L')}`).join('');
  // A point alone draws no line, so its mark is never left out.
  const lonely = parts.filter((part) => part.length === 1).flat();
  const marked = [...new Set([...spread(parts.flat(), MOST_MARKS), ...spread(lonely, MOST_MARKS)])];
  const look = line.look === 'main' ? 0 : line.look;
  const dash = line.look === 'main' ? '' : dashOf(look);
  return html`<g class="${line.look === 'main' ? 'main' : `s${look % LOOKS}`}"><path class="line" d="${path}"${dash === '' ? null : html` stroke-dasharray="${dash}"`}/>${marked.map((point) => mark(look, x.at(point.x), y.at(point.y)))}</g>`;
}

/** Names at the right end of the lines, moved apart so that none covers another. */
function labels(chart: LineChart, x: Scale, y: Scale): readonly Markup[] {
  const wanted = chart.series.flatMap((line) => {
    const last = stretches(line.points).at(-1)?.at(-1);
    const style = line.look === 'main' ? 'main' : `s${line.look % LOOKS}`;
    return last === undefined ? [] : [{ text: line.name, style, at: y.at(last.y), from: x.at(last.x), wanted: y.at(last.y) }];
  });
  const target = chart.reference;
  if (target !== undefined) {
    wanted.push({ text: target.label, style: 'target', at: y.at(target.value), from: WIDTH - RIGHT, wanted: y.at(target.value) });
  }
  const placed = moveApart(wanted);
  return placed.map(
    ({ text, style, at, from, wanted: end }) =>
      html`<g class="label ${style}"><path class="leader" d="M${coordinate(from + 5)} ${coordinate(end)}L${WIDTH - RIGHT + 8} ${coordinate(at)}"/><text x="${WIDTH - RIGHT + 12}" y="${coordinate(at + 4)}">${shorten(text, 14)}</text></g>`,
  );
}

function moveApart<T extends { readonly at: number }>(crowded: readonly T[]): T[] {
  const sorted = [...crowded].sort((a, b) => a.at - b.at);
  const places: number[] = [];
  for (const label of sorted) places.push(Math.max(label.at, (places.at(-1) ?? Number.NEGATIVE_INFINITY) + LABEL_HEIGHT));
  // Pushed out at the bottom: back up, from the last one on.
  let limit = HEIGHT - BOTTOM + 4;
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i] as number, limit);
    limit = (places[i] as number) - LABEL_HEIGHT;
  }
  return sorted.map((label, i) => ({ ...label, at: places[i] as number }));
}

/** Invisible columns that show all values of a round when pointed at. */
function columns(chart: LineChart, x: Scale, y: Scale): Markup {
  const byRound = chart.series.map((line) => new Map(line.points.map((point) => [point.x, point.y])));
  const rounds = [...new Set(chart.series.flatMap((line) => line.points.map((point) => point.x)))].sort((a, b) => a - b);
  const shown = spread(rounds, MOST_COLUMNS);
  const width = Math.min(40, (WIDTH - LEFT - RIGHT) / Math.max(1, shown.length - 1));
  return html`<g class="columns">${shown.map((round) => {
    const lines = chart.series.map((line, i) => {
      const value = byRound[i]?.get(round);
      return `${line.name}: ${value === undefined || value === null ? 'not reported' : chart.format(value)}`;
    });
    const title = html`${[`Round ${round}`, ...lines].map((text, i) => [i === 0 ? null : html`&#10;`, text])}`;
    return html`<rect x="${coordinate(x.at(round) - width / 2)}" y="${TOP}" width="${coordinate(width)}" height="${coordinate(y.at(y.from) - TOP)}"><title>${title}</title></rect>`;
  })}</g>`;
}
