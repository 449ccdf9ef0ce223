import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { isFaultOfFile } from '../file-fault.ts';
import { ImageFault } from './decoded-image.ts';

/** Largest file: an image of the most pixels in three channels of 16 bits, hardly compressed. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;
/** Longest name below the folder. */
const MAX_NAME = 1024;

/** Follows no link, and waits for nobody who would write into a pipe. */
const READ_FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const NO_NAME = 'names no file below the folder of images: names are relative, without . and ..';
const NO_FILE = 'names a file that is not there, or cannot be read';

/** A file as it was read. */
export interface ImageFile {
  readonly bytes: Buffer;
  /** Differs when the file may have changed. */
  readonly stamp: string;
}

/**
 * Reads a file that a cell of a table names.
 *
 * @param folder its real path
 * @throws ImageFault for a name that leads out of the folder, also through a link, for what is no file, and one that is written while it is read
 */
export function readImageFile(folder: string, name: string): ImageFile {
  requireName(name);
  const opened = open(join(folder, name));
  try {
    const stats = fstatSync(opened);
    if (!liesAt(join(folder, name), stats)) throw new ImageFault('names a file behind a link: links are not followed');
    if (!stats.isFile()) throw new ImageFault('names no plain file');
    if (stats.size > MAX_FILE_BYTES) throw new ImageFault(`names a file of more than ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
    const bytes = Buffer.alloc(stats.size);
    for (let read = 0; read < bytes.length; ) {
      const more = readSync(opened, bytes, read, bytes.length - read, read);
      if (more === 0) throw new ImageFault('names a file that became shorter while it was read');
      read += more;
    }
    const stamp = stampOf(stats);
    if (stampOf(fstatSync(opened)) !== stamp) throw new ImageFault('names a file that changed while it was read');
    return { bytes, stamp };
  } catch (error) {
    throw isFaultOfFile(error) ? new ImageFault(NO_FILE) : error;
  } finally {
    closeSync(opened);
  }
}

/** Differs when a file may have changed; of a file that is not there always the same. */
export function stampOf({ size, mtimeMs, ctimeMs, ino }: Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'ino'>): string {
  return `${size}/${mtimeMs}/${ctimeMs}/${ino}`;
}

function requireName(name: string): void {
  const parts = name.split('/');
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPlain || name.length > MAX_NAME || /[\0\\]/.test(name)) throw new ImageFault(NO_NAME);
}

function open(path: string): number {
  try {
    return openSync(path, READ_FILE);
  } catch (error) {
    throw isFaultOfFile(error) ? new ImageFault(NO_FILE) : error;
  }
}

/** Whether an open file lies where its name says, with no link on the way, whatever was moved since. */
function liesAt(path: string, { dev, ino }: Stats): boolean {
  try {
    const now = lstatSync(path);
    return realpathSync(path) === path && now.dev === dev && now.ino === ino;
  } catch {
    return false;
  }
}
