// Checks the table of rooms (.dependency-cruiser.cjs) and that the checker has really read the sources: with a compiler
// that it cannot use, dependency-cruiser reads nothing and reports success.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const HOME = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCE_FOLDERS = ['proto', 'lib', 'coordinator', 'site-agent', 'sim', 'cli', 'testing', 'test', 'bench'];
const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'gen']);
// Raise it as the project grows: it catches the day when the search for sources itself finds nothing.
const MIN_MODULES = 400;
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * @typedef {object} Report
 * @property {string[]} problems one line each; empty when all is well
 * @property {number} modules source files that the checker has read
 */

/**
 * @param {string} root the folder that holds the rooms
 * @param {number} minModules
 * @returns {Report}
 */
export function checkArchitecture(root, minModules) {
  const sources = SOURCE_FOLDERS.flatMap((folder) => listSources(root, join(root, folder)));
  if (sources.length === 0) return { problems: [`no sources found under ${root}`], modules: 0 };
  const program = join(HOME, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const args = [program, '--config', join(HOME, '.dependency-cruiser.cjs'), '--output-type', 'json', ...sources];
  /** @type {{ modules: { source: string }[], summary: { violations: { rule: { name: string, severity: string }, from: string, to: string, cycle?: { name: string }[], comment?: string }[], ruleSetUsed?: { forbidden?: { name: string, comment?: string }[] } } }} */
  const { modules, summary } = JSON.parse(
    execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: MAX_OUTPUT }),
  );
  const seen = new Set(modules.map(({ source }) => source));
  const read = sources.filter((source) => seen.has(source));
  const reasons = new Map((summary.ruleSetUsed?.forbidden ?? []).map(({ name, comment }) => [name, comment ?? '']));
  const problems = summary.violations.map(({ rule, from, to, cycle }) => {
    const path = cycle === undefined ? `${from} -> ${to}` : [from, ...cycle.map(({ name }) => name)].join(' -> ');
    return `${rule.name}: ${path}\n    ${reasons.get(rule.name) ?? ''}`;
  });
  for (const source of sources) if (!seen.has(source)) problems.push(`not read: ${source}`);
  if (read.length < minModules) {
    problems.push(
      `only ${read.length} modules were read, at least ${minModules} are expected: is TypeScript's API installed (package "typescript" must be version 6)?`,
    );
  }
  return { problems, modules: read.length };
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} paths relative to root, with forward slashes
 */
function listSources(root, folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : listSources(root, path);
    return /\.m?ts$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [relative(root, path).split(sep).join('/')] : [];
  });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { problems, modules } = checkArchitecture(HOME, MIN_MODULES);
  process.stdout.write(
    `${problems.map((problem) => `  ${problem}\n`).join('')}${modules} modules read, ${problems.length} problems\n`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
