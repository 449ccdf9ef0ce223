import { ConsiliumError } from '@consilium/core';
import { complain, endWithReader, PARSER_OUTPUT, takeConsole } from './output/standard-streams.ts';
import { requireOwnFolders, type TypedCommand } from './own-account.ts';
import { type Platform, requirePlatform, thisPlatform } from './platform.ts';

/** What {@link runProgram} needs of a commander program. */
export interface CommandLine {
  readonly commands: readonly CommandLine[];
  hook(event: 'preAction', listener: (program: unknown, command: TypedCommand) => void): unknown;
  exitOverride(): unknown;
  configureOutput(output: typeof PARSER_OUTPUT): unknown;
  showHelpAfterError(text: string): unknown;
  parseAsync(argv: readonly string[]): Promise<unknown>;
}

/** What holds for the commands of a program. */
export interface ProgramRules {
  /** @default the platform of this process */
  readonly platform?: Platform;
  /** Commands, without the name of the program, that write nothing into any folder and that root may type everywhere. */
  readonly reading?: readonly string[];
}

/**
 * Runs a command line to its end and returns the exit code of the process. Every failure becomes two lines on standard error,
 * what happened and what to do, and the exit code of the error catalog. On a platform that is not supported nothing is loaded and nothing
 * runs, not even help.
 *
 * @param build loads the program, or as much of it as this command line calls
 */
export async function runProgram(
  build: (argv: readonly string[]) => Promise<CommandLine>,
  argv: readonly string[],
  { platform = thisPlatform(), reading = [] }: ProgramRules = {},
): Promise<number> {
  endWithReader();
  takeConsole();
  // Node would print what nobody caught as it is, message and all.
  process.off('uncaughtException', end).on('uncaughtException', end);
  try {
    requirePlatform(platform);
    const program = await build(argv);
    prepare(program);
    program.hook('preAction', (_program, command) => requireOwnFolders(command, reading));
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    // Commander has printed its own words already; help and version are no failures.
    if (isCommanderError(error)) return error.exitCode === 0 ? 0 : 2;
    return complain(error);
  }
}

function end(error: unknown): void {
  process.exit(complain(error));
}

function prepare(command: CommandLine): void {
  command.exitOverride();
  command.configureOutput(PARSER_OUTPUT);
  // A setting of the program does not reach commands that were added to it.
  command.showHelpAfterError(new ConsiliumError({ code: 'USAGE', message: '' }).advice);
  for (const child of command.commands) prepare(child);
}

function isCommanderError(error: unknown): error is { readonly exitCode: number } {
  return error instanceof Error && 'code' in error && 'exitCode' in error && String(error.code).startsWith('commander.');
}
