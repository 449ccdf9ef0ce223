import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run, tail } from './command.mjs';
import { SetupError, classifyFailure, diskFull, errorCode } from './setup-error.mjs';

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {string} [resolved]
 * @property {boolean} [link]
 * @property {boolean} [optional]
 * @property {boolean} [hasInstallScript]
 */
/** @typedef {{ packages: Record<string, LockedPackage> }} LockFile */

/**
 * Why `node_modules` is not what the lock file says; undefined when it is.
 * npm leaves a lock file of what it has installed in `node_modules` as its last act, so that an interrupted installation
 * shows too.
 * @param {string} root
 * @returns {string | undefined}
 */
export function installationGap(root) {
  const wanted = readLockFile(join(root, 'package-lock.json'));
  if (!wanted) throw new SetupError('package-lock.json is missing.', 'Restore it: git checkout package-lock.json');
  const present = readLockFile(join(root, 'node_modules', '.package-lock.json'));
  if (!present) return 'nothing is installed yet';
  for (const [path, entry] of Object.entries(wanted.packages)) {
    if (!path.startsWith('node_modules/')) continue;
    const installed = present.packages[path];
    if (!installed) {
      if (entry.optional === true) continue;
      return `${path} is missing`;
    }
    const same = installed.version === entry.version && installed.link === entry.link && sameBytes(installed, entry);
    if (!same) return `${path} is another version`;
    if (!existsSync(join(root, path))) return `${path} is missing`;
  }
  const extra = Object.keys(present.packages).find((path) => path.startsWith('node_modules/') && !wanted.packages[path]);
  return extra === undefined ? undefined : `${extra} is not in the lock file`;
}

/**
 * @param {LockedPackage} a
 * @param {LockedPackage} b
 */
function sameBytes(a, b) {
  return a.integrity === undefined || b.integrity === undefined || a.integrity === b.integrity;
}

/**
 * @param {string} path
 * @returns {LockFile | undefined}
 */
function readLockFile(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Installs exactly what the lock file names, without running any package's install script.
 * @param {string} root
 */
export async function installPackages(root) {
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=warn'];
  const outcome = await npm(root, args);
  if (outcome.status !== 0) throw npmFailure('npm ci', root, outcome.output);
}

/**
 * Runs the install script of one package.
 * @param {string} root
 * @param {string} name
 */
export async function rebuildPackage(root, name) {
  return npm(root, ['rebuild', name, '--ignore-scripts=false', '--foreground-scripts', '--loglevel=warn']);
}

/**
 * The packages whose install scripts the project allows: `allowScripts` in package.json, its one list.
 * @param {string} root
 * @returns {string[]}
 */
export function allowedInstallScripts(root) {
  /** @type {{ allowScripts?: Record<string, boolean> }} */
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(manifest.allowScripts ?? {}).flatMap(([name, allowed]) => (allowed ? [name] : []));
}

/**
 * Whether everything works without a package, but for what it is there for.
 * @param {string} root
 * @param {string} name
 */
export function isOptional(root, name) {
  return readLockFile(join(root, 'package-lock.json'))?.packages[`node_modules/${name}`]?.optional === true;
}

/**
 * Packages of the lock file that have an install script but no word about it in `allowScripts`.
 * @param {LockFile} lockFile
 * @param {Record<string, boolean>} allowScripts
 * @returns {string[]}
 */
export function undecidedInstallScripts(lockFile, allowScripts) {
  const names = Object.entries(lockFile.packages)
    .filter(([, entry]) => entry.hasInstallScript === true)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  return [...new Set(names)].filter((name) => !(name in allowScripts)).sort();
}

/**
 * @param {string} root
 * @param {string[]} args
 */
function npm(root, args) {
  // Under `npm run`, npm says where it is; that one is used, so that the user's choice of npm holds.
  const cli = process.env['npm_execpath'];
  const env = { ...process.env };
  // `npm run -s` passes its silence on, which would swallow the reason of a failure.
  delete env['npm_config_loglevel'];
  // Install scripts find `node` on the path; it must be the one that will load what they build.
  env['PATH'] = [dirname(process.execPath), env['PATH'] ?? ''].join(delimiter);
  const headers = ownHeaders();
  if (headers !== undefined) env['npm_config_nodedir'] = headers;
  if (cli !== undefined && /npm-cli\.c?js$/.test(cli)) return run(process.execPath, [cli, ...args], { cwd: root, env });
  return run('npm', args, { cwd: root, env, shell: process.platform === 'win32' });
}

/**
 * The installation of this very Node, if it has brought its C headers; a compilation then need not download them.
 * @returns {string | undefined}
 */
function ownHeaders() {
  const prefix = dirname(dirname(process.execPath));
  const file = join(prefix, 'include', 'node', 'node_version.h');
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const version = ['MAJOR', 'MINOR', 'PATCH'].map((part) => new RegExp(`NODE_${part}_VERSION (\\d+)`).exec(text)?.[1]).join('.');
  return version === process.versions.node ? prefix : undefined;
}

/**
 * @param {string} command
 * @param {string} root
 * @param {string} output
 */
function npmFailure(command, root, output) {
  const kind = classifyFailure(output);
  if (kind === 'disk') return diskFull(root, { output: tail(output) });
  if (kind === 'network') {
    return new SetupError(
      `${command} could not reach the npm registry.`,
      'Check the network connection and, behind a proxy or with a mirror, `npm config get registry`, `https-proxy` and `cafile`; then run the command again.',
      { output: tail(output) },
    );
  }
  if (output.includes('can only install packages when your package.json and package-lock.json')) {
    return new SetupError(
      'package.json and package-lock.json do not agree.',
      'Run `npm install --ignore-scripts` once and commit both files.',
      { output: tail(output) },
    );
  }
  return new SetupError(`${command} failed.`, 'Read its last lines below; removing node_modules and trying again is safe.', {
    output: tail(output),
  });
}
