import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RecordedDisk, type RecordedEvent } from './recorded-disk.ts';

const SOURCE = fileURLToPath(new URL('disk-recorder.cpp', import.meta.url));
const PRELOAD = fileURLToPath(new URL('message-recorder-preload.mjs', import.meta.url));
const FLAGS = ['-std=c++17', '-O2', '-shared', '-fPIC'];

/** Compiles the recorder of the disk. Returns its path, or why this machine cannot have one. */
export function buildDiskRecorder(folder: string): { readonly library: string } | { readonly missing: string } {
  if (process.platform !== 'linux') return { missing: `calls of the disk can be recorded on Linux, this is ${process.platform}` };
  const library = join(folder, 'disk-recorder.so');
  for (const compiler of [process.env['CXX'] ?? '', 'g++', 'clang++', 'c++']) {
    if (compiler === '' || spawnSync(compiler, ['--version']).status !== 0) continue;
    const { status, stderr } = spawnSync(compiler, [...FLAGS, SOURCE, '-o', library, '-ldl'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${compiler} cannot compile the recorder:\n${stderr}`);
    return { library };
  }
  return { missing: 'there is no C++ compiler' };
}

/** Records every message of every program that this test process starts between `start` and `stop`. */
export class MessageRecording {
  readonly #logs: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #before: Map<string, string | undefined> = new Map();

  /** @param more variables of the programs' environment */
  constructor(more: Readonly<Record<string, string>> = {}) {
    this.#logs = mkdtempSync(join(tmpdir(), 'consilium-recording-'));
    this.#environment = {
      NODE_OPTIONS: `--import file://${PRELOAD}`,
      CONSILIUM_RECORD_INTO: this.#logs,
      ...more,
    };
  }

  start(): void {
    for (const [name, value] of Object.entries(this.#environment)) {
      this.#before.set(name, process.env[name]);
      process.env[name] = value;
    }
  }

  stop(): void {
    for (const [name, value] of this.#before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    this.#before.clear();
  }

  /** Everything that the programs did, in the order in which it happened; all of them must have ended. */
  events(): readonly RecordedEvent[] {
    const events = readdirSync(this.#logs).flatMap((name) => [
      ...readLog(Number.parseInt(name, 10), readFileSync(join(this.#logs, name))),
    ]);
    return events.toSorted((a, b) => a.time - b.time);
  }

  remove(): void {
    this.stop();
    rmSync(this.#logs, { recursive: true, force: true });
  }
}

/** Records what every program does with files as well. */
export class Recording extends MessageRecording {
  readonly disk: RecordedDisk;

  /** @param under folder whose files are recorded, without links on its path */
  constructor(library: string, under: string) {
    // Calls that go to the kernel by another road than the C library's cannot be recorded.
    super({ LD_PRELOAD: library, CONSILIUM_RECORD_UNDER: under, UV_USE_IO_URING: '0' });
    this.disk = new RecordedDisk(under);
  }
}

function* readLog(pid: number, log: Buffer): Generator<RecordedEvent> {
  for (let at = 0; at < log.length; ) {
    const end = log.indexOf('\n', at);
    const { n, ...what } = JSON.parse(log.toString('utf8', at, end)) as { n: number };
    at = end + 1 + n;
    if (at > log.length) throw new Error('the log of a recorder is cut short');
    yield { ...what, pid, content: log.subarray(end + 1, at) } as unknown as RecordedEvent;
  }
}
