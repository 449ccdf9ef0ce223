import { join } from 'node:path';
import { run } from './command.mjs';

// A damaged or foreign library can end the process that loads it, so each is tried in a process of its own.

const LOAD_ADDON = `
  const binding = require(process.argv[1]);
  if (typeof binding.TF_Version !== 'string') throw new Error('no TF_Version');
  process.stdout.write('version=' + binding.TF_Version);
`;

// The two helpers of node:util that tfjs-node 4.22.0 calls and that Node 23 removed.
const TRAIN = `
  const util = require('node:util');
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const tf = require('@tensorflow/tfjs-node');
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], useBias: false, kernelInitializer: 'zeros' })] });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const x = tf.tensor2d([[1, 0], [0, 1], [1, 1], [2, 1]]);
  const y = tf.tensor2d([[2], [-1], [1], [3]]);
  model.fit(x, y, { epochs: 100, batchSize: 4, shuffle: false, verbose: 0 }).then(() => {
    const [a, b] = model.getWeights()[0].dataSync();
    if (tf.getBackend() !== 'tensorflow') throw new Error('backend is ' + tf.getBackend());
    if (!(Math.abs(a - 2) < 0.05 && Math.abs(b + 1) < 0.05)) throw new Error('learnt ' + a + ', ' + b + ' instead of 2, -1');
    process.stdout.write('trained');
  });
`;

const OPEN_DATABASE = `
  const Database = require('better-sqlite3');
  const row = new Database(':memory:').prepare('select sqlite_version() as version').get();
  process.stdout.write('version=' + row.version);
`;

const TIMEOUT_MS = 60_000;

/**
 * The version of the TensorFlow library, if the add-on of this clone loads.
 * @param {string} root
 */
export async function probeAddon(root) {
  const outcome = await evaluate(root, LOAD_ADDON, [], [addonPath(root)]);
  return /version=(\S+)/.exec(outcome.output)?.[1];
}

/**
 * Trains a tiny model on the native library, without eval as agents do.
 * @param {string} root
 * @returns {Promise<string | undefined>} what went wrong, if anything
 */
export async function probeTraining(root) {
  const outcome = await evaluate(root, TRAIN, ['--disallow-code-generation-from-strings'], []);
  return outcome.status === 0 && outcome.output.includes('trained') ? undefined : outcome.output || `status ${outcome.status}`;
}

/**
 * @param {string} root
 * @returns {Promise<string | undefined>} what went wrong, if anything
 */
export async function probeDatabase(root) {
  const outcome = await evaluate(root, OPEN_DATABASE, [], []);
  return outcome.status === 0 && outcome.output.includes('version=') ? undefined : outcome.output || `status ${outcome.status}`;
}

/** @param {string} root */
export function addonPath(root) {
  return join(root, 'node_modules', '@tensorflow', 'tfjs-node', 'lib', 'napi-v8', 'tfjs_binding.node');
}

/**
 * @param {string} root
 * @param {string} code
 * @param {string[]} flags
 * @param {string[]} args
 */
function evaluate(root, code, flags, args) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', TF_ENABLE_ONEDNN_OPTS: '0' };
  return run(process.execPath, [...flags, '--input-type=commonjs', '--eval', code, ...args], {
    cwd: root,
    env,
    timeoutMs: TIMEOUT_MS,
  });
}
