import { closeSync, constants, fdatasync, fstatSync, fsync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { PRIVATE_FILE_MODE } from './durable-file.ts';

/** Bytes by which a file is made longer at a time. */
const STEP_BYTES = 16_384;

/**
 * Writes into a file from `at` on: what it holds is the new bytes at once, for every reader, and for those after this process was killed. The file is longer than what was written into it, by zeros that are on the
 * disk already: so a write waits for its own bytes, and the books of the file system (length, blocks, names) are written only where the file
 * grows. What a power cut leaves of a write is any part of it, over what was there before: who reads must tell a whole one from such.
 *
 * @param path made where there is none, for its owner alone; who makes it waits for its name, see `syncFolder`
 * @returns resolves once the disk has it, and all that was written into the file before; nothing else of the process waits for that meanwhile
 */
export function writeInPlace(path: string, at: number, bytes: Uint8Array): Promise<void> {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT, PRIVATE_FILE_MODE);
  let grows: boolean;
  try {
    const { size } = fstatSync(fd);
    const end = at + bytes.length;
    grows = end > size;
    if (grows) {
      const start = Math.min(at, size);
      const grown = Buffer.alloc(Math.ceil(end / STEP_BYTES) * STEP_BYTES - start);
      grown.set(bytes, at - start);
      writeFrom(fd, start, grown);
    } else writeFrom(fd, at, bytes);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return synced(fd, grows);
}

/** Waits until the disk has what a file holds, its length as well where it has changed; closes it. */
async function synced(fd: number, grown: boolean): Promise<void> {
  try {
    await (grown ? promisify(fsync)(fd) : promisify(fdatasync)(fd));
  } finally {
    closeSync(fd);
  }
}

/** Writes all of `bytes` from a place of the file on; a short write (full disk) throws instead of passing unseen. */
function writeFrom(fd: number, at: number, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) offset += writeSync(fd, bytes, offset, bytes.length - offset, at + offset);
}
