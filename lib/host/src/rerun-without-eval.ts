import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** The switch of Node with which no text can become code: `eval` and `new Function` throw. */
export const NO_EVAL_SWITCH = '--disallow-code-generation-from-strings';

/** How a process was started; usually that is `process`. */
export interface StartedProcess {
  readonly execPath: string;
  /** Switches of Node itself. */
  readonly execArgv: readonly string[];
  readonly argv: readonly string[];
}

/** Whether a process was started without {@link NO_EVAL_SWITCH}. */
export function evalAllowed({ execArgv }: Pick<StartedProcess, 'execArgv'>): boolean {
  return !execArgv.includes(NO_EVAL_SWITCH);
}

/**
 * Runs a program again without eval, which a process can give up only at its start, and hands on what it is told to stop by.
 *
 * @returns its exit code; 128 plus the number of the signal that ended it, as shells say
 */
export async function rerunWithoutEval({ execPath, execArgv, argv }: StartedProcess): Promise<number> {
  const child = spawn(execPath, [NO_EVAL_SWITCH, ...execArgv, ...argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    for (const signal of signals) process.off(signal, forward);
  }
}

/**
 * Asks this process to stop (SIGTERM) when the one that ran it by {@link rerunWithoutEval} is gone, however it ended: otherwise
 * killing what was started would leave behind what works, with its ports and locks. Without such a parent nothing happens.
 */
export function stopWithParent(): void {
  if (process.channel === undefined || process.channel === null) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The channel must not keep alive what is done.
  process.channel.unref();
}
