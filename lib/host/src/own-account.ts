import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { ConsiliumError } from '@consilium/core';

/** A command as it was typed, of a commander program. */
export interface TypedCommand {
  name(): string;
  readonly parent: TypedCommand | null;
  opts(): Readonly<Record<string, unknown>>;
}

/** Options that name folders into which commands write. */
const FOLDERS = ['folder', 'identity', 'to'];

/**
 * Refuses to work as root in a folder that is another user's, such as that of a package's service: what root writes there, that user can neither
 * read nor replace, and the service no longer starts. Root may read everything, so that what it finds out about files is not true of that user
 * either.
 *
 * @param reading commands, without the name of the program, that write nothing
 * @throws ConsiliumError `ACCOUNT_WRONG`, with the words to use
 */
export function requireOwnFolders(command: TypedCommand, reading: readonly string[]): void {
  if (process.geteuid?.() !== 0) return;
  const words: string[] = [];
  for (let at: TypedCommand | null = command; at !== null; at = at.parent) words.unshift(at.name());
  if (reading.includes(words.slice(1).join(' '))) return;
  for (const option of FOLDERS) {
    const value = command.opts()[option];
    const path = typeof value === 'object' && value !== null && 'path' in value ? value.path : value;
    if (typeof path === 'string') requireOwn(path, words.join(' '));
  }
}

function requireOwn(folder: string, typed: string): void {
  // What is not there yet is made, and belongs to the user who makes it.
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid ?? 0;
  if (owner === 0) return;
  const name = userName(owner);
  const words = name === undefined ? `sudo -u '#${owner}' ${typed} ...` : `runuser -u ${name} -- ${typed} ...`;
  throw new ConsiliumError({
    code: 'ACCOUNT_WRONG',
    message: `${folder} belongs to ${name ?? `user ${owner}`}, and root types this: files that root writes there lock that user out`,
    advice: `Run it as that user: ${words}`,
  });
}

/** As the name service has it; `undefined` for a user who has none. */
function userName(uid: number): string | undefined {
  try {
    const name = execFileSync('id', ['-nu', String(uid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return name === String(uid) || name === '' ? undefined : name;
  } catch {
    // There is no such user, or no such program: the number says as much.
    return undefined;
  }
}
