import { closeSync, type Stats, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConsiliumError } from '@consilium/core';

/** Write permission of the group and of everybody. */
const OTHERS_WRITE = 0o022;
/** In such a folder only the owner of a file may replace it. */
const STICKY = 0o1000;
const PERMISSIONS = 0o7777;

/**
 * The content of a file that decides what leaves the hospital, or `undefined` when there is none. It is refused when anybody but this
 * user and root could have written it or put another one in its place: by its owner, its mode or its folder. (What access lists beyond the
 * mode allow is not seen; on Windows nothing is checked.)
 *
 * @throws ConsiliumError `FILE_UNSAFE`; what reading throws
 */
export function readOwnFile(path: string): Buffer | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    // Of what is open, and not of whatever has the name by now.
    requireOwn(path, fstatSync(fd));
    const folder = dirname(path);
    requireOwn(folder, statSync(folder));
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

function requireOwn(path: string, { uid, mode }: Stats): void {
  const user = process.geteuid?.();
  if (user === undefined) return;
  const refuse = (why: string, command: string): never => {
    throw new ConsiliumError({
      code: 'FILE_UNSAFE',
      message: `${path} ${why}: run "${command} ${path}" after reading what it says`,
      details: { path },
    });
  };
  if (uid !== user && uid !== 0) refuse(`belongs to another user (${uid})`, `chown ${user}`);
  if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0) {
    refuse(`can be written by others (mode ${(mode & PERMISSIONS).toString(8)})`, 'chmod go-w');
  }
}
