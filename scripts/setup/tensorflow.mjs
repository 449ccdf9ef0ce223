import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isGlibc, platformKey } from './cache.mjs';
import { withLock } from './lock.mjs';
import { probeAddon, probeTraining } from './probe.mjs';
import { SetupError, errorCode } from './setup-error.mjs';
import { findCompiler, installAddon, isCompiled } from './tensorflow-addon.mjs';
import { officialDownload } from './tensorflow-download.mjs';
import { LibraryUnavailable, fetchLibrary, locateLibrary } from './tensorflow-library.mjs';
import { WHEELS } from './tensorflow-pins.mjs';

const RETRY_AFTER_MS = 24 * 3_600_000;

/** @typedef {{ reasons: string[], machine: string, at: number }} Fallback */

/**
 * Makes tfjs-node train on the native library: its own download, else the library of TensorFlow's Python wheel with an
 * add-on compiled here. Where neither works, says so and remembers it, so that the next run does not try for minutes again.
 * @param {string} root
 * @param {string} cache
 * @param {{ retry: boolean, reporter: import('./reporter.mjs').Reporter }} options
 */
export async function prepareTensorFlow(root, cache, { retry, reporter }) {
  const memory = join(root, 'node_modules', '.consilium', 'tensorflow-fallback.json');
  const known = recall(memory);
  const machine = `${platformKey()} ${WHEELS[process.arch]?.sha256 ?? ''} ${(await findCompiler()) ?? 'no compiler'}`;
  const fresh = known !== undefined && known.machine === machine && Date.now() - known.at < RETRY_AFTER_MS;
  if (fresh && !retry) {
    reporter.say(`Training uses the pure-JavaScript backend (${known.reasons.at(-1)}). To try again: npm run setup -- --retry`);
    return;
  }
  const reasons = await reporter.step('TensorFlow', (task) => install(root, cache, reporter, task));
  if (reasons === undefined) {
    rmSync(memory, { force: true });
    return;
  }
  mkdirSync(dirname(memory), { recursive: true });
  /** @type {Fallback} */
  const fallback = { reasons, machine, at: Date.now() };
  writeFileSync(`${memory}.tmp`, JSON.stringify(fallback));
  renameSync(`${memory}.tmp`, memory);
  reporter.say(explainFallback(reasons));
}

/**
 * @param {string} root
 * @param {string} cache
 * @param {import('./reporter.mjs').Reporter} reporter
 * @param {import('./reporter.mjs').Task} task
 * @returns {Promise<string[] | undefined>} why neither way worked; undefined when one did
 */
async function install(root, cache, reporter, task) {
  const refusal = await officialDownload(root, task);
  if (refusal === undefined) return undefined;
  try {
    await buildFromWheel(root, cache, reporter, task);
    return undefined;
  } catch (error) {
    if (!(error instanceof LibraryUnavailable)) throw error;
    return [
      `official binaries: ${refusal}`,
      error.output === '' ? error.message : `${error.message}: ${error.output.split('\n').at(-1)}`,
    ];
  }
}

/**
 * @param {string} root
 * @param {string} cache
 * @param {import('./reporter.mjs').Reporter} reporter
 * @param {import('./reporter.mjs').Task} task
 */
async function buildFromWheel(root, cache, reporter, task) {
  const pin = WHEELS[process.arch];
  if (process.platform !== 'linux' || pin === undefined || !isGlibc()) {
    throw new LibraryUnavailable(`no library for ${platformKey()} is known to this project`, '');
  }
  // Asked before the download, which would be in vain.
  if (!isCompiled(root, cache, locateLibrary(cache, pin)) && (await findCompiler()) === undefined) {
    throw new LibraryUnavailable('there is no C++ compiler', '');
  }
  /** @param {string} holder */
  const onWait = (holder) => reporter.say(`  another set-up (process ${holder}) is fetching TensorFlow; waiting for it`);
  await withLock(join(cache, 'locks'), 'tensorflow', onWait, async () => {
    for (const attempt of ['cached', 'fresh']) {
      const library = await fetchLibrary(cache, pin, task);
      const addon = await installAddon(root, cache, library, task);
      task.detail('training a tiny model to test it');
      const trouble = await probeTraining(root);
      if (trouble === undefined) return;
      // What the cache holds does not work here: make it once more before giving up.
      rmSync(addon, { force: true });
      rmSync(dirname(library.path), { recursive: true, force: true });
      if (attempt === 'fresh') throw new LibraryUnavailable('the add-on was built but does not train', trouble);
    }
  });
}

/** @param {string} path */
function recall(path) {
  try {
    return /** @type {Fallback} */ (JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** @param {string[]} reasons */
export function explainFallback(reasons) {
  return `
TensorFlow's native library is not available here, so training falls back to the pure-JavaScript backend: the results are
the same within rounding, small tabular models train about as fast, image models about a hundred times slower. Reasons:
${reasons.map((reason) => `  - ${reason}`).join('\n')}
To change that on Linux (x64, arm64): install a C++ compiler and Python 3 with pip (Debian, Ubuntu: sudo apt install g++
python3-pip), make sure that pip reaches a package index, then run: npm run setup -- --retry
`;
}

const EVAL_CALL = "var global = Function('return this')();";
const EVAL_FREE = 'var global = globalThis;';

/**
 * Takes the one call of eval out of tfjs-node, which generated code of its protobuf compiler makes to find the global
 * object, so that agents run with --disallow-code-generation-from-strings.
 * @param {string} root
 */
export function patchEval(root) {
  const path = join(root, 'node_modules', '@tensorflow', 'tfjs-node', 'dist', 'proto', 'api_pb.js');
  const source = readFileSync(path, 'utf8');
  const parts = source.split(EVAL_CALL);
  if (parts.length === 2) {
    writeFileSync(`${path}.tmp`, parts.join(EVAL_FREE));
    renameSync(`${path}.tmp`, path);
  } else if (!source.includes(EVAL_FREE) || /\b(?:Function|eval)\(/.test(source)) {
    throw new SetupError(
      `${path} is not the file that this project knows how to patch.`,
      'Remove node_modules and run the command again; after a change of version of @tensorflow/tfjs-node, adapt patchEval in scripts/setup/tensorflow.mjs.',
    );
  }
}

/**
 * Whether the add-on of this clone loads.
 * @param {string} root
 */
export async function isTensorFlowReady(root) {
  return (await probeAddon(root)) !== undefined;
}
