import { createHash } from 'node:crypto';
import type { Summary } from '../summary.ts';
import { html, trusted } from './html.ts';
import { renderAlarm } from './sections/alarm.ts';
import { renderAttendance } from './sections/attendance.ts';
import { renderKeyFigures } from './sections/key-figures.ts';
import { renderOutcome } from './sections/outcome.ts';
import { renderPrivacy } from './sections/privacy.ts';
import { renderProvenance } from './sections/provenance.ts';
import { renderReleased } from './sections/released.ts';
import { renderSites } from './sections/sites.ts';
import { renderSubgroups } from './sections/subgroups.ts';
import { renderTime } from './sections/time.ts';
import { renderTrends } from './sections/trends.ts';
import { REPORT_CSS } from './styles.ts';

/**
 * What a page may load: its own style sheet, by hash, and nothing else; no script, no picture, no font, no request. A name that got
 * past the escaping could still neither run nor call home.
 */
function contentSecurityPolicy(): string {
  const hash = createHash('sha256').update(REPORT_CSS).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

/**
 * `report.html` of a run: one file, no script, charts as static SVG, so that it opens anywhere, prints as it shows and stays readable
 * for as long as HTML does. The same summary always gives the same bytes.
 */
export function renderReport(summary: Summary): string {
  const title = summary.title === '' ? summary.study : summary.title;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${trusted(contentSecurityPolicy())}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/><meta name="referrer" content="no-referrer"/>
<title>${title}: report of run ${summary.run}</title>
<style>${trusted(REPORT_CSS)}</style></head>
<body><header><p class="kicker">Federated learning, simulated</p><h1>${title}</h1>
<p class="lead">Study <bdi>${summary.study}</bdi>, run <bdi>${summary.run}</bdi>. The sites were virtual, on one machine, running the same coordinator and agents as hospitals do. Not for use on patients.</p></header>
<main>${renderAlarm(summary)}
${renderKeyFigures(summary)}
${renderReleased(summary)}
${renderSites(summary)}
${renderTrends(summary)}
${renderOutcome(summary)}
${renderSubgroups(summary)}
${renderPrivacy(summary)}
${renderAttendance(summary)}
${renderTime(summary)}
${renderProvenance(summary)}</main>
<footer><p>Made by Consilium from <code>summary.json</code>, which holds the same figures for programs. This page loads nothing and runs no script.</p></footer></body></html>
`.source;
}
