import { html, type Markup } from '@consilium/pages';
import { shorten } from '../format.ts';
import { coordinate } from './marks.ts';
import { makeScale, type Scale } from './scale.ts';

/** One bar, to the right for what is above zero. */
export interface SignedBar {
  readonly label: string;
  readonly value: number;
  /** Half the length of the line that shows how far the value may be off. */
  readonly error?: number;
}

/** Bars from one line in the middle. */
export interface SignedBars {
  readonly title: string;
  readonly caption: string;
  readonly description: string;
  readonly bars: readonly SignedBar[];
  /** As it stands beside a bar. */
  readonly format: (value: number) => string;
}

const WIDTH = 800;
const LEFT = 330;
const RIGHT = 110;
const ROW = 28;
const TOP = 8;
const BOTTOM = 30;
const BAR = 14;
const GAP = 7;
const TEXT_LENGTH = 44;

/** A figure with a static SVG chart of values around zero; which side a bar is on tells its sign without a colour. */
export function renderSignedBars({ title, caption, description, bars, format }: SignedBars): Markup {
  const ends = bars.flatMap(({ value, error = 0 }) => [value - error, value + error]);
  const x = makeScale([0, ...ends], { pixels: [LEFT, WIDTH - RIGHT], ticks: 5, nice: true });
  const height = TOP + bars.length * ROW + BOTTOM;
  const bottom = height - BOTTOM;
  return html`<figure class="chart wide"><figcaption><b>${title}</b> ${caption}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${description}">
<g class="axis">${x.ticks.map(
    (tick) =>
      html`<line class="grid" x1="${coordinate(x.at(tick))}" x2="${coordinate(x.at(tick))}" y1="${TOP}" y2="${bottom}"/><text x="${coordinate(x.at(tick))}" y="${bottom + 18}" text-anchor="middle">${format(tick)}</text>`,
  )}</g>${bars.map((bar, i) => drawBar(bar, x, TOP + i * ROW + ROW / 2, format))}
<line class="base" x1="${coordinate(x.at(0))}" x2="${coordinate(x.at(0))}" y1="${TOP}" y2="${bottom}"/>
</svg></figure>`;
}

function drawBar({ label, value, error }: SignedBar, x: Scale, y: number, format: (value: number) => string): Markup {
  const [from, to] = [Math.min(x.at(0), x.at(value)), Math.max(x.at(0), x.at(value))];
  const off = error ?? 0;
  const end = Math.max(x.at(0), x.at(value + off));
  return html`<g class="${value < 0 ? 's1' : 's0'}"><text class="name" x="0" y="${y + 5}">${shorten(label, TEXT_LENGTH)}</text><rect class="signed" x="${coordinate(from)}" y="${y - BAR / 2}" width="${coordinate(Math.max(to - from, 0.5))}" height="${BAR}"/>${
    off > 0 &&
    html`<line class="base" x1="${coordinate(x.at(value - off))}" x2="${coordinate(x.at(value + off))}" y1="${y}" y2="${y}"/>`
  }<text class="name" x="${coordinate(end + GAP)}" y="${y + 5}">${format(value)}</text></g>`;
}
