import { runProgram } from '@consilium/host/program';
import { buildProgram } from './program.ts';

/** Runs `consilium-site`; the result is the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  return await runProgram(buildProgram, argv);
}
