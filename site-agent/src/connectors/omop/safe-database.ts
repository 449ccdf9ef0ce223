import { closeSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { openTableFile } from '../source-file.ts';

/**
 * Judges a database file, or a folder with a file for each table, before a person makes it a source.
 *
 * @param stateFolder the agent's own folder, which holds no data to learn from; need not be there yet
 * @throws ConsiliumError `SOURCE_UNSAFE` for a device, a pipe, the agent's own folder and what lies in or around it; `FILE_UNREADABLE`
 */
export function requireSafeDatabase({ kind, path }: { readonly kind: string; readonly path: string }, stateFolder: string): void {
  const real = realPath(path);
  const state = realPath(stateFolder, true);
  if (isWithin(real, state)) throw unsafe(path, 'lies in the folder of the agent itself');
  if (kind !== 'files') return closeSync(openTableFile(path));
  if (!statSync(real).isDirectory()) throw unsafe(path, 'is no folder: name the one that holds the files of the tables');
  if (['/dev', '/proc', '/sys'].some((folder) => isWithin(real, folder))) throw unsafe(path, 'is made up by the machine');
  if (isWithin(state, real)) throw unsafe(path, 'holds the folder of the agent itself');
}

function realPath(path: string, mayLack = false): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (mayLack) return resolve(path);
    throw fromUnknown(error, path);
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`);
}

function unsafe(path: string, problem: string): ConsiliumError<'SOURCE_UNSAFE'> {
  return new ConsiliumError({ code: 'SOURCE_UNSAFE', message: `${path} ${problem}` });
}
