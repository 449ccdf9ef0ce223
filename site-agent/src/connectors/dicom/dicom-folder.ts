import { closeSync, constants, type Dirent, fstatSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { readDicom } from '@consilium/deidentify';
import { isFaultOfFile } from '../file-fault.ts';
import { requireSafeFolder, unsafe } from '../source-file.ts';
import type { OpenedImage } from './pixel-clearing.ts';

/** Folders in folders; archives write patient, study, series. */
const DEEPEST = 32;
/** A file is read whole, so this is what one may take of the memory, and what a deflated one may become. */
const LARGEST_FILE = 1024 * 1024 * 1024;
const LARGEST_INFLATED = 512 * 1024 * 1024;

/** Does not follow a link in the last place, and waits for no pipe. */
const READ_THIS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** A folder of images as archives export them: files at any depth, of many patients and studies, named as it happens. */
export class DicomFolder {
  readonly #root: string;

  /**
   * @param stateFolder the agent's own folder
   * @throws ConsiliumError `SOURCE_UNSAFE`, `FILE_UNREADABLE`
   */
  constructor(path: string, stateFolder: string) {
    requireSafeFolder(path, stateFolder);
    this.#root = realpathSync(path);
  }

  /**
   * Paths of everything in it that is no folder, one after the other and in the same order each time.
   *
   * @param passOver learns why a folder in it is passed over; else the first such folder ends it
   * @throws ConsiliumError `FILE_UNREADABLE`; `SOURCE_UNSAFE` where folders lie too deep in each other
   */
  *files(passOver?: (error: unknown) => void): Generator<string, void, undefined> {
    yield* below(this.#root, 0, passOver);
  }

  /**
   * Reads one of {@link files}.
   *
   * @throws ConsiliumError `SOURCE_UNSAFE` for a link, which is not followed wherever it leads, and what is no file; `DICOM_INVALID`, `DICOM_REFUSED`,
   *   `FILE_UNREADABLE`
   */
  read(path: string): OpenedImage {
    const bytes = this.#bytesOf(path);
    return { file: readDicom(bytes, { inflate }), bytes };
  }

  #bytesOf(path: string): Uint8Array {
    const opened = openThis(path);
    try {
      const stats = fstatSync(opened);
      if (!stats.isFile()) throw unsafe(path, 'is no file');
      // A folder on the way may have become a link since it was listed.
      if (!realpathSync(path).startsWith(`${this.#root}${sep}`)) throw unsafe(path, 'lies outside of the folder that was named');
      if (stats.size > LARGEST_FILE)
        throw new ConsiliumError({ code: 'DICOM_REFUSED', message: `a file is larger than ${LARGEST_FILE / 1024 ** 2} MiB` });
      return readWhole(opened, stats.size);
    } catch (error) {
      throw faultOf(error, path);
    } finally {
      closeSync(opened);
    }
  }
}

function* below(folder: string, depth: number, passOver?: (error: unknown) => void): Generator<string, void, undefined> {
  let entries;
  try {
    entries = entriesOf(folder, depth);
  } catch (error) {
    // Of the root there is nothing else to read.
    if (passOver === undefined || depth === 0) throw error;
    passOver(error);
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* below(path, depth + 1, passOver);
    else yield path;
  }
}

function entriesOf(folder: string, depth: number): Dirent[] {
  if (depth > DEEPEST) throw unsafe(folder, `lies more than ${DEEPEST} folders deep`);
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}

function openThis(path: string): number {
  try {
    return openSync(path, READ_THIS);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') throw unsafe(path, 'is a link, and links are not followed');
    throw faultOf(error, path);
  }
}

/** One file is one that cannot be read, whatever the file system says of it. */
function faultOf(error: unknown, path: string): ConsiliumError {
  const known = fromUnknown(error, path);
  if (known.code !== 'INTERNAL' || !isFaultOfFile(error)) return known;
  return new ConsiliumError({ code: 'FILE_UNREADABLE', message: known.message, cause: error });
}

/** As many bytes as the file had when it was opened, not what is written behind them meanwhile. */
function readWhole(opened: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  while (at < size) {
    const read = readSync(opened, bytes, at, size - at, at);
    if (read === 0) break;
    at += read;
  }
  return bytes.subarray(0, at);
}

function inflate(bytes: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength: LARGEST_INFLATED });
  } catch (error) {
    const tooLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new ConsiliumError({
      code: 'DICOM_INVALID',
      message: `the file cannot be read as DICOM: what is deflated in it is ${tooLong ? `longer than ${LARGEST_INFLATED / 1024 ** 2} MiB` : 'broken'}`,
    });
  }
}
