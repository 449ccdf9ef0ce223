import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { ConsiliumError } from '@consilium/core';

/** How long a parent waits for the process that does its work, in milliseconds. */
export interface Patience {
  /** From being told to stop until it is ended. */
  readonly stopMs: number;
  /** Between two signs of life. */
  readonly beatMs: number;
  /** Without a sign of life until it is ended. */
  readonly silentMs: number;
}

/** How a process is supervised. */
export interface Supervision {
  readonly patience?: Patience;
  /** Signals that are handed on and end nothing. */
  readonly passOn?: readonly NodeJS.Signals[];
}

/** How often the process that does the work says that it is alive. */
export const BEAT_MS = 5000;

/**
 * Of the ten seconds in which a stopped program has to be gone, three are for the kernel to take down a process with much memory. A
 * quarter of an hour without a sign of life is more than one call of the native library takes for the largest model on a slow machine:
 * what is silent for longer hangs.
 */
const PATIENCE: Patience = { stopMs: 7000, beatMs: BEAT_MS, silentMs: 15 * 60_000 };

/**
 * Waits for a process that calls `answerToParent`, passes on the signals that stop this one, and ends it when it does not stop, or gives
 * no sign of life. What it holds survives that: every file is written so that a `kill -9` at any moment loses nothing.
 *
 * @returns its exit code; 128 plus the number of the signal that ended it, as shells say
 * @throws ConsiliumError `WORKER_SILENT`
 */
export async function supervise(child: ChildProcess, { patience = PATIENCE, passOn = [] }: Supervision = {}): Promise<number> {
  const { stopMs, beatMs, silentMs } = patience;
  let deadline: NodeJS.Timeout | undefined;
  const end = (): void => void child.kill('SIGKILL');
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
    deadline ??= setTimeout(end, stopMs);
  };
  let silent = false;
  // Beats are counted, not the time: a machine that slept has missed one beat and not a night of them.
  let missed = 0;
  const watch = setInterval(() => {
    missed++;
    if (missed * beatMs < silentMs) return;
    silent = true;
    end();
  }, beatMs);
  // A child that has not said anything yet may not listen: what does not end others would end it.
  let listens = false;
  const early = new Set<NodeJS.Signals>();
  const hand = (signal: NodeJS.Signals): void => void (listens ? child.kill(signal) : early.add(signal));
  child.on('message', () => {
    missed = 0;
    listens = true;
    for (const signal of early) child.kill(signal);
    early.clear();
  });
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, forward);
  for (const signal of passOn) process.on(signal, hand);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status, signal) => resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
    if (!silent) return code;
    throw new ConsiliumError({
      code: 'WORKER_SILENT',
      message: `the process ${child.pid} gave no sign of life for ${silentMs / 1000} seconds and was ended`,
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
    for (const signal of passOn) process.off(signal, hand);
    clearTimeout(deadline);
    clearInterval(watch);
  }
}
