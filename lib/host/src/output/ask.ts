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
  terminal.live(`${question} [y/N] `);
  const lines = createInterface({ input });
  try {
    const answer = await new Promise<string>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
    });
    return /^\s*y(?:es)?\s*$/i.test(answer);
  } finally {
    lines.close();
    terminal.clear();
  }
}
