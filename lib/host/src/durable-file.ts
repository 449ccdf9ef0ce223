import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  write,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Owner only: what a site or coordinator keeps is nobody else's to read. */
export const PRIVATE_FILE_MODE = 0o600;
export const PRIVATE_FOLDER_MODE = 0o700;

/** Writes all of `data` at the file's current position; a short write (full disk) throws instead of passing unseen. */
export function writeFully(fd: number, data: Uint8Array): void {
  let offset = 0;
  while (offset < data.length) offset += writeSync(fd, data, offset, data.length - offset);
}

/** {@link writeFully}, off the event loop: `data` must stay as it is until it resolves. */
export async function writeFullyBehind(fd: number, data: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < data.length) {
    const from = offset;
    offset += await new Promise<number>((done, failed) => {
      write(fd, data, from, data.length - from, null, (error, written) => (error === null ? done(written) : failed(error)));
    });
  }
}

/** Makes the folder's entries durable: a file name survives a power cut only after its folder is synced. */
export function syncFolder(folder: string): void {
  syncFile(folder);
}

/** Waits until the disk has what a file holds. */
export function syncFile(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Creates a folder (and its parents) that only the owner may enter, durably: a file survives a power cut only under names that do. */
export function makePrivateFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
  if (first === undefined) return;
  const last = dirname(resolve(first));
  for (let parent = dirname(resolve(folder)); ; parent = dirname(parent)) {
    syncFolder(parent);
    if (parent === last) return;
  }
}

/**
 * Replaces `path` by `data` such that a crash at any moment leaves the old or the new content, never a mixture: write a
 * neighbour, fsync it, rename, fsync the folder.
 */
export function writeFileDurably(path: string, data: Uint8Array | string, mode: number = PRIVATE_FILE_MODE): void {
  const temporary = `${path}.new`;
  const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
  // What a crash left there may have other rights, or be a link that somebody put in the way: never write into it.
  rmSync(temporary, { force: true });
  const fd = openSync(temporary, 'wx', mode);
  try {
    try {
      // Rights are what was asked for, whatever mask the process has: others may have to read the file, or must not.
      fchmodSync(fd, mode);
      writeFully(fd, bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** The content of a file, or `undefined` when there is none. */
export function readFileIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
