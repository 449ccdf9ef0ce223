import { vi } from 'vitest';
import { main } from '../main.ts';

/** Runs a command line in this process. @returns its exit code, and what a terminal would receive of both streams */
export async function typeCommand(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const take = (part: string | Uint8Array): boolean => ((text += String(part)), true);
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  const code = await main(['node', 'consilium', ...args]);
  vi.restoreAllMocks();
  return { code, text };
}
