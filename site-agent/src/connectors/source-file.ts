import { closeSync, constants, fstatSync, lstatSync, openSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';

/** Where files are doors to the machine, whatever they say of themselves. */
const MACHINE_FOLDERS = ['/dev', '/proc', '/sys'];

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
 * @throws ConsiliumError `SOURCE_UNSAFE` also for a link that leads out of its folder, and one of the agent's own; `FILE_UNREADABLE`
 */
export function requireSafeFile(path: string, stateFolder: string): void {
  // Before it is opened: opening alone may do something to a device.
  const { stats, real } = looked(path);
  const problem = kindProblem(stats, real);
  if (problem !== undefined) throw unsafe(path, problem);
  if (lstatSync(path).isSymbolicLink() && !isWithin(real, realpathSync(dirname(resolve(path)))))
    throw unsafe(path, `is a link out of its folder, to ${real}: name the file itself`);
  if (isWithin(real, realFolder(stateFolder))) throw unsafe(path, 'lies in the folder of the agent itself');
}

/**
 * {@link requireSafeFile} for a folder.
 *
 * @throws ConsiliumError `SOURCE_UNSAFE` for a link out of its folder, a folder of the machine, and one in or around the agent's own; `FILE_UNREADABLE`
 */
export function requireSafeFolder(path: string, stateFolder: string): void {
  const { real } = looked(path);
  const state = realFolder(stateFolder);
  if (lstatSync(path).isSymbolicLink() && !isWithin(real, realpathSync(dirname(resolve(path)))))
    throw unsafe(path, `is a link out of its folder, to ${real}: name the folder itself`);
  if (MACHINE_FOLDERS.some((folder) => isWithin(real, folder))) throw unsafe(path, 'is made up by the machine');
  if (isWithin(real, state)) throw unsafe(path, 'lies in the folder of the agent itself');
  if (isWithin(state, real)) throw unsafe(path, 'holds the folder of the agent itself');
}

/** Differs when a file may have changed. */
export function fileStamp(path: string): string {
  const { size, mtimeMs, ino } = statSync(path, { throwIfNoEntry: false }) ?? { size: -1, mtimeMs: -1, ino: -1 };
  return `${size}/${mtimeMs}/${ino}`;
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

/** Why something is no source. */
export function unsafe(path: string, problem: string): ConsiliumError<'SOURCE_UNSAFE'> {
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

/** {@link isOpenToAll} as a line for a person, if there is one to say. @throws ConsiliumError `FILE_UNREADABLE` */
export function openToAllWarnings(path: string): readonly string[] {
  if (!isOpenToAll(path)) return [];
  return [`WARNING: everybody on this machine can read ${path}: run chmod o-r ${path}, and let the group of the agent read it.`];
}
