import { accessSync, chmodSync, constants, copyFileSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { SetupError, errorCode } from './setup-error.mjs';

/**
 * The per-user cache of Consilium: what was downloaded and compiled once, so that the next clone need not.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {string}
 */
export function cachePath(env = process.env, platform = process.platform) {
  const xdg = env['XDG_CACHE_HOME'];
  // The XDG rules say that a relative path is to be ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'consilium');
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'consilium');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'consilium', 'Cache');
  return join(home, '.cache', 'consilium');
}

/**
 * Makes the cache folder, readable by its owner only: libraries from it are loaded into the process.
 * @returns {string}
 * @throws {SetupError} when it cannot be written to
 */
export function openCache() {
  const path = cachePath();
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new SetupError(
      `The cache folder ${path} cannot be written to.`,
      'Set XDG_CACHE_HOME to a folder that you may write to and run the command again.',
      { cause: error },
    );
  }
  return path;
}

/** Which binaries fit this process: platform, processor, C library, and the version of Node's binary interface. */
export function platformKey() {
  return [process.platform, process.arch, ...(process.platform === 'linux' ? [isGlibc() ? 'glibc' : 'musl'] : [])].join('-');
}

/** Whether this process runs on the GNU C library (Alpine's musl cannot load libraries built for it). */
export function isGlibc() {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header.glibcVersionRuntime !== undefined;
}

/**
 * Puts a file in place at once or not at all: a reader sees the old one or the whole new one.
 * @param {string} from
 * @param {string} to
 * @param {{ link?: boolean, mode?: number }} [options] `link` shares the bytes with the source where the disk allows
 */
export function place(from, to, options = {}) {
  mkdirSync(dirname(to), { recursive: true });
  const temporary = join(dirname(to), `.${basename(to)}.${process.pid}.tmp`);
  rmSync(temporary, { force: true });
  try {
    if (options.link !== true || !tryLink(from, temporary)) copyFileSync(from, temporary, constants.COPYFILE_FICLONE);
    if (options.mode !== undefined) chmodSync(temporary, options.mode);
    renameSync(temporary, to);
  } finally {
    // After a rename there is nothing left; renaming a link onto its own twin, though, leaves both.
    rmSync(temporary, { force: true });
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    // Another disk, or a file system without hard links: the caller copies.
    if (['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EACCES'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}
