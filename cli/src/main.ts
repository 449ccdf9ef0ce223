import { runProgram } from '@consilium/host/program';
import { buildProgram } from './program.ts';

/** Only looks, and monitoring types it as root: it writes nothing into the folder of a service. @internal */
export const READING: readonly string[] = ['coordinator status'];

/** Runs `consilium`; the result is the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  return await runProgram(buildProgram, argv, { reading: READING });
}
