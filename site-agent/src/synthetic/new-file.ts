import { closeSync, fchmodSync, fsyncSync, linkSync, lstatSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { PRIVATE_FILE_MODE, syncFolder, writeFully } from '@consilium/host';

/** A file that is not there yet, and a place beside it to which its folder lets this process write. */
export interface NewFile {
  /** Gives the file its content, whole or not at all. @throws ConsiliumError `USAGE` when somebody has made it meanwhile, `DISK_FULL`, `FILE_UNREADABLE` */
  write(content: Uint8Array): void;
  /** Takes the place back; after {@link NewFile.write} it does nothing. */
  close(): void;
}

/**
 * Takes a place for a new file, without a byte in it: what cannot be written is refused before anybody pays for it. Nothing that is there is
 * overwritten, neither now nor when the content comes.
 *
 * @param name of the place, so that two commands do not share one
 * @throws ConsiliumError `USAGE` for what is there already, `FILE_UNREADABLE`
 */
export function newFile(path: string, name: string): NewFile {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw isThere(path);
  const place = `${path}.${name}`;
  let fd: number;
  try {
    fd = openSync(place, 'wx', PRIVATE_FILE_MODE);
  } catch (error) {
    throw fromUnknown(error, place);
  }
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    closeSync(fd);
    rmSync(place, { force: true });
  };
  return {
    write(content) {
      try {
        fchmodSync(fd, PRIVATE_FILE_MODE);
        writeFully(fd, content);
        fsyncSync(fd);
        // Unlike a renaming, a second name never takes the place of another file.
        linkSync(place, path);
      } catch (error) {
        if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') throw isThere(path);
        throw fromUnknown(error, path);
      } finally {
        close();
      }
      syncFolder(dirname(path));
    },
    close,
  };
}

function isThere(path: string): ConsiliumError<'USAGE'> {
  return new ConsiliumError({ code: 'USAGE', message: `${path} is there already: name a new file` });
}
