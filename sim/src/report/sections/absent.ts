import { html, type Markup } from '@consilium/pages';
import { absentSites } from '../absent-sites.ts';
import type { Summary } from '../../summary.ts';

/** The banner of a rehearsal that went on without sites whose data cannot be used, or nothing. */
export function renderAbsent(summary: Summary): Markup | null {
  const absent = absentSites(summary);
  if (absent === null) return null;
  return html`<section class="alarm danger" role="alert" aria-label="Sites without usable data"><h2><span aria-hidden="true">⚠ </span>${absent.headline}</h2><ul>${absent.sites.map(({ id, failure }) => html`<li><bdi>${id}</bdi>: ${failure}</li>`)}</ul></section>`;
}
