import { visibleText } from '@consilium/core';
import { dataCheckText } from '@consilium/site-agent';
import { plural } from '../report/format.ts';
import type { SiteCheck } from '../site-check.ts';

/** Sites without a fault that are listed one by one; of more a single line is left. */
const LISTED = 20;

/**
 * What a look at all data has found, for a terminal: site by site the table and text of `consilium-site data check`.
 *
 * @param target the column that is predicted
 * @returns no line where nothing was found
 */
export function renderSiteChecks(checks: readonly SiteCheck[], target: string): readonly string[] {
  const faulty = checks.filter(hasFault);
  if (faulty.length === 0) return [];
  const sound = checks.filter((check) => !hasFault(check));
  const shown = sound.length > LISTED ? faulty : checks;
  const rest = checks.length - shown.length;
  return [
    ...shown.flatMap((check) => linesOf(check, target)),
    ...(rest === 0 ? [] : [`${plural(rest, 'site')} without a fault`]),
  ].map((line) => visibleText(line).replaceAll('\u00a0', ' '));
}

function hasFault({ check, notes, failure }: SiteCheck): boolean {
  if (failure !== undefined || notes.length > 0 || check === undefined) return true;
  const { report, notices } = check;
  return shownFindings(check).length > 0 || report.problems.length > 0 || report.identifiers.length > 0 || notices.length > 0;
}

/** That each patient has one row is usual, and said where a person adds a data set. */
function shownFindings({ findings }: NonNullable<SiteCheck['check']>): NonNullable<SiteCheck['check']>['findings'] {
  return findings.filter(({ check }) => check !== 'one-row-a-patient');
}

function linesOf({ site, check, notes, failure }: SiteCheck, target: string): readonly string[] {
  const [facts = '', ...said] = check === undefined ? [] : dataCheckText({ ...check, findings: shownFindings(check) }, target);
  return [
    facts === '' ? site : `${site}: ${facts}`,
    ...(failure === undefined ? [] : [`  WITHOUT THIS SITE: ${failure}`]),
    ...said,
    ...notes.map((note) => `  WARNING: ${note}`),
  ];
}
