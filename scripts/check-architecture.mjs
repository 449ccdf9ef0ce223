// Checks the table of rooms (.dependency-cruiser.cjs) and that the checker has really read the sources: with a compiler
// that it cannot use, dependency-cruiser reads nothing and reports success.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { outputPastTheDoor } from './lint/output-door.mjs';

const HOME = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCE_FOLDERS = ['proto', 'lib', 'coordinator', 'site-agent', 'sim', 'cli', 'testing', 'test', 'bench'];
const PROGRAMS = ['cli/bin/consilium.js', 'site-agent/bin/consilium-site.js'];
const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'gen']);
// Raise it as the project grows: it catches the day when the search for sources itself finds nothing.
const MIN_MODULES = 500;
const MAX_OUTPUT = 256 * 1024 * 1024;

/** Tests beside sources that no single source owns, each with the reason. @type {Record<string, string>} */
const UNOWNED_TESTS = {
  'coordinator/src/api/access.test.ts': 'every method of every service, as every kind of caller',
  'lib/learning/src/layers/layers.test.ts': 'one table of networks that every kind of layer must pass',
  'lib/learning/src/layers/random-networks.test.ts': 'all kinds of layers, combined at random',
  'lib/plan/src/golden-plans.test.ts': 'what schema, defaults and hash together promise about old plans',
  'lib/privacy/src/accounting/cross-check.test.ts': 'all accountants against a method that shares no code with them',
  'lib/privacy/src/noise/samplers.test.ts': 'one table of statistics that every sampler must pass',
  'lib/privacy/src/proofs.test.ts': 'names of proofs in all sources of the room',
  'lib/secure-sum/src/vectors.test.ts': 'every label, key, share, mask and signature of one whole sum',
  'lib/trust/src/certificates.test.ts': 'authority, request and check of the peer meet in one handshake',
  'proto/src/wire.test.ts': 'the .proto files and what is generated of them',
  'sim/src/source-forms.test.ts': 'every form in which a hospital keeps tables, by whole simulations',
  'sim/src/one-plan-many-forms.test.ts':
    'one plan over a table, an OMOP database and FHIR resources, by the example that makes them',
  'sim/src/imaging-example.test.ts': 'images of three forms, by a whole simulation',
  'sim/src/notes-example.test.ts': 'notes of three forms, by a whole simulation',
  'sim/src/survival-example.test.ts': 'hazards planted in three hospitals, by a whole simulation',
  'sim/src/dicom-source.test.ts': 'DICOM images that train, by a whole simulation',
  'sim/src/fed-heart-disease.test.ts': 'published results, by a whole simulation',
  'site-agent/src/attempt/kill-table.test.ts': 'the table of kills in the documentation',
};

/**
 * Problems with names of tests: `x.test.ts`, or `x-aspect.test.ts`, stands beside the `x.ts` that owns its concept.
 * @param {string[]} sources paths with forward slashes
 * @param {Record<string, string>} unowned
 * @returns {string[]}
 */
export function misnamedTests(sources, unowned = UNOWNED_TESTS) {
  const known = new Set(sources);
  /** @param {string} test */
  const hasOwner = (test) => {
    const [, folder = '', name = ''] = /^(.*\/)([^/]+)\.test\.ts$/.exec(test) ?? [];
    const parts = name.split('-');
    return parts.some((_part, i) => known.has(`${folder}${parts.slice(0, i + 1).join('-')}.ts`));
  };
  const tests = sources.filter((source) => source.includes('/src/') && source.endsWith('.test.ts'));
  return [
    ...tests
      .filter((test) => !hasOwner(test) && !(test in unowned))
      .map(
        (test) =>
          `test-names-owner: ${test}\n    Name it after the file that owns what it tests, or say in UNOWNED_TESTS why none does`,
      ),
    ...Object.keys(unowned)
      .filter((test) => !known.has(test) || hasOwner(test))
      .map((test) => `test-names-owner: ${test}\n    Take it out of UNOWNED_TESTS: it is gone, or has an owner`),
  ];
}

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
  const sources = listAllSources(root);
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

/** @param {string} root */
function listAllSources(root) {
  return SOURCE_FOLDERS.flatMap((folder) => listSources(root, join(root, folder)));
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
  const report = checkArchitecture(HOME, MIN_MODULES);
  const sources = listAllSources(HOME);
  const problems = [...report.problems, ...misnamedTests(sources), ...outputPastTheDoor(HOME, [...sources, ...PROGRAMS])];
  const { modules } = report;
  process.stdout.write(
    `${problems.map((problem) => `  ${problem}\n`).join('')}${modules} modules read, ${problems.length} problems\n`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
