import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@consilium/testing';

/** What a package index may take to answer, and a download to arrive. */
const INSTALL_MS = 600_000;

/**
 * A Python with the packages of a requirements file; no part of this project, and fetched where it is not there yet.
 *
 * @param name of its folder
 * @returns the interpreter, or why this machine cannot have it
 */
export function pythonVenv(name: string, requirements: string): { readonly python: string } | { readonly missing: string } {
  const version = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']);
  if (version.status !== 0) return { missing: 'there is no Python 3.11 or newer' };
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const environments = join(ROOT, 'node_modules/.consilium');
  const environment = join(environments, `${name}-${wanted}`);
  const python = join(environment, 'bin/python');
  if (existsSync(python)) return { python };
  mkdirSync(environments, { recursive: true });
  // Moved into place when it is whole: one that is there is complete.
  const made = mkdtempSync(join(environments, `${name}-new-`));
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '-r', requirements];
  for (const [program, args] of [
    ['python3', ['-m', 'venv', made]],
    [join(made, 'bin/python'), pip],
  ] as const) {
    const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: INSTALL_MS });
    if (status === 0) continue;
    rmSync(made, { recursive: true, force: true });
    return { missing: `${program} ${args.join(' ')}: ${error?.message ?? stderr}` };
  }
  renameSync(made, environment);
  return { python };
}
