import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { readOwnFile, syncFolder, writeFileDurably } from '@consilium/host';
import { corrupt, type NewEntry } from '@consilium/transparency';

/** Writes down with what the next log begins, before the one that is damaged is put aside. */
export function leaveRestart(path: string, entries: readonly NewEntry[]): void {
  writeFileDurably(path, JSON.stringify(entries));
}

/** With what a log begins, if one was damaged before it. @throws ConsiliumError `AUDIT_CORRUPT` */
export function readRestart(path: string): readonly NewEntry[] {
  const content = readOwnFile(path);
  if (content === undefined) return [];
  try {
    return JSON.parse(content.toString('utf8')) as readonly NewEntry[];
  } catch (error) {
    throw corrupt(`${path} does not say with what the log begins`, error);
  }
}

/** Once the log has begun. */
export function forgetRestart(path: string): void {
  rmSync(path, { force: true });
  syncFolder(dirname(path));
}
