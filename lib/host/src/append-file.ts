import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConsiliumError, fromUnknown, isConsiliumError } from '@consilium/core';
import { PRIVATE_FILE_MODE, syncFolder } from './durable-file.ts';

/** The calls that change such a file, so that tests can make a disk full or a write short at any of them. */
export interface AppendFs {
  /** Appends; returns how many bytes it took, which may be fewer than given. */
  write(fd: number, bytes: Uint8Array, offset: number, length: number): number;
  sync(fd: number): void;
  truncate(fd: number, size: number): void;
}

/** The disk itself. */
export const diskFs: AppendFs = {
  write: (fd, bytes, offset, length) => writeSync(fd, bytes, offset, length),
  sync: fsyncSync,
  truncate: ftruncateSync,
};

/**
 * A file that only grows, by whole lines that are on the disk when `append` returns.
 *
 * After a failed write the file is cut back to its last whole line. If even that fails the object refuses further work:
 * what is on the disk is then uncertain until the file is opened and checked again.
 */
export class AppendFile {
  readonly #path: string;
  readonly #fs: AppendFs;
  readonly #fd: number;
  #size: number;
  #uncertain = false;

  /** Opens or creates the file. @throws ConsiliumError `FILE_UNREADABLE`, `DISK_FULL` */
  constructor(path: string, fs: AppendFs) {
    this.#path = path;
    this.#fs = fs;
    try {
      this.#fd = openSync(path, 'a+', PRIVATE_FILE_MODE);
      syncFolder(dirname(path));
      this.#size = this.read().length;
    } catch (error) {
      throw fromUnknown(error, path);
    }
  }

  /** The whole content. */
  read(): Buffer {
    return readFileSync(this.#path);
  }

  /**
   * Appends `line` and waits until the disk has it.
   *
   * @throws ConsiliumError `DISK_FULL` or `STORE_FAILED`; the line then does not count, or the file refuses all further work.
   */
  append(line: string): void {
    this.#assertCertain();
    const bytes = Buffer.from(line, 'utf8');
    try {
      for (let offset = 0; offset < bytes.length; ) {
        const written = this.#fs.write(this.#fd, bytes, offset, bytes.length - offset);
        if (written === 0)
          throw new ConsiliumError({ code: 'STORE_FAILED', message: `${this.#path}: the disk takes no more bytes` });
        offset += written;
      }
      this.#fs.sync(this.#fd);
    } catch (error) {
      this.#cutBack();
      throw storageError(error, this.#path);
    }
    this.#size += bytes.length;
  }

  /** Cuts the file to its first `size` bytes, durably. @throws ConsiliumError `STORE_FAILED`, `DISK_FULL` */
  truncate(size: number): void {
    try {
      this.#fs.truncate(this.#fd, size);
      this.#fs.sync(this.#fd);
    } catch (error) {
      this.#uncertain = true;
      throw storageError(error, this.#path);
    }
    this.#size = size;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #cutBack(): void {
    try {
      this.#fs.truncate(this.#fd, this.#size);
      this.#fs.sync(this.#fd);
    } catch {
      // The first error is the one to tell; this one only decides whether the file may be used again.
      this.#uncertain = true;
    }
  }

  #assertCertain(): void {
    if (this.#uncertain) {
      throw new ConsiliumError({
        code: 'STORE_FAILED',
        message: `${this.#path}: an earlier write failed and could not be undone: restart the agent so that the file is checked`,
      });
    }
  }
}

function storageError(error: unknown, path: string): ConsiliumError {
  const known = fromUnknown(error, path);
  if (isConsiliumError(known, 'DISK_FULL') || isConsiliumError(known, 'STORE_FAILED')) return known;
  return new ConsiliumError({ code: 'STORE_FAILED', message: known.message, cause: error });
}
