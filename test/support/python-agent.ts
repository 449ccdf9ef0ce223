import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '@consilium/testing';
import { onTestFinished } from 'vitest';
import { pythonVenv } from './python-venv.ts';

const SOURCES = join(ROOT, 'test/interop/python-agent');
const REQUIREMENTS = join(SOURCES, 'requirements.txt');
const PROTOS = ['consilium/v1/common.proto', 'consilium/v1/join.proto', 'consilium/v1/site.proto', 'grpc/health/v1/health.proto'];

/** A line that the agent has printed. */
export type AgentEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** Python with gRPC and what it reads of the .proto files; no part of this project, and fetched where it is not there yet. */
export class PythonAgent {
  readonly #python: string;
  readonly #stubs: string;

  private constructor(python: string, stubs: string) {
    this.#python = python;
    this.#stubs = stubs;
  }

  /** The agent, or why this machine cannot run it. */
  static prepare(): PythonAgent | { readonly missing: string } {
    const venv = pythonVenv('python-agent', REQUIREMENTS);
    if ('missing' in venv) return venv;
    const { python } = venv;
    const stubs = mkdtempSync(join(tmpdir(), 'consilium-python-'));
    const protos = ['-I', join(ROOT, 'proto'), `--python_out=${stubs}`, `--grpc_python_out=${stubs}`, ...PROTOS];
    const compiled = spawnSync(python, ['-m', 'grpc_tools.protoc', ...protos], { encoding: 'utf8' });
    if (compiled.status !== 0) throw new Error(`the .proto files cannot be read:\n${compiled.stderr}`);
    return new PythonAgent(python, stubs);
  }

  /** Runs a program of the agent's folder to its end. */
  async run(
    program: string,
    args: readonly string[],
  ): Promise<{ readonly code: number | null; readonly events: readonly AgentEvent[]; readonly stderr: string }> {
    const running = this.start(program, args);
    const code = await running.exited;
    return { code, events: running.events, stderr: running.stderr };
  }

  /** Starts a program of the agent's folder; it ends with the test. */
  start(program: string, args: readonly string[]): RunningAgent {
    const path = [SOURCES, this.#stubs].join(delimiter);
    const env = { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1' };
    return new RunningAgent(spawn(this.#python, [join(SOURCES, program), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env }));
  }

  remove(): void {
    rmSync(this.#stubs, { recursive: true, force: true });
  }
}

/** A program of the agent's folder at work. */
export class RunningAgent {
  readonly events: AgentEvent[] = [];
  readonly exited: Promise<number | null>;
  stderr = '';

  constructor(child: ChildProcess) {
    onTestFinished(() => void child.kill('SIGKILL'));
    if (child.stdout === null || child.stderr === null) throw new Error('the agent has no output');
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    createInterface({ input: child.stdout }).on('line', (line) => this.events.push(JSON.parse(line) as AgentEvent));
    this.exited = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
  }

  /** Lines of one kind so far. */
  all(event: string): readonly AgentEvent[] {
    return this.events.filter((one) => one.event === event);
  }
}
