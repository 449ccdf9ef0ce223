import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';

/** Where files are doors to the machine, whatever they say of themselves. */
const MACHINE_FOLDERS = ['/dev', '/proc', '/sys'];

/** Bytes in which a file that is no text shows it. */
const HEAD_BYTES = 4096;

/** First bytes of what hospitals have beside tables, and what to call it. */
const NO_TABLES: readonly (readonly [magic: string, words: string])[] = [
  ['89504e47', 'an image (PNG)'],
  ['ffd8ff', 'an image (JPEG)'],
  ['47494638', 'an image (GIF)'],
  ['25504446', 'a PDF'],
  ['504b0304', 'a ZIP archive or a spreadsheet: save its sheet as CSV'],
  ['1f8b', 'compressed (gzip): unpack it first'],
  ['28b52ffd', 'compressed (zstd): unpack it first'],
  ['50415231', 'a Parquet file: save it as CSV'],
  ['53514c69746520666f726d6174203300', 'a SQLite database'],
  ['7f454c46', 'a program'],
];

/** Reads, and waits for nothing: a pipe that nobody writes into would hold the agent up for good. */
const READ_AT_ONCE = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Opens a file that can be a table: what lies under the name now, not what lay there when somebody looked.
 *
 * @returns the open file; who calls this closes it
 * @throws ConsiliumError `SOURCE_UNSAFE` for a folder, a device, a pipe, a socket and what the kernel makes up; `FILE_UNREADABLE`
 */
export function openTableFile(path: string): number {
  let opened: number;
  try {
    opened = openSync(path, READ_AT_ONCE);
  } catch (error) {
    throw fromUnknown(error, path);
  }
  const problem = kindProblem(fstatSync(opened), realpathSync(path));
  if (problem === undefined) return opened;
  closeSync(opened);
  throw unsafe(path, problem);
}

/**
 * Judges a file before a person makes it a data set, or looks whether it could be one.
 *
 * @param stateFolder the agent's own folder, which holds no data to learn from; need not be there yet
 * @throws ConsiliumError `SOURCE_UNSAFE` also for a link that leads out of its folder, a file that is no text, and one of the agent's own;
 * `FILE_UNREADABLE`
 */
export function requireSafeFile(path: string, stateFolder: string): void {
  // Before it is opened: opening alone may do something to a device.
  const { stats, real } = looked(path);
  const problem = kindProblem(stats, real);
  if (problem !== undefined) throw unsafe(path, problem);
  if (lstatSync(path).isSymbolicLink() && !isWithin(real, realpathSync(dirname(resolve(path)))))
    throw unsafe(path, `is a link out of its folder, to ${real}: name the file itself`);
  if (isWithin(real, realFolder(stateFolder))) throw unsafe(path, 'lies in the folder of the agent itself');
  const words = noTable(path);
  if (words !== undefined) throw unsafe(path, `is ${words}`);
}

/** The absolute path of a file that is there. @throws ConsiliumError `FILE_UNREADABLE` */
export function locateFile(path: string): string {
  const absolute = resolve(path);
  looked(absolute);
  return absolute;
}

function looked(path: string): { readonly stats: Stats; readonly real: string } {
  try {
    return { stats: statSync(path), real: realpathSync(path) };
  } catch (error) {
    throw fromUnknown(error, path);
  }
}

function unsafe(path: string, problem: string): ConsiliumError<'SOURCE_UNSAFE'> {
  return new ConsiliumError({ code: 'SOURCE_UNSAFE', message: `${path} ${problem}` });
}

function kindProblem(stats: Stats, real: string): string | undefined {
  if (stats.isDirectory()) return 'is a folder: name a file in it';
  if (stats.isFIFO()) return 'is a pipe, which can be read once: save what comes out of it';
  if (stats.isSocket()) return 'is a socket';
  if (!stats.isFile()) return 'is a device';
  return MACHINE_FOLDERS.some((folder) => isWithin(real, folder)) ? 'is made up by the machine' : undefined;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // Not made yet: nothing lies in it.
    return resolve(folder);
  }
}

/** What a file is instead of a table, by its first bytes. */
function noTable(path: string): string | undefined {
  const opened = openTableFile(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const bytes = head.subarray(0, readSync(opened, head, 0, HEAD_BYTES, 0));
    const hex = bytes.subarray(0, 16).toString('hex');
    const known = NO_TABLES.find(([magic]) => hex.startsWith(magic))?.[1];
    if (known !== undefined) return known;
    return bytes.includes(0) ? 'no text, or text in another encoding: save it as CSV in UTF-8' : undefined;
  } finally {
    closeSync(opened);
  }
}

/**
 * Whether people who are neither its owner nor in its group can come to a file and read it: a warning, not a refusal, for many hospitals hand files to
 * a service just so.
 *
 * @throws ConsiliumError `FILE_UNREADABLE`
 */
export function isOpenToAll(path: string): boolean {
  const { real, stats } = looked(path);
  if ((stats.mode & constants.S_IROTH) === 0) return false;
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & constants.S_IXOTH) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
