import { closeSync, createReadStream, type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fromUnknown } from '@consilium/core';
import { fileStamp, openTableFile, requireSafeFile, requireSafeFolder, unsafe } from '../source-file.ts';
import { folderOfFiles } from './fetched-export.ts';

/** Most files of one export: some servers write twenty thousand small ones. */
const MOST_FILES = 1_000_000;
/** Deepest folder: an export and a folder for each type take two. */
const DEEPEST = 4;

const NOTE = /^[._]/;
const NDJSON = /\.(?:ndjson|jsonl)(?:\.gz|\.zst)?$/i;

/**
 * The NDJSON files of a folder and of the folders in it, in the order of their names. Names that begin with a dot or an underline are notes of programs.
 * Of a folder that exports are fetched into, they are those of the last one.
 *
 * @throws ConsiliumError `SOURCE_UNSAFE` for a link among them, and for more files or deeper folders than an export has; `FILE_UNREADABLE`, `CONFIG_INVALID`
 */
export function ndjsonFiles(folder: string): readonly string[] {
  const found: string[] = [];
  const look = (path: string, depth: number): void => {
    if (depth > DEEPEST) throw unsafe(folder, `has folders more than ${DEEPEST} deep`);
    for (const entry of entriesOf(path)) {
      const inner = join(path, entry.name);
      if (NOTE.test(entry.name)) continue;
      if (entry.isDirectory()) look(inner, depth + 1);
      else if (!NDJSON.test(entry.name)) continue;
      else if (entry.isFile()) found.push(inner);
      else throw unsafe(inner, 'is a link or no file: a folder of an export holds the files themselves');
      if (found.length > MOST_FILES) throw unsafe(folder, `holds more than ${MOST_FILES} NDJSON files`);
    }
  };
  look(
    folderOfFiles(folder, (name) => NDJSON.test(name) && !NOTE.test(name)),
    0,
  );
  return found;
}

/** Whether something is a folder with NDJSON files. */
export function isNdjsonFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true && ndjsonFiles(path).length > 0;
}

/** Judges a folder before a person makes it a source. @throws ConsiliumError `SOURCE_UNSAFE`, `FILE_UNREADABLE` */
export function requireSafeExport(path: string, stateFolder: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    throw unsafe(path, 'is a file: name the folder that holds the files of the export');
  requireSafeFolder(path, stateFolder);
  const files = ndjsonFiles(path);
  if (files.length === 0) throw unsafe(path, 'is a folder without NDJSON files (.ndjson, .ndjson.gz, .ndjson.zst)');
  // What stands in them is not judged: a zero in the first record of a file would refuse those of everybody else.
  for (const file of files) requireSafeFile(file, stateFolder);
}

/** Differs when a file of the folder may have changed. */
export function exportStamp(folder: string): string {
  return ndjsonFiles(folder)
    .map((file) => `${file} ${fileStamp(file)}`)
    .join('\n');
}

/** Opens a file of the folder: what lies under the name now. @throws ConsiliumError `SOURCE_UNSAFE`, `FILE_UNREADABLE` */
export function openNdjson(path: string): Readable {
  const file = openTableFile(path);
  try {
    return createReadStream(path, { fd: file, highWaterMark: CHUNK_BYTES });
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Bytes that are read at once: some hundred lines. */
const CHUNK_BYTES = 512 * 1024;

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}
