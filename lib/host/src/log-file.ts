import { closeSync, fchmodSync, fstatSync, openSync, writeSync } from 'node:fs';
import { fromUnknown } from '@consilium/core';
import { writeFully } from './durable-file.ts';

/** For its owner, and for the group that looks after logs. */
const LOG_MODE = 0o640;
const STANDARD_ERROR = 2;

/**
 * A file to which a log is written, line by line: what was said is there when the program dies in the next moment. It can be moved away
 * at any time (logrotate); {@link reopen} then goes on under the old name.
 */
export class LogFile {
  readonly #path: string;
  #fd: number;

  /** Opens the file, or makes it. @throws ConsiliumError `FILE_UNREADABLE`, `DISK_FULL` */
  constructor(path: string) {
    this.#path = path;
    this.#fd = open(path);
  }

  /** Writes a line. One that the file does not take, as on a full disk, goes to standard error: a log ends no program. */
  write(line: string): void {
    try {
      writeFully(this.#fd, Buffer.from(line, 'utf8'));
    } catch {
      writeSync(STANDARD_ERROR, line);
    }
  }

  /** Goes on in a file of the same name, which is made where there is none. Until that is open, lines go into the one before. @throws ConsiliumError as the constructor does */
  reopen(): void {
    const before = this.#fd;
    this.#fd = open(this.#path);
    closeSync(before);
  }
}

function open(path: string): number {
  try {
    const fd = openSync(path, 'a', LOG_MODE);
    // Of one that was just made, whatever mask the process has; another one is its owner's affair.
    if (fstatSync(fd).size === 0) fchmodSync(fd, LOG_MODE);
    return fd;
  } catch (error) {
    throw fromUnknown(error, path);
  }
}
