import { format } from 'node:util';
import { fromUnknown, visibleLines } from '@consilium/core';
import { visibleJson } from './json-output.ts';
import { createTerminal, type Line, type Terminal } from './terminal.ts';

/** Standard output: results. */
export const standardOutput: Terminal = createTerminal(() => process.stdout);

/** Standard error: progress and complaints, so that standard output stays free for results. */
export const standardError: Terminal = createTerminal(() => process.stderr);

/** Writes lines to standard output. */
export function say(...lines: readonly Line[]): void {
  standardOutput.say(...lines);
}

/** Writes a result to standard output: one JSON value with `--json`, else lines. */
export function print(json: boolean | undefined, value: unknown, lines: () => readonly Line[]): void {
  if (json === true) printJson(value);
  else say(...lines());
}

/** Writes a value as JSON to standard output, on lines of its own. */
export function printJson(value: unknown, indent?: number): void {
  say(...visibleJson(value, indent).split('\n'));
}

/**
 * Writes what went wrong, what to do, and for a defect of ours where it happened, to standard error. A message may have several lines, and
 * may come from another machine: all but its first are indented, so that none passes for a line of the program.
 *
 * @returns the exit code of the process
 */
export function complain(error: unknown): number {
  const known = fromUnknown(error);
  standardError.say(...indented(visibleLines(`error: ${known.message}`)), known.advice);
  if (known.code === 'INTERNAL' && error instanceof Error)
    standardError.say(...visibleLines(error.stack ?? '').map((line) => `  ${line}`));
  return known.entry.exit;
}

/** Ends the process when nobody reads its results any more: in `consilium run watch | head` that is no failure of ours. */
export function endWithReader(): void {
  process.stdout.off('error', readerGone).on('error', readerGone);
}

function readerGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

/**
 * Takes the console away from the libraries that we use, which write to it what they like (grpc-js, header values of a peer): their words
 * go through the door too, to standard error.
 */
export function takeConsole(): void {
  const tell = (...parts: readonly unknown[]): void => standardError.say(...visibleLines(format(...parts)));
  Object.assign(console, { log: tell, info: tell, debug: tell, warn: tell, error: tell, trace: tell, dir: tell, table: tell });
}

/** What the parser of a command line says: help, or what is wrong with the arguments, which are those of the person at the terminal. */
export const PARSER_OUTPUT = {
  writeOut: (text: string): void => standardOutput.say(...withoutLastEnd(text)),
  writeErr: (text: string): void => standardError.say(...withoutLastEnd(text)),
  /** What is wrong quotes the arguments. */
  outputError: (text: string): void => standardError.say(...indented(withoutLastEnd(text))),
};

/** All but the first line indented, so that none passes for a line of the program. */
function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line, i) => (i === 0 ? line : `  ${line}`));
}

function withoutLastEnd(text: string): readonly string[] {
  return visibleLines(text.endsWith('\n') ? text.slice(0, -1) : text);
}
