import { html, type Markup } from '@consilium/pages';
import { coordinate, dashOf, mark } from './marks.ts';
import { makeScale, type Scale } from './scale.ts';

/** A place in the units of the axes. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** One line, told from others by width, dash and mark, so that it shows in grey. */
export interface XyLine {
  readonly look: number | 'main';
  readonly points: readonly Place[];
}

/** A dot with an interval upwards, and one across, and words for those who point at it. */
export interface XyDot extends Place {
  readonly low?: number;
  readonly high?: number;
  readonly left?: number;
  readonly right?: number;
  /** One among many. */
  readonly small?: true;
  readonly words: string;
}

/** One axis. */
export interface Axis {
  readonly label: string;
  readonly format: (value: number) => string;
  /** Ends that the axis never passes. */
  readonly within?: readonly [number, number];
}

/** A chart of two measures against each other. Its figures stand in a table near it. */
export interface XyChart {
  readonly title: string;
  readonly caption: string;
  /** What is drawn, in words, for readers who do not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines?: readonly XyLine[];
  readonly dots?: readonly XyDot[];
  /** Draws where both measures are equal, and gives both axes the same ends. */
  readonly diagonal?: boolean;
}

const WIDTH = 520;
const HEIGHT = 380;
const TOP = 30;
const BOTTOM = 44;
const LEFT = 64;
const RIGHT = 20;
const RADIUS = 5;
const SMALL_RADIUS = 3;

/** A figure with a static SVG chart: no script, prints as it shows. */
export function renderXyChart(chart: XyChart): Markup {
  const { title, caption, description, lines = [], dots = [], diagonal = false } = chart;
  const places = [...lines.flatMap(({ points }) => points), ...dots];
  const head = html`<figcaption><b>${title}</b> ${caption}</figcaption>`;
  if (places.length === 0) return html`<figure class="chart">${head}<p class="none">There is nothing to draw.</p></figure>`;
  const ends = (...of: readonly (number | undefined)[]): number[] => of.filter((end) => end !== undefined);
  const xs = [...places.map((place) => place.x), ...dots.flatMap(({ left, right }) => ends(left, right))];
  const ys = [...places.map((place) => place.y), ...dots.flatMap(({ low, high }) => ends(low, high))];
  const both = diagonal ? [...xs, ...ys] : undefined;
  const x = axisScale(both ?? xs, chart.x, [LEFT, WIDTH - RIGHT]);
  const y = axisScale(both ?? ys, chart.y, [HEIGHT - BOTTOM, TOP]);
  return html`<figure class="chart">${head}
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${description}">
${axes(x, y, chart)}${diagonal ? drawDiagonal(x, y) : null}${[...lines].reverse().map((line) => drawLine(line, x, y))}${dots.map((dot) => drawDot(dot, x, y))}
</svg></figure>`;
}

function axisScale(values: readonly number[], { within }: Axis, pixels: readonly [number, number]): Scale {
  return makeScale(values, { pixels, ticks: 5, nice: true, ...(within === undefined ? {} : { within }) });
}

function axes(x: Scale, y: Scale, chart: XyChart): Markup {
  const bottom = HEIGHT - BOTTOM;
  return html`<g class="axis">${y.ticks.map(
    (tick) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${coordinate(y.at(tick))}" y2="${coordinate(y.at(tick))}"/><text x="${LEFT - 8}" y="${coordinate(y.at(tick) + 4)}" text-anchor="end">${chart.y.format(tick)}</text>`,
  )}${x.ticks.map((tick) => html`<text x="${coordinate(x.at(tick))}" y="${bottom + 18}" text-anchor="middle">${chart.x.format(tick)}</text>`)}<line class="base" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${bottom}" y2="${bottom}"/><text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${chart.x.label}</text><text x="0" y="12">${chart.y.label}</text></g>`;
}

function drawDiagonal(x: Scale, y: Scale): Markup {
  const [from, to] = [Math.max(x.from, y.from), Math.min(x.to, y.to)];
  return html`<line class="diagonal" x1="${coordinate(x.at(from))}" y1="${coordinate(y.at(from))}" x2="${coordinate(x.at(to))}" y2="${coordinate(y.at(to))}"/>`;
}

function drawLine({ look, points }: XyLine, x: Scale, y: Scale): Markup | null {
  const last = points.at(-1);
  if (last === undefined) return null;
  const path = points.map((point) => `${coordinate(x.at(point.x))} ${coordinate(y.at(point.y))}`).join('L');
  const dash = look === 'main' ? '' : dashOf(look);
  return html`<g class="${look === 'main' ? 'main' : `s${look}`}"><path class="line" d="M${path}"${dash === '' ? null : html` stroke-dasharray="${dash}"`}/>${mark(look === 'main' ? 0 : look, x.at(last.x), y.at(last.y))}</g>`;
}

function drawDot({ x: across, y: up, low, high, left, right, small, words }: XyDot, x: Scale, y: Scale): Markup {
  const at = coordinate(x.at(across));
  const height = coordinate(y.at(up));
  const bar =
    low === undefined || high === undefined
      ? null
      : html`<path d="M${at} ${coordinate(y.at(low))}L${at} ${coordinate(y.at(high))}"/>`;
  const beam =
    left === undefined || right === undefined
      ? null
      : html`<path d="M${coordinate(x.at(left))} ${height}L${coordinate(x.at(right))} ${height}"/>`;
  return html`<g class="dot"><title>${words}</title>${bar}${beam}<circle cx="${at}" cy="${height}" r="${small === true ? SMALL_RADIUS : RADIUS}"/></g>`;
}
