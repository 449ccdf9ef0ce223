import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { RUNTIME } from './runtime.mjs';
import { mustRun } from './tool.mjs';

/** What better-sqlite3 is compiled from. */
const SOURCES = ['package.json', 'binding.gyp', 'src', 'deps', 'lib'];

/**
 * The add-on of better-sqlite3 for the packaged Node: its binary interface differs from version to version, so that the one
 * that set-up has compiled for the Node of this clone does not load there. Compiled once, about a minute and a half.
 * @param {string} root
 * @param {string} cache
 * @param {string} runtime folder of the packaged Node
 * @returns {Promise<string>} the binary in the cache
 */
export async function compileDatabase(root, cache, runtime) {
  const source = join(root, 'node_modules', 'better-sqlite3');
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const target = join(cache, 'better-sqlite3', `better-sqlite3-${version}-${RUNTIME.project}-${RUNTIME.version}.node`);
  if (existsSync(target)) return target;
  mkdirSync(join(cache, 'better-sqlite3'), { recursive: true });
  // In a project of its own, without the package that would download a binary.
  const project = mkdtempSync(join(cache, 'better-sqlite3', 'compiling-'));
  try {
    writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, dependencies: { 'better-sqlite3': version } }));
    const copy = join(project, 'node_modules', 'better-sqlite3');
    for (const name of SOURCES) cpSync(join(source, name), join(copy, name), { recursive: true });
    const env = {
      ...process.env,
      PATH: [join(runtime, 'bin'), process.env['PATH'] ?? ''].join(delimiter),
      npm_config_nodedir: runtime,
    };
    const args = ['rebuild', 'better-sqlite3', '--ignore-scripts=false', '--foreground-scripts', '--loglevel=warn'];
    await mustRun('npm', args, 'Install a C++ compiler, make and Python 3, and run the command again.', { cwd: project, env });
    renameSync(join(copy, 'build', 'Release', 'better_sqlite3.node'), target);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
  return target;
}
