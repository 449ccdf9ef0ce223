import { ConsiliumError, fromUnknown } from '@consilium/core';

/** What {@link runProgram} needs of a commander program. */
export interface CommandLine {
  readonly commands: readonly CommandLine[];
  exitOverride(): unknown;
  parseAsync(argv: readonly string[]): Promise<unknown>;
}

/**
 * Runs a command line to its end and returns the exit code of the process. Every failure becomes two lines on standard error,
 * what happened and what to do, and the exit code of the error catalog.
 */
export async function runProgram(program: CommandLine, argv: readonly string[]): Promise<number> {
  overrideExit(program);
  // `consilium run watch | head`: the reader has seen enough, which is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  try {
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    // Commander has printed its own words already; help and version are no failures.
    if (isCommanderError(error)) return error.exitCode === 0 ? 0 : 2;
    const known = error instanceof ConsiliumError ? error : fromUnknown(error);
    process.stderr.write(`error: ${known.toUserText()}\n`);
    if (known.code === 'INTERNAL' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    return known.entry.exit;
  }
}

function overrideExit(command: CommandLine): void {
  command.exitOverride();
  for (const child of command.commands) overrideExit(child);
}

function isCommanderError(error: unknown): error is { readonly exitCode: number } {
  return error instanceof Error && 'code' in error && 'exitCode' in error && String(error.code).startsWith('commander.');
}
