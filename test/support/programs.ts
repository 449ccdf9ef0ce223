import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { builtProgram, type Program } from '@consilium/testing';

/**
 * Time that a test or a set-up of real programs may take, in milliseconds: what takes half a minute on two free cores takes
 * half an hour on two busy ones. A hang is found by then.
 */
export const PROGRAMS_MS = 1_800_000;

/** How a program is started: the command, and what comes before the arguments that a person types. */
export type Launch = (program: Program) => readonly [command: string, ...before: string[]];

/** From the build of this clone. */
const fromBuild: Launch = (program) => [process.execPath, builtProgram(program)];

/** How a command ended. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, whatever its exit code. */
export async function runCommand(
  program: Program,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  launch: Launch = fromBuild,
): Promise<CommandResult> {
  const [command, ...before] = launch(program);
  const child = spawn(command, [...before, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}

/** Runs a command that must succeed and returns its standard output. */
export async function mustRun(
  program: Program,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  launch: Launch = fromBuild,
): Promise<string> {
  const { code, stdout, stderr } = await runCommand(program, args, env, launch);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return stdout;
}

/** One line of a program's log. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** How a process is started. */
export interface ProcessOptions {
  /** Switches of Node itself. */
  readonly nodeArgs?: readonly string[];
  /** Variables of the environment beside those of the test. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default the build of this clone, with `nodeArgs` */
  readonly launch?: Launch;
}

/** Everything still running; ended when the test process ends, so that a failed test leaves nobody behind. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A program that serves until it is stopped or killed; its JSON log is kept. */
export class ServerProcess {
  readonly log: LogRecord[] = [];
  /** Lines that are not JSON: Node's own last words. */
  readonly words: string[] = [];
  /** What it has printed. */
  stdout = '';
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #wakers: Set<() => void> = new Set();
  #ended = false;

  constructor(program: Program, args: readonly string[], options: ProcessOptions = {}) {
    this.#name = `${program} ${args.join(' ')}`;
    const { nodeArgs = [], launch = () => [process.execPath, ...nodeArgs, builtProgram(program)] as const } = options;
    const [command, ...before] = launch(program);
    const child = spawn(command, [...before, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    this.#child = child;
    running.add(child);
    this.exited = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        running.delete(child);
        this.#ended = true;
        this.#wake();
        resolve(code);
      });
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      try {
        this.log.push(JSON.parse(line) as LogRecord);
      } catch {
        this.words.push(line);
      }
      this.#wake();
    });
  }

  /** Resolves to the first record (from number `from` on) that fits. Fails when the process ends before it says so. */
  async saw(fits: (record: LogRecord) => boolean, from = 0): Promise<LogRecord> {
    for (;;) {
      const found = this.log.slice(from).find(fits);
      if (found !== undefined) return found;
      if (this.#ended) throw new Error(`${this.#name} ended before it was ready:\n${this.lastWords()}`);
      await new Promise<void>((resolve) => this.#wakers.add(resolve));
    }
  }

  /** Sends a signal and resolves to the first record after it that fits. */
  async ask(signal: NodeJS.Signals, fits: (record: LogRecord) => boolean): Promise<LogRecord> {
    const from = this.log.length;
    this.#child.kill(signal);
    return await this.saw(fits, from);
  }

  /** Of its process. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Sends a signal. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** kill -9: no chance to clean up. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  /** An orderly end; resolves to the exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return await this.exited;
  }

  /** The end of the log, for the message of a failed test. */
  lastWords(): string {
    return [...this.words.slice(-20), ...this.log.slice(-20).map((record) => JSON.stringify(record))].join('\n');
  }

  #wake(): void {
    const wakers = [...this.#wakers];
    this.#wakers.clear();
    for (const wake of wakers) wake();
  }
}
