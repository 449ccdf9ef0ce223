import type { Attendance } from '../../summary.ts';
import { formatCount, formatRounds, plural, shorten } from '../format.ts';
import { html, type Markup } from '@consilium/pages';
import { coordinate } from './marks.ts';

const WIDTH = 1060;
const LEFT = 150;
const ROW = 22;
const TOP = 6;
/** Columns at most; more rounds share one. */
const MOST_COLUMNS = 100;
/** Sites at most: a longer picture is a worse answer than the table. */
export const MOST_PARTICIPATION_ROWS = 40;

/** Which site was in which round: a full square where its update counted, a cross where it did not. */
export function renderParticipation(sites: readonly string[], rounds: Attendance['rounds']): Markup {
  const buckets = bucketsOf(rounds);
  const cell = Math.min(34, (WIDTH - LEFT - 10) / Math.max(1, buckets.length));
  const height = TOP + sites.length * ROW + 30;
  const missed = sites.filter((site) => rounds.some((round) => !round.participants.includes(site)));
  const description = `Sites by round: ${plural(sites.length - missed.length, 'site')} of ${formatCount(sites.length)} counted in every round.`;
  return html`<figure class="chart wide"><figcaption><b>Who took part</b> A full square: the update is in the model. A cross: it is not.${
    buckets.length < rounds.length
      ? ' Neighbouring rounds share a square; a cross means that the site missed at least one of them.'
      : ''
  }</figcaption>
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${description}">
${sites.map((site, row) => {
  const y = TOP + row * ROW;
  return html`<text class="name" x="${LEFT - 10}" y="${y + 15}" text-anchor="end">${shorten(site, 20)}</text>${buckets.map((bucket, column) => square(site, bucket, LEFT + column * cell, y, cell))}`;
})}<g class="axis">${buckets.map((bucket, column) => {
    const first = bucket[0]?.round ?? 0;
    const every = Math.ceil(buckets.length / 15);
    return column % every === 0
      ? html`<text x="${coordinate(LEFT + (column + 0.5) * cell)}" y="${height - 10}" text-anchor="middle">${first}</text>`
      : null;
  })}<text x="${LEFT - 10}" y="${height - 10}" text-anchor="end">round</text></g>
</svg></figure>`;
}

function square(site: string, bucket: Attendance['rounds'], x: number, y: number, cell: number): Markup {
  const absent = bucket.filter((round) => !round.participants.includes(site)).map((round) => round.round);
  const all = formatRounds(bucket.map((round) => round.round));
  const inset = Math.min(2, cell * 0.12);
  const size = cell - 2 * inset;
  const tall = Math.min(ROW - 6, 16);
  const title = absent.length === 0 ? `${site}: counted in round ${all}` : `${site}: not in round ${formatRounds(absent)}`;
  const box = html`x="${coordinate(x + inset)}" y="${y + 2}" width="${coordinate(size)}" height="${tall}"`;
  if (absent.length === 0) return html`<rect class="counted" rx="2" ${box}><title>${title}</title></rect>`;
  const [left, right, top, bottom] = [x + cell / 2 - 4, x + cell / 2 + 4, y + 6, y + 14].map(coordinate) as [
    string,
    string,
    string,
    string,
  ];
  return html`<g class="missed"><rect rx="2" ${box}><title>${title}</title></rect><path d="M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}"/></g>`;
}

function bucketsOf(rounds: Attendance['rounds']): Attendance['rounds'][number][][] {
  const size = Math.ceil(rounds.length / MOST_COLUMNS);
  return Array.from({ length: size === 0 ? 0 : Math.ceil(rounds.length / size) }, (_, i) =>
    rounds.slice(i * size, (i + 1) * size),
  );
}
