import type { Summary } from '../summary.ts';
import { html, renderPage } from '@consilium/pages';
import { renderAbsent } from './sections/absent.ts';
import { renderAlarm } from './sections/alarm.ts';
import { renderAttendance } from './sections/attendance.ts';
import { renderClassOutcome } from './sections/class-outcome.ts';
import { renderData } from './sections/data.ts';
import { renderFlow } from './sections/flow.ts';
import { renderKeyFigures } from './sections/key-figures.ts';
import { renderLimits } from './sections/limits.ts';
import { renderNumberOutcome } from './sections/number-outcome.ts';
import { renderOutcome } from './sections/outcome.ts';
import { renderOwnModels } from './sections/own-models.ts';
import { renderPolicy } from './sections/policy.ts';
import { renderPrivacy } from './sections/privacy.ts';
import { renderPrivacyCost } from './sections/privacy-cost.ts';
import { renderProvenance } from './sections/provenance.ts';
import { renderReleased } from './sections/released.ts';
import { renderSites } from './sections/sites.ts';
import { renderSubgroups } from './sections/subgroups.ts';
import { renderSurvivalOutcome } from './sections/survival-outcome.ts';
import { renderThresholds } from './sections/threshold-curves.ts';
import { renderTime } from './sections/time.ts';
import { renderTrends } from './sections/trends.ts';

/**
 * `report.html` of a run: one file, no script, charts as static SVG, so that it opens anywhere, prints as it shows and stays readable
 * for as long as HTML does. The same summary always gives the same bytes.
 */
export function renderReport(summary: Summary): string {
  const title = summary.title === '' ? summary.study : summary.title;
  return renderPage({
    title: `${title}: report of run ${summary.run}`,
    kicker: 'Federated learning, simulated',
    heading: title,
    lead: html`Study <bdi>${summary.study}</bdi>, run <bdi>${summary.run}</bdi>. The sites were virtual, on one machine, running the same coordinator and agents as hospitals do. Not for use on patients.`,
    main: html`${renderAlarm(summary)}
${renderAbsent(summary)}
${renderKeyFigures(summary)}
${renderReleased(summary)}
${renderSites(summary)}
${renderOwnModels(summary)}
${renderData(summary)}
${renderFlow(summary)}
${renderTrends(summary)}
${renderOutcome(summary)}
${renderThresholds(summary)}
${renderNumberOutcome(summary)}
${renderClassOutcome(summary)}
${renderSurvivalOutcome(summary)}
${renderSubgroups(summary)}
${renderPrivacy(summary)}
${renderPrivacyCost(summary)}
${renderPolicy(summary)}
${renderLimits(summary)}
${renderAttendance(summary)}
${renderTime(summary)}
${renderProvenance(summary)}`,
    footer: html`Made by Consilium from <code>summary.json</code>, which holds the same figures for programs. This page loads nothing and runs no script.`,
  });
}
