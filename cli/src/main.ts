import { ConsiliumError, fromUnknown } from '@consilium/core';
import { CommanderError } from 'commander';
import { buildProgram } from './program.ts';

/** Runs the program; every failure becomes two lines on standard error and the exit code of the error catalog. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = buildProgram();
  for (const command of [program, ...program.commands.flatMap((child) => [child, ...child.commands])]) command.exitOverride();
  try {
    await program.parseAsync([...argv]);
    return 0;
  } catch (error) {
    // Commander has printed its own words already; help and version are no failures.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const known = error instanceof ConsiliumError ? error : fromUnknown(error);
    process.stderr.write(`error: ${known.toUserText()}\n`);
    if (known.code === 'INTERNAL' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    return known.entry.exit;
  }
}
