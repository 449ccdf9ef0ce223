import { spawn } from 'node:child_process';
import { type Patience, supervise } from './supervise.ts';

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
 * @returns its exit code; 128 plus the number of the signal that ended it, as shells say
 * @throws ConsiliumError `WORKER_SILENT`
 */
export async function rerunWithoutEval({ execPath, execArgv, argv }: StartedProcess, patience?: Patience): Promise<number> {
  const child = spawn(execPath, [NO_EVAL_SWITCH, ...execArgv, ...argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  return await supervise(child, patience);
}
