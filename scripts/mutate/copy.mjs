// A copy of the working tree in which the code is broken, so that the tree itself never is.
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const TSC = 'node_modules/@typescript/native/bin/tsc';
const VITEST = 'node_modules/vitest/vitest.mjs';
/** Tests in these folders start the compiled programs. */
const NEEDS_BUILD = 'test/fault/';
/** Longer than the tests of any mutation take: it may leave one waiting for ever. */
const LIMIT_MS = 10 * 60_000;
/** For all tests together, without any mutation. */
const BASELINE_LIMIT_MS = 60 * 60_000;

/**
 * @typedef {'killed' | 'survived' | 'broken'} Outcome `broken`: it could not even be loaded or compiled, which says nothing about tests
 * @typedef {{ outcome: Outcome, output: string }} TestRun
 */

/** Makes a copy of every file that git knows or would know. Packages are linked, so that it takes a second. */
export function openCopy() {
  const folder = mkdtempSync(join(tmpdir(), 'consilium-mutate-'));
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const name of stdout.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    copyFileSync(join(ROOT, name), join(folder, name));
  }
  linkPackages(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return new Copy(folder);
}

/**
 * The workspaces must be those of the copy, everything else may be that of the tree.
 * @param {string} from
 * @param {string} to
 */
function linkPackages(from, to) {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === '@consilium') {
      mkdirSync(join(to, name));
      for (const room of readdirSync(join(from, name))) symlinkSync(readlinkSync(join(from, name, room)), join(to, name, room));
    } else if (!name.startsWith('.') || name === '.bin') {
      symlinkSync(join(from, name), join(to, name));
    }
  }
}

class Copy {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
    this.built = false;
  }

  /**
   * Breaks the code, runs the tests that must notice, and mends it.
   * @param {import('./report.mjs').Mutation} mutation
   * @returns {Promise<TestRun & { seconds: number }>}
   */
  async mutate({ file, find, replace, tests }) {
    const started = performance.now();
    const path = join(this.folder, file);
    const whole = readFileSync(path, 'utf8');
    // What is built must be newer, even where the clock of the disk is coarse.
    writeFileSync(
      path,
      whole.replace(find, () => replace),
    );
    try {
      const result = await this.#run(tests, 1, LIMIT_MS);
      return { ...result, seconds: (performance.now() - started) / 1000 };
    } finally {
      writeFileSync(path, whole);
    }
  }

  /**
   * Runs tests on the code as it is.
   * @param {readonly string[]} tests
   * @param {number} workers
   * @returns {Promise<TestRun>}
   */
  async baseline(tests, workers) {
    return await this.#run(tests, workers, BASELINE_LIMIT_MS);
  }

  /**
   * @param {readonly string[]} tests
   * @param {number} workers
   * @param {number} limitMs
   * @returns {Promise<TestRun>}
   */
  async #run(tests, workers, limitMs) {
    if (tests.some((test) => test.startsWith(NEEDS_BUILD))) {
      const built = await this.#node([TSC, '-b'], limitMs);
      if (built.status !== 0) return { outcome: 'broken', output: built.output };
    }
    const report = join(this.folder, 'mutate-report.json');
    rmSync(report, { force: true });
    const switches = ['--bail=1', `--maxWorkers=${workers}`, '--reporter=json', `--outputFile.json=${report}`];
    // A mutation that leaves a test waiting need not wait as long as a test on a busy machine may.
    if (limitMs === LIMIT_MS) switches.push('--testTimeout=60000', '--hookTimeout=60000');
    const { status, output, timedOut } = await this.#node([VITEST, 'run', ...switches, ...tests], limitMs);
    // A test that never ends has noticed, too.
    if (timedOut) return { outcome: 'killed', output: `not done after ${limitMs / 60_000} minutes` };
    if (status === 0) return { outcome: 'survived', output };
    if (!existsSync(report)) return { outcome: 'broken', output };
    const { failures, unloaded } = failuresIn(JSON.parse(readFileSync(report, 'utf8')));
    return unloaded ? { outcome: 'broken', output } : { outcome: 'killed', output: failures.join('\n') };
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * @param {readonly string[]} args
   * @param {number} limitMs
   * @returns {Promise<{ status: number | null, output: string, timedOut: boolean }>}
   */
  #node(args, limitMs) {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [...args], { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
      let output = '';
      let timedOut = false;
      const keep = (/** @type {Buffer} */ chunk) => void (output = (output + chunk.toString('utf8')).slice(-20_000));
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      const timer = setTimeout(() => {
        timedOut = true;
        // Its whole group: the workers of the tests and what they have started.
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      }, limitMs);
      child.once('error', reject);
      child.once('close', (status) => {
        clearTimeout(timer);
        resolve({ status, output, timedOut });
      });
    });
  }
}

/**
 * Tests that failed, and how; and whether a file could not even be loaded. A test that was cut off by the first failure is neither.
 * @param {{ testResults: { status: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }[] }} report
 * @returns {{ failures: string[], unloaded: boolean }}
 */
function failuresIn({ testResults }) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed');
  return {
    failures: failed.map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages[0]}`),
    unloaded: failed.length === 0 && testResults.some((file) => file.status === 'failed' && file.assertionResults.length === 0),
  };
}
