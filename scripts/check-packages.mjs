// Checks what the project takes from others: licences by an allow-list, install scripts by an explicit word on each,
// versions pinned exactly. Reads the lock file only, so that packages of other platforms are judged too.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { undecidedInstallScripts } from './setup/npm-packages.mjs';

const HOME = dirname(dirname(fileURLToPath(import.meta.url)));

/** Licences under which code may be shipped inside an agent: permissive, with no duty beyond keeping the notice. */
const SHIPPED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
  'Zlib',
];
/** Further licences of tools that are used here and never shipped. */
const TOOLS = ['MPL-2.0', 'Python-2.0', 'CC-BY-4.0'];

/**
 * @typedef {object} LockedPackage
 * @property {string} [license]
 * @property {boolean} [dev]
 * @property {boolean} [link]
 * @property {boolean} [hasInstallScript]
 */

/**
 * Whether an SPDX licence expression can be met with the allowed licences.
 * Source of the grammar: SPDX specification 2.3, annex D (AND binds closer than OR).
 * @param {string} expression
 * @param {string[]} allowed
 * @returns {boolean}
 */
export function licenceAllowed(expression, allowed) {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  /** @returns {boolean} */
  const either = () => {
    let result = both();
    while (tokens[at] === 'OR') {
      at += 1;
      result = both() || result;
    }
    return result;
  };
  /** @returns {boolean} */
  const both = () => {
    let result = one();
    while (tokens[at] === 'AND') {
      at += 1;
      result = one() && result;
    }
    return result;
  };
  /** @returns {boolean} */
  const one = () => {
    const token = tokens[at];
    at += 1;
    if (token !== '(') return token !== undefined && allowed.includes(token);
    const result = either();
    const closed = tokens[at] === ')';
    at += 1;
    return closed && result;
  };
  return either() && at === tokens.length;
}

/**
 * @param {{ packages: Record<string, LockedPackage> }} lockFile
 * @param {Record<string, boolean>} allowScripts
 * @returns {string[]} problems
 */
export function checkLockFile(lockFile, allowScripts) {
  const problems = undecidedInstallScripts(lockFile, allowScripts).map(
    (name) => `${name} has an install script: decide with true or false in allowScripts of package.json`,
  );
  for (const [path, { license, dev, link }] of Object.entries(lockFile.packages)) {
    if (!path.includes('node_modules/') || link === true) continue;
    const allowed = dev === true ? [...SHIPPED, ...TOOLS] : SHIPPED;
    if (!licenceAllowed(license ?? '', allowed)) {
      problems.push(`${path}: licence ${license ?? '(none)'} is not on the list for ${dev === true ? 'tools' : 'shipped code'}`);
    }
  }
  return problems;
}

/**
 * @param {string} path where the manifest lies, for the message
 * @param {Record<string, Record<string, string> | undefined>} manifest
 * @returns {string[]} problems
 */
export function checkPins(path, manifest) {
  return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
    Object.entries(manifest[kind] ?? {})
      // @types/node names the oldest Node that is supported, of which the newest description is right.
      .filter(([name, version]) => name !== '@types/node' && !/^(?:npm:@?[\w./-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${path}: ${name} ${version} is a range: name one version`),
  );
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  /** @param {string} path */
  const read = (path) => JSON.parse(readFileSync(join(HOME, path), 'utf8'));
  const lockFile = read('package-lock.json');
  const manifests = ['', ...Object.keys(lockFile.packages).filter((path) => path !== '' && !path.includes('node_modules/'))];
  const problems = [
    ...checkLockFile(lockFile, read('package.json').allowScripts ?? {}),
    ...manifests.flatMap((folder) => checkPins(join(folder, 'package.json'), read(join(folder, 'package.json')))),
  ];
  process.stdout.write(
    `${problems.map((problem) => `  ${problem}\n`).join('')}${Object.keys(lockFile.packages).length} packages, ${problems.length} problems\n`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}
