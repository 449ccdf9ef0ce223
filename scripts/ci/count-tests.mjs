// Prints the closing line of .ci/run from vitest's JSON reports: `N passed, N failed`, and `, N skipped` where there are any.
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ name: string, status: string, message?: string, assertionResults: { status: string }[] }[]} testResults one for each file
 */

/**
 * @param {Report[]} reports one of each part of the tests
 * @returns {{ line: string, ok: boolean, broken: string[] }} `ok`: nothing failed, and something passed in each part. `broken`: files that failed
 * without any test of theirs failing, because they could not even be loaded; each counts as one failure
 */
export function countTests(...reports) {
  const broken = reports
    .flatMap(({ testResults }) => testResults)
    .filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'))
    .map(({ name }) => name);
  /** @param {(report: Report) => number} of */
  const sum = (of) => reports.reduce((all, report) => all + of(report), 0);
  const failed = sum((report) => report.numFailedTests) + broken.length;
  const skipped = sum((report) => report.numPendingTests + report.numTodoTests);
  const line = `${sum((report) => report.numPassedTests)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { line, ok: failed === 0 && reports.every((report) => report.numPassedTests > 0), broken };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const paths = argv.slice(2);
  if (paths.length === 0) throw new Error('usage: node scripts/ci/count-tests.mjs REPORT.json...');
  const { line, ok, broken } = countTests(...paths.map((path) => JSON.parse(readFileSync(path, 'utf8'))));
  for (const name of broken) process.stdout.write(`Could not be run: ${name}\n`);
  process.stdout.write(`\n${line}\n`);
  process.exitCode = ok ? 0 : 1;
}
