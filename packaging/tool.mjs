import { run, tail } from '../scripts/setup/command.mjs';
import { PackageError } from './package-error.mjs';

/**
 * Runs a tool that must succeed.
 * @param {string} program
 * @param {string[]} args
 * @param {string} advice what to do when it is missing or fails
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>} what it said
 */
export async function mustRun(program, args, advice, options = {}) {
  const outcome = await run(program, args, options);
  if (outcome.status === 0) return outcome.output;
  const what = outcome.missing ? 'is not installed' : `ended with ${outcome.status}`;
  throw new PackageError(`${program} ${what}.`, advice, tail(outcome.output));
}
