import { main } from '../commands/main.ts';

/** What a run of the program has ended with. */
export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `consilium-site` program in this process, on a site's folder; without one, a command that needs none. */
export async function runProgram(folder: string | undefined, ...argv: readonly string[]): Promise<ProgramRun> {
  const written = { stdout: '', stderr: '' };
  const names = ['stdout', 'stderr'] as const;
  const own = names.map((name) => Object.getOwnPropertyDescriptor(process[name], 'write'));
  for (const name of names) {
    const write = (text: string | Uint8Array): boolean => {
      written[name] += String(text);
      return true;
    };
    Object.defineProperty(process[name], 'write', { value: write, configurable: true, writable: true });
  }
  try {
    const code = await main(['node', 'consilium-site', ...argv, ...(folder === undefined ? [] : ['--folder', folder])]);
    return { code, ...written };
  } finally {
    for (const [i, name] of names.entries()) {
      const before = own[i];
      if (before === undefined) Reflect.deleteProperty(process[name], 'write');
      else Object.defineProperty(process[name], 'write', before);
    }
  }
}
