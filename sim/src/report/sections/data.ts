import { classesText, TABLE_ROWS } from '@consilium/site-agent';
import type { SiteDataSummary, SiteSummary, Summary } from '../../summary.ts';
import { formatCount } from '../format.ts';
import { html, type Markup } from '@consilium/pages';

/** What the data of each site were before the first round: the table of `data check`, and what a person should look at. */
export function renderData({ sites }: Summary): Markup | null {
  const known = sites.filter(({ data }) => data !== undefined);
  if (known.length === 0) return null;
  return html`<section aria-labelledby="data"><h2 id="data">Data of each site</h2><div class="scroll" role="region" tabindex="0" aria-label="Table of data"><table><caption>Known because this is a rehearsal: from a hospital nothing of it leaves.</caption><thead><tr><th scope="col">Site</th><th scope="col">Rows</th><th scope="col">Left out</th><th scope="col">Patients</th><th scope="col">Repeated rows</th>${TABLE_ROWS.map(({ words }) => html`<th scope="col">${capital(words)}</th>`)}<th scope="col">Classes</th></tr></thead><tbody>${known.map(row)}</tbody></table></div>${findings(known)}</section>`;
}

function row({ id, data }: SiteSummary): Markup | null {
  if (data === undefined) return null;
  return html`<tr><th scope="row"><bdi>${id}</bdi></th><td>${formatCount(data.rows)}</td><td>${formatCount(data.leftOut)}</td><td>${formatCount(data.patients)}</td><td>${repeated(data)}</td>${TABLE_ROWS.map(({ countsOf }) => html`<td>${byColumn(countsOf(data))}</td>`)}<td>${classesText(data) || 'none'}</td></tr>`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function repeated({ repeated: count }: SiteDataSummary): string {
  return count === undefined ? 'not counted' : formatCount(count);
}

function findings(sites: readonly SiteSummary[]): Markup | null {
  const said = sites.flatMap(({ id, data }) => (data?.findings ?? []).map((says) => ({ id, says })));
  if (said.length === 0) return null;
  return html`<ul>${said.map(({ id, says }) => html`<li><bdi>${id}</bdi>: ${says}</li>`)}</ul>`;
}

/** Columns that are named; summary.json has all of them. */
const NAMED = 6;

function byColumn(counts: Readonly<Record<string, number>>): string {
  const all = Object.entries(counts);
  const named = all.slice(0, NAMED).map(([column, count]) => `${column === '' ? 'whole rows' : column} ${formatCount(count)}`);
  const more = all.length - named.length;
  return [...named, ...(more > 0 ? [`${formatCount(more)} more columns`] : [])].join(', ') || 'none';
}
