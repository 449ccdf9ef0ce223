import { formatPercent, shorten } from '../format.ts';
import { html, type Markup } from '@consilium/pages';
import type { Interval } from '../statistics.ts';
import { coordinate } from './marks.ts';
import { makeScale, type Scale } from './scale.ts';

/** One row: a fraction with its interval, or words where there is none. */
export interface Dot {
  readonly label: string;
  readonly value?: number;
  readonly interval?: Interval;
  /** Instead of a dot. */
  readonly words?: string;
}

/** Rows of dots, in groups, against one line for all together. */
export interface DotChart {
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  readonly groups: readonly { readonly name: string; readonly dots: readonly Dot[] }[];
  readonly reference?: { readonly value: number; readonly label: string };
}

const WIDTH = 520;
const LEFT = 150;
const RIGHT = 24;
const ROW = 26;
const HEAD = 28;
const TOP = 30;
const BOTTOM = 30;
const TEXT_LENGTH = 19;

/** A figure with a static SVG chart of fractions between 0 and 1. */
export function renderDotChart(chart: DotChart): Markup {
  const dots = chart.groups.flatMap((group) => group.dots);
  const ends = dots.flatMap(({ value, interval }) => [
    ...(value === undefined ? [] : [value]),
    ...(interval === undefined ? [] : [interval.low, interval.high]),
  ]);
  const x = makeScale([...ends, ...(chart.reference === undefined ? [] : [chart.reference.value])], {
    pixels: [LEFT, WIDTH - RIGHT],
    ticks: 5,
    nice: true,
    within: [0, 1],
  });
  const height = TOP + chart.groups.reduce((sum, group) => sum + HEAD + group.dots.length * ROW, 0) + BOTTOM;
  const bottom = height - BOTTOM;
  let y = TOP;
  const rows = chart.groups.map((group) => {
    const head = y;
    y += HEAD + group.dots.length * ROW;
    return html`<text class="name head" x="0" y="${head + 20}">${shorten(group.name, TEXT_LENGTH)}</text>${group.dots.map((dot, i) => drawDot(dot, x, head + HEAD + i * ROW + ROW / 2))}`;
  });
  return html`<figure class="chart"><figcaption><b>${chart.title}</b> ${chart.caption}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${chart.description}">
<g class="axis">${x.ticks.map(
    (tick) =>
      html`<line class="grid" x1="${coordinate(x.at(tick))}" x2="${coordinate(x.at(tick))}" y1="${TOP}" y2="${bottom}"/><text x="${coordinate(x.at(tick))}" y="${bottom + 18}" text-anchor="middle">${Math.round(tick * 100)}${'\u00a0'}%</text>`,
  )}</g>${reference(chart, x, bottom)}${rows}
</svg></figure>`;
}

function reference({ reference: line }: DotChart, x: Scale, bottom: number): Markup | null {
  if (line === undefined) return null;
  const at = coordinate(x.at(line.value));
  return html`<g class="everyone"><line x1="${at}" x2="${at}" y1="${TOP - 6}" y2="${bottom}"/><text class="name" x="${at}" y="${TOP - 12}" text-anchor="middle">${line.label}</text></g>`;
}

function drawDot({ label, value, interval, words }: Dot, x: Scale, y: number): Markup {
  const name = html`<text class="name" x="${LEFT - 16}" y="${y + 4}" text-anchor="end">${shorten(label, TEXT_LENGTH)}</text>`;
  if (value === undefined) return html`${name}<text class="words" x="${LEFT + 8}" y="${y + 4}">${words}</text>`;
  const range = interval === undefined ? '' : `, 95 % interval ${formatPercent(interval.low)} to ${formatPercent(interval.high)}`;
  return html`${name}<g class="dot"><title>${label}: ${formatPercent(value)}${range}</title>${
    interval === undefined ? null : whisker(x.at(interval.low), x.at(interval.high), y)
  }<circle cx="${coordinate(x.at(value))}" cy="${y}" r="5.5"/></g>`;
}

function whisker(from: number, to: number, y: number): Markup {
  return html`<path d="M${coordinate(from)} ${y}L${coordinate(to)} ${y}M${coordinate(from)} ${y - 4}L${coordinate(from)} ${y + 4}M${coordinate(to)} ${y - 4}L${coordinate(to)} ${y + 4}"/>`;
}
