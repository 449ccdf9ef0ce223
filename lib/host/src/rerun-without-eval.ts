import { spawn } from 'node:child_process';
import { handOnLines } from './native-lines.ts';
import { supervise } from './supervise.ts';

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
 * Runs a program again without eval, which a process can give up only at its start, and supervises it.
 *
 * @param passOn signals that mean something to the program and do not end it
 * @returns its exit code; 128 plus the number of the signal that ended it, as shells say
 * @throws ConsiliumError `WORKER_SILENT`
 */
export async function rerunWithoutEval(
  { execPath, execArgv, argv }: StartedProcess,
  passOn: readonly NodeJS.Signals[] = [],
): Promise<number> {
  const child = spawn(execPath, [NO_EVAL_SWITCH, ...execArgv, ...argv.slice(1)], {
    // What a native library writes by itself is put into the form of the log on its way.
    stdio: ['inherit', 'inherit', 'pipe', 'ipc'],
  });
  const handed = child.stderr === null ? undefined : handOnLines(child.stderr, process.stderr);
  try {
    return await supervise(child, { passOn });
  } finally {
    await handed;
  }
}
