import { existsSync, readdirSync } from 'node:fs';
import { ConsiliumError, fromUnknown } from '@consilium/core';

/** Where a rehearsal writes whose command names no folder. What lies there is of the rehearsal before, and is overwritten. */
export const USUAL_RESULTS = 'runs/latest';

/**
 * Sees to it that results overwrite nothing: a folder has to be new or empty, unless somebody wants it otherwise. Ask before the work
 * that makes them, which may take hours.
 *
 * @throws ConsiliumError `TARGET_EXISTS`; `FILE_UNREADABLE` for what is no folder
 */
export function requireFreeFolder(folder: string, force: boolean): void {
  if (force || folder === USUAL_RESULTS || !existsSync(folder)) return;
  let files: readonly string[];
  try {
    files = readdirSync(folder);
  } catch (error) {
    throw fromUnknown(error, folder);
  }
  if (files.length === 0) return;
  throw new ConsiliumError({
    code: 'TARGET_EXISTS',
    message: `there is something in ${folder} already`,
    advice: 'Name another folder with --out, or write over what is there with --force.',
  });
}
