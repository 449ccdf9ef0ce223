// Prints the closing line of .ci/run from vitest's JSON report: `N passed, N failed`, and `, N skipped` where there are any.
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
 * @param {Report} report
 * @returns {{ line: string, ok: boolean, broken: string[] }} `broken`: files that failed without any test of theirs failing,
 * because they could not even be loaded; each counts as one failure
 */
export function countTests(report) {
  const broken = report.testResults
    .filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'))
    .map(({ name }) => name);
  const failed = report.numFailedTests + broken.length;
  const skipped = report.numPendingTests + report.numTodoTests;
  const line = `${report.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { line, ok: failed === 0 && report.numPassedTests > 0, broken };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const path = argv[2];
  if (path === undefined) throw new Error('usage: node scripts/ci/count-tests.mjs REPORT.json');
  const { line, ok, broken } = countTests(JSON.parse(readFileSync(path, 'utf8')));
  for (const name of broken) process.stdout.write(`Could not be run: ${name}\n`);
  process.stdout.write(`\n${line}\n`);
  process.exitCode = ok ? 0 : 1;
}
