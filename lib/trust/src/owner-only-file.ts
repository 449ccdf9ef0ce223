import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { ConsiliumError } from '@consilium/core';

/** Everything that group and world could do. */
const OTHERS_MAY_ANYTHING = 0o077;

/** What a file that holds a secret says as it lies there: sealed where it was written sealed. `undefined` when there is none. */
export function readOwnerOnlyFile(path: string): Buffer | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConsiliumError({ code: 'KEY_INVALID', message: `${path} cannot be read`, cause: error, details: { path } });
  }
  try {
    // The mode of the open file, not of the name: nobody can swap the file in between.
    const mode = fstatSync(fd).mode;
    if ((mode & OTHERS_MAY_ANYTHING) !== 0) {
      throw new ConsiliumError({
        code: 'KEY_INVALID',
        message: `${path} can be read by other users (mode ${(mode & 0o777).toString(8)}): run chmod 600 ${path}, and replace the key if others may have read it`,
        details: { path },
      });
    }
    return readFileSync(fd);
  } catch (error) {
    if (error instanceof ConsiliumError) throw error;
    throw new ConsiliumError({ code: 'KEY_INVALID', message: `${path} cannot be read`, cause: error, details: { path } });
  } finally {
    closeSync(fd);
  }
}
