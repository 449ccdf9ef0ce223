import { existsSync, writeFileSync } from 'node:fs';
import { ConsiliumError, fromUnknown } from '@consilium/core';

/** Before the work for it. @throws ConsiliumError `TARGET_EXISTS` where a file is there and must stay */
export function requireFree(path: string, force: boolean): void {
  if (!force && existsSync(path)) throw taken(path);
}

/** Writes what a command was asked for. @throws ConsiliumError `TARGET_EXISTS`, `DISK_FULL`, `FILE_UNREADABLE` */
export function writeResultFile(path: string, text: string, force: boolean): void {
  try {
    writeFileSync(path, text, force ? {} : { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw taken(path);
    throw fromUnknown(error, path);
  }
}

function taken(path: string): ConsiliumError<'TARGET_EXISTS'> {
  return new ConsiliumError({
    code: 'TARGET_EXISTS',
    message: `${path} is there already`,
    advice: 'Name another file with --out, or write over it with --force.',
  });
}
