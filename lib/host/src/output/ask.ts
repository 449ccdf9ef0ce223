import { createInterface } from 'node:readline';
import { standardError } from './standard-streams.ts';
import type { Terminal } from './terminal.ts';

/** Where a question is put, and where its answer comes from. */
export interface Asking {
  readonly terminal: Pick<Terminal, 'interactive' | 'live' | 'clear' | 'say'>;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };
}

/**
 * Puts a question to the person at the terminal, on standard error. Anything but a yes, the end of the input too, is a no.
 *
 * @returns `undefined` where nobody is there to be asked: the program does not run at a terminal
 */
export async function askYesNo(
  question: string,
  { terminal, input }: Asking = { terminal: standardError, input: process.stdin },
): Promise<boolean | undefined> {
  if (!terminal.interactive || input.isTTY !== true) return undefined;
  return /^y(?:es)?$/i.test((await askLine(`${question} [y/N] `, { terminal, input })) ?? '');
}

/**
 * Puts a question to the person at the terminal, on standard error.
 *
 * @returns the answer without blanks around it; `undefined` at the end of the input, and where nobody is there to be asked
 */
export async function askLine(
  question: string,
  { terminal, input }: Asking = { terminal: standardError, input: process.stdin },
): Promise<string | undefined> {
  if (!terminal.interactive || input.isTTY !== true) return undefined;
  terminal.live(question);
  const lines = createInterface({ input });
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once('line', (line) => resolve(line.trim()));
      lines.once('close', () => resolve(undefined));
    });
  } finally {
    lines.close();
    terminal.clear();
  }
}
