import { visibleText } from '@consilium/core';
import { findingText } from '@consilium/deidentify';
import { formatCount, plural } from '../report/format.ts';
import type { SiteCheck } from '../site-check.ts';

/** Problems of one site that are listed one by one. */
const LISTED = 20;

/**
 * What a look at all data has found, for a terminal: sites with nothing to say take no line.
 *
 * @returns no line where nothing was found
 */
export function renderSiteChecks(checks: readonly SiteCheck[]): readonly string[] {
  return checks.flatMap((check) => linesOf(check)).map((line) => visibleText(line).replaceAll('\u00a0', ' '));
}

function linesOf({ site, report, findings, failure }: SiteCheck): readonly string[] {
  const said = [
    ...findings.map(({ says }) => says),
    ...(report?.identifiers ?? []).map((finding) => findingText(finding)),
    ...listed(
      (report?.problems ?? []).map(
        ({ row, column, problem }) => `row ${row}${column === '' ? '' : `, column ${column}`}: ${problem}`,
      ),
    ),
  ];
  if (failure === undefined && said.length === 0) return [];
  const facts =
    report === undefined
      ? ''
      : `: ${plural(report.rowsRead, 'row')}, ${formatCount(report.rowsDropped)} left out, ${plural(report.patients, 'patient')}`;
  return [
    `${site}${facts}`,
    ...(failure === undefined ? [] : [`  WITHOUT THIS SITE: ${failure}`]),
    ...said.map((line) => `  ${line}`),
  ];
}

function listed(problems: readonly string[]): readonly string[] {
  const more = problems.length - LISTED;
  return more > 0 ? [...problems.slice(0, LISTED), `and ${formatCount(more)} more`] : problems;
}
