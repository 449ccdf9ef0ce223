import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { isDossierPath, MOST_FILES } from './dossier-paths.ts';

/** Read at a time: weights may be larger than memory. */
const PIECE_BYTES = 1024 * 1024;

/** Bytes of all files at most: the largest models that plans allow, in every format, have a tenth. A file of holes can say any size, and costs nothing to send. */
const MOST_BYTES = 16 * 1024 ** 3;

/** What lies under a path. */
export interface HashedFile {
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}

/**
 * Every file of a dossier with its hash, by its path. Nothing is followed, and nothing is left out: what is neither a file nor a folder, or has
 * a name that dossiers do not use, is refused, and so is an empty folder.
 *
 * @throws ConsiliumError `DOSSIER_ALTERED`, `FILE_UNREADABLE`
 */
export function hashFolder(folder: string): ReadonlyMap<string, HashedFile> {
  const found = new Map<string, HashedFile>();
  let left = MOST_BYTES;
  const walk = (below: string): void => {
    const names = namesIn(join(folder, below));
    if (names.length === 0) throw altered(`${JSON.stringify(below === '' ? folder : below)} is an empty folder`);
    for (const name of names) {
      const path = below === '' ? name : `${below}/${name}`;
      if (!isDossierPath(path)) throw altered(`${JSON.stringify(path)} is not a name that dossiers use`);
      const stats = lstatSync(join(folder, path));
      if (stats.isDirectory()) walk(path);
      else if (!stats.isFile()) throw altered(`${path} is neither a file nor a folder: links and the like are not followed`);
      else if (found.size === MOST_FILES) throw altered(`there are more than ${MOST_FILES} files`);
      else {
        const file = hashFile(join(folder, path), path, left);
        left -= file.bytes;
        found.set(path, file);
      }
    }
  };
  try {
    if (lstatSync(folder).isSymbolicLink()) throw altered(`${folder} is a link`);
    walk('');
  } catch (error) {
    throw fromUnknown(error, folder);
  }
  return found;
}

function namesIn(folder: string): readonly string[] {
  // As bytes: a name that is no UTF-8 would come back as another one.
  const names = readdirSync(folder, { encoding: 'buffer' });
  return names.map((name) => name.toString('latin1')).sort();
}

function hashFile(path: string, name: string, mostBytes: number): HashedFile {
  // A link or a pipe that came there after the look is not read, and does not keep this waiting.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw altered(`${name} is no file`);
    if (stats.size > mostBytes) throw altered(`the files have more than ${MOST_BYTES / 1024 ** 3} GiB`);
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let bytes = 0;
    for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece)) {
      hash.update(piece.subarray(0, read));
      bytes += read;
      if (bytes > stats.size) throw altered(`${name} changes while it is read`);
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    closeSync(fd);
  }
}

function altered(message: string): ConsiliumError<'DOSSIER_ALTERED'> {
  return new ConsiliumError({ code: 'DOSSIER_ALTERED', message });
}
