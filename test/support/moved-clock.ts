import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ServerProcess } from './programs.ts';

const SOURCE = fileURLToPath(new URL('moved-clock.cpp', import.meta.url));
const FLAGS = ['-std=c++17', '-O2', '-shared', '-fPIC'];
const DAY_S = 86_400;
/** libuv counts how long it slept in 31 bits of milliseconds, 24.8 days. */
const LONGEST_DAYS = 15;
/** Room for the timers that have become due. */
const SETTLE_MS = 50;

/** A clock that programs read instead of the machine's, and that a test moves. OpenSSL inside of Node reads it too. */
export class MovedClock {
  readonly #path: string;
  readonly #library: string;
  #seconds = 0;

  private constructor(path: string, library: string) {
    this.#path = path;
    this.#library = library;
    writeFileSync(path, bytesOf(0));
  }

  /** Compiles what reads it. Resolves to why this machine cannot have one where it cannot. */
  static create(folder: string): MovedClock | { readonly missing: string } {
    if (process.platform !== 'linux') return { missing: `clocks can be moved on Linux, this is ${process.platform}` };
    const library = join(folder, 'moved-clock.so');
    for (const compiler of [process.env['CXX'] ?? '', 'g++', 'clang++', 'c++']) {
      if (compiler === '' || spawnSync(compiler, ['--version']).status !== 0) continue;
      const { status, stderr } = spawnSync(compiler, [...FLAGS, SOURCE, '-o', library, '-ldl'], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${compiler} cannot compile the clock:\n${stderr}`);
      return new MovedClock(join(folder, 'moved-clock'), library);
    }
    return { missing: 'there is no C++ compiler' };
  }

  /** Variables with which a program reads it. */
  get env(): Readonly<Record<string, string>> {
    return { LD_PRELOAD: this.#library, CONSILIUM_CLOCK_FILE: this.#path };
  }

  /** The time that programs read, in milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.#seconds * 1000;
  }

  /** Moves it while everybody is stopped, as that of a machine that was suspended; several times over where that is long. */
  async advance(days: number, programs: readonly ServerProcess[]): Promise<void> {
    for (let left = days; left > 0; left -= LONGEST_DAYS) {
      for (const program of programs) program.signal('SIGSTOP');
      while (!programs.every(({ pid }) => isStopped(pid))) await wait(2);
      this.#seconds += Math.min(left, LONGEST_DAYS) * DAY_S;
      const fd = openSync(this.#path, 'r+');
      writeSync(fd, bytesOf(this.#seconds), 0, 8, 0);
      closeSync(fd);
      for (const program of programs) program.signal('SIGCONT');
      await wait(SETTLE_MS);
    }
  }
}

function isStopped(pid: number): boolean {
  return / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, ''));
}

function bytesOf(seconds: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(seconds));
  return bytes;
}
