import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { run, tail } from './command.mjs';
import { SetupError, classifyFailure, diskFull } from './setup-error.mjs';

/**
 * Compiles all packages, those that changed only.
 * @param {string} root
 */
export async function compilePackages(root) {
  const compiler = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
  const outcome = await run(process.execPath, [compiler, '-b'], { cwd: root });
  if (outcome.status === 0) return;
  if (classifyFailure(outcome.output) === 'disk') throw diskFull(root, { output: tail(outcome.output) });
  throw new SetupError('The sources do not compile.', 'Correct the errors below and run the command again.', {
    output: tail(outcome.output),
  });
}

/**
 * Makes the programs of the workspaces runnable by name. npm links them when it installs, at which time a fresh clone has
 * not compiled them yet, and the compiler does not mark its output as executable.
 * @param {string} root
 */
export function linkPrograms(root) {
  // On Windows npm's own wrapper scripts, which need no mark, serve.
  if (process.platform === 'win32') return;
  const links = join(root, 'node_modules', '.bin');
  const scope = join(root, 'node_modules', '@consilium');
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const folder = join(scope, name);
    if (!existsSync(join(folder, 'package.json'))) continue;
    /** @type {{ bin?: Record<string, string> }} */
    const { bin = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const [program, path] of Object.entries(bin)) {
      const target = join(folder, path);
      if (!existsSync(target)) continue;
      if ((statSync(target).mode & 0o111) !== 0o111) chmodSync(target, 0o755);
      const link = join(links, program);
      if (lstatSync(link, { throwIfNoEntry: false })) continue;
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(relative(links, target), link);
    }
  }
}
