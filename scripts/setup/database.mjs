import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { place, platformKey } from './cache.mjs';
import { tail } from './command.mjs';
import { rebuildPackage } from './npm-packages.mjs';
import { probeDatabase } from './probe.mjs';
import { SetupError, classifyFailure, diskFull } from './setup-error.mjs';

/**
 * Makes better-sqlite3 load: the binary that an earlier set-up compiled, else its own install script (a download, or a
 * compilation of about a minute). The version of Node's binary interface is part of the key, so that changing the
 * version of Node brings the right binary.
 * @param {string} root
 * @param {string} cache
 * @param {import('./reporter.mjs').Task} task
 */
export async function prepareDatabase(root, cache, task) {
  const folder = join(root, 'node_modules', 'better-sqlite3');
  const binary = join(folder, 'build', 'Release', 'better_sqlite3.node');
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const key = `better-sqlite3-${version}-abi${process.versions.modules}-${platformKey()}.node`;
  const cached = join(cache, 'better-sqlite3', key);
  if (existsSync(cached)) {
    task.detail('from the cache');
    place(cached, binary, { mode: 0o755 });
    if ((await probeDatabase(root)) === undefined) return;
  }
  task.detail('running its install script, about a minute');
  const outcome = await rebuildPackage(root, 'better-sqlite3');
  const trouble = outcome.status === 0 ? await probeDatabase(root) : outcome.output;
  if (trouble !== undefined) throw failure(folder, trouble);
  place(binary, cached);
}

/**
 * @param {string} folder
 * @param {string} output
 */
function failure(folder, output) {
  if (classifyFailure(output) === 'disk') return diskFull(folder, { output: tail(output) });
  return new SetupError(
    'better-sqlite3, which the coordinator and the agents store their state with, could neither be downloaded nor compiled.',
    'Install a C++ compiler, make and Python 3 (Debian, Ubuntu: sudo apt install g++ make python3; Fedora: sudo dnf install gcc-c++ make python3; macOS: xcode-select --install), or allow downloads from github.com and nodejs.org; then run the command again.',
    { output: tail(output) },
  );
}
