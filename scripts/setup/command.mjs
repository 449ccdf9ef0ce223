import { spawn } from 'node:child_process';

const KEPT_OUTPUT = 4_000_000;
const TAIL_LINES = 30;

/** @typedef {{ status: number | null, output: string, timedOut: boolean, missing: boolean }} Outcome */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {Set<(pids: number[]) => void>} */
const watchers = new Set();

/**
 * Calls `watcher` with the process ids of the running programs, now and whenever they change.
 * @param {(pids: number[]) => void} watcher
 * @returns {() => void} ends it
 */
export function watchRunning(watcher) {
  watchers.add(watcher);
  watcher(runningPids());
  return () => watchers.delete(watcher);
}

function runningPids() {
  return [...running].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
}

function tellWatchers() {
  for (const watcher of watchers) watcher(runningPids());
}

/**
 * Runs a program, keeps what it says, and never throws: the caller decides what a failure means.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, shell?: boolean }} [options]
 * @returns {Promise<Outcome>} `missing` when there is no such program; `status` is null after a signal
 */
export function run(program, args, options = {}) {
  const { cwd, env, timeoutMs, shell = false } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell,
      windowsHide: true,
      // A group of its own, so that stopping it stops the compilers and downloads that it has started.
      detached: process.platform !== 'win32',
    });
    running.add(child);
    tellWatchers();
    let output = '';
    let timedOut = false;
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            stop(child);
          }, timeoutMs);
    /** @param {Outcome} outcome */
    const finish = (outcome) => {
      clearTimeout(timer);
      running.delete(child);
      tellWatchers();
      resolve(outcome);
    };
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      finish({ status: null, output: `${output}${error.message}\n`, timedOut, missing });
    });
    child.on('close', (status) => finish({ status, output, timedOut, missing: false }));
  });
}

/** Stops every program that is still running; for the handler of Ctrl+C. */
export function stopAll() {
  for (const child of running) stop(child);
}

/** @param {import('node:child_process').ChildProcess} child */
function stop(child) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended on its own meanwhile, which is what was wanted.
  }
}

/**
 * The last lines of a tool's output, for an error message.
 * @param {string} output
 */
export function tail(output) {
  return output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}
