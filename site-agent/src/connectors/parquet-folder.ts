import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { unsafe } from './source-file.ts';

/** Most files of one data set: a folder with more is another one than was meant. */
const MOST_FILES = 10_000;
/** Deepest folder: partitions by year, month and day take three. */
const DEEPEST = 8;

/**
 * The Parquet files of a folder and of the folders in it, in the order of their names. Names that begin with a dot or an underline are notes of
 * programs that write such folders.
 *
 * @throws ConsiliumError `SOURCE_UNSAFE` for a link among them, and for more files or deeper folders than one table has; `FILE_UNREADABLE`
 */
export function parquetFiles(folder: string): readonly string[] {
  const found: string[] = [];
  const look = (path: string, depth: number): void => {
    if (depth > DEEPEST) throw unsafe(folder, `has folders more than ${DEEPEST} deep`);
    for (const entry of entriesOf(path)) {
      const inner = join(path, entry.name);
      if (/^[._]/.test(entry.name)) continue;
      if (entry.isDirectory()) look(inner, depth + 1);
      else if (!entry.name.toLowerCase().endsWith('.parquet')) continue;
      else if (entry.isFile()) found.push(inner);
      else throw unsafe(inner, 'is a link or no file: a folder of Parquet files holds the files themselves');
      if (found.length > MOST_FILES) throw unsafe(folder, `holds more than ${MOST_FILES} Parquet files`);
    }
  };
  look(folder, 0);
  return found;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}
