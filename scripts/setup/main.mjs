import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilePackages, linkPrograms } from './build.mjs';
import { openCache } from './cache.mjs';
import { stopAll } from './command.mjs';
import { prepareDatabase } from './database.mjs';
import { withLock } from './lock.mjs';
import { allowedInstallScripts, installPackages, installationGap, isOptional, rebuildPackage } from './npm-packages.mjs';
import { probeDatabase } from './probe.mjs';
import { Reporter, seconds } from './reporter.mjs';
import { SetupError, toSetupError } from './setup-error.mjs';
import { isTensorFlowReady, patchEval, prepareTensorFlow } from './tensorflow.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const EXIT_INTERRUPTED = 130;

const HELP = `Makes this clone ready to run: npm packages, native add-ons, compiled packages.

  npm run setup              install and build what is missing
  npm run setup -- --retry   also try again for TensorFlow's native library, after it could not be had
`;

/**
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
export async function main(args) {
  const unknown = args.find((arg) => arg !== '--retry' && arg !== '--help');
  if (unknown !== undefined || args.includes('--help')) {
    process.stderr.write(unknown === undefined ? HELP : `Unknown option ${unknown}.\n\n${HELP}`);
    return unknown === undefined ? 0 : 2;
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      stopAll();
      process.stderr.write('\nSet-up was interrupted; the next one goes on from here.\n');
      process.exit(EXIT_INTERRUPTED);
    });
  }
  const reporter = new Reporter();
  try {
    const cache = openCache();
    /** @param {string} holder */
    const onWait = (holder) => reporter.say(`Another set-up of this folder (process ${holder}) is running; waiting for it.`);
    await withLock(`${cache}/locks`, ROOT, onWait, () => setUp(cache, reporter, args.includes('--retry')));
    return 0;
  } catch (error) {
    const { message, advice, output } = toSetupError(error, ROOT);
    reporter.say(`\nSet-up stopped: ${message}\n${advice}${output === '' ? '' : `\n\n${output.replace(/^/gm, '  | ')}`}\n`);
    return 1;
  }
}

/**
 * @param {string} cache
 * @param {Reporter} reporter
 * @param {boolean} retry
 */
async function setUp(cache, reporter, retry) {
  const started = performance.now();
  const gap = installationGap(ROOT);
  if (gap !== undefined) {
    reporter.say(`Setting up Consilium (${gap}).`);
    await reporter.step('npm packages', () => installPackages(ROOT));
    for (const name of allowedInstallScripts(ROOT)) if (name !== 'better-sqlite3') await runInstallScript(name, reporter);
  }
  patchEval(ROOT);
  const [databaseTrouble, tensorFlowReady] = await Promise.all([probeDatabase(ROOT), isTensorFlowReady(ROOT)]);
  // All are let finish, so that a failure of one does not leave another half-way.
  const outcomes = await Promise.allSettled([
    databaseTrouble === undefined ? undefined : reporter.step('better-sqlite3', (task) => prepareDatabase(ROOT, cache, task)),
    tensorFlowReady ? undefined : prepareTensorFlow(ROOT, cache, { retry, reporter }),
    compilePackages(ROOT),
  ]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  linkPrograms(ROOT);
  if (reporter.steps > 0) reporter.say(`Consilium is ready (${seconds(started)}).`);
}

/**
 * @param {string} name
 * @param {Reporter} reporter
 */
async function runInstallScript(name, reporter) {
  const outcome = await reporter.step(`install script of ${name}`, () => rebuildPackage(ROOT, name));
  if (outcome.status === 0) return;
  if (isOptional(ROOT, name)) reporter.say(`${name}, which few need, could not be compiled here; all else works without it.`);
  else throw new SetupError(`The install script of ${name} failed.`, 'Read its last lines below.', { output: outcome.output });
}
