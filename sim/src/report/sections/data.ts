import type { SiteSummary, Summary } from '../../summary.ts';
import { formatCount } from '../format.ts';
import { html, type Markup } from '@consilium/pages';

/** What the data of each site were before the first round: rows, what was left out of them, and what a person should look at. */
export function renderData({ sites }: Summary): Markup | null {
  const known = sites.filter(({ data }) => data !== undefined);
  if (known.length === 0) return null;
  return html`<section aria-labelledby="data"><h2 id="data">Data of each site</h2><div class="scroll" role="region" tabindex="0" aria-label="Table of data"><table><caption>Known because this is a rehearsal: from a hospital nothing of it leaves.</caption><thead><tr><th scope="col">Site</th><th scope="col">Rows</th><th scope="col">Left out</th><th scope="col">Patients</th><th scope="col">Missing cells</th><th scope="col">Cut to the range</th><th scope="col">Unreadable</th></tr></thead><tbody>${known.map(row)}</tbody></table></div>${findings(known)}</section>`;
}

function row({ id, data }: SiteSummary): Markup | null {
  if (data === undefined) return null;
  return html`<tr><th scope="row"><bdi>${id}</bdi></th><td>${formatCount(data.rows)}</td><td>${formatCount(data.leftOut + data.overCap)}</td><td>${formatCount(data.patients)}</td><td>${byColumn(data.missing)}</td><td>${byColumn(data.cut)}</td><td>${byColumn(data.unreadable)}</td></tr>`;
}

function findings(sites: readonly SiteSummary[]): Markup | null {
  const said = sites.flatMap(({ id, data }) => (data?.findings ?? []).map((says) => ({ id, says })));
  if (said.length === 0) return null;
  return html`<ul>${said.map(({ id, says }) => html`<li><bdi>${id}</bdi>: ${says}</li>`)}</ul>`;
}

/** Columns that are named; summary.json has all of them. */
const NAMED = 6;

function byColumn(counts: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const named = sorted.slice(0, NAMED).map(([column, count]) => `${column === '' ? 'whole rows' : column} ${formatCount(count)}`);
  const more = sorted.length - named.length;
  return [...named, ...(more > 0 ? [`${formatCount(more)} more columns`] : [])].join(', ') || 'none';
}
