import { closeSync, existsSync, fsyncSync, openSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { makePrivateFolder, PRIVATE_FILE_MODE, syncFolder, writeFully } from '@consilium/host';
import type { Backup } from './read-backup.ts';

/** Lies in a folder while a command restores into it. */
const CLAIM = 'restore.lock';

/** How to restore a folder. */
export interface FolderRestore {
  /** A folder that is not there, or holds nothing. */
  readonly to: string;
  /** The part that makes a folder one of its kind, such as `site.json`: written when all the rest is there. */
  readonly last: string;
  /** Called before that: what has to be so before anything works on the folder. */
  readonly before: () => Promise<void>;
}

/**
 * Writes a backup into an empty folder, all files for their owner alone. A crash in between leaves files without the one that makes them a folder of its
 * kind, which no program takes for one; what fails otherwise leaves the folder as empty as it was. Of two restores at once one is refused.
 *
 * @throws ConsiliumError `TARGET_EXISTS` where something lies there; `DISK_FULL`, `FILE_UNREADABLE`; as `Backup.pieces`; what `before` throws
 */
export async function restoreFolder(backup: Backup, { to, last, before }: FolderRestore): Promise<void> {
  requireEmpty(to);
  const was = existsSync(to);
  makePrivateFolder(to);
  const claim = join(to, CLAIM);
  claimFolder(claim, to);
  try {
    for (const { path } of backup.manifest.parts) if (path !== last) writePart(backup, path, to);
    await before();
    for (const folder of new Set(backup.manifest.parts.map(({ path }) => dirname(join(to, path))))) syncFolder(folder);
    writePart(backup, last, to);
    rmSync(claim);
    syncFolder(to);
  } catch (error) {
    for (const name of existsSync(to) ? readdirSync(to) : []) rmSync(join(to, name), { recursive: true, force: true });
    if (!was) rmSync(to, { recursive: true, force: true });
    throw fromUnknown(error, to);
  }
}

function claimFolder(claim: string, to: string): void {
  try {
    closeSync(openSync(claim, 'wx', PRIVATE_FILE_MODE));
  } catch (error) {
    const message = `${to} is being restored by another command`;
    throw existsSync(claim) ? new ConsiliumError({ code: 'TARGET_EXISTS', message, cause: error }) : fromUnknown(error, to);
  }
}

/** @throws ConsiliumError `TARGET_EXISTS`, `FILE_UNREADABLE` */
export function requireEmpty(folder: string): void {
  let names: readonly string[];
  try {
    names = existsSync(folder) ? readdirSync(folder) : [];
  } catch (error) {
    throw fromUnknown(error, folder);
  }
  if (names.length > 0)
    throw new ConsiliumError({
      code: 'TARGET_EXISTS',
      message: `${folder} holds something: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', ...' : ''}`,
    });
}

function writePart(backup: Backup, path: string, to: string): void {
  const place = join(to, path);
  makePrivateFolder(dirname(place));
  const fd = openSync(place, 'wx', PRIVATE_FILE_MODE);
  try {
    for (const piece of backup.pieces(path)) writeFully(fd, piece);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
