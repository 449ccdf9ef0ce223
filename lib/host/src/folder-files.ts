import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';

/** How often files that change are read again. People and programs write them one at a time, minutes apart. */
const TRIES = 50;

/**
 * Every file below a folder, by its path from there, sorted; links are followed. Sockets and what is removed meanwhile are none.
 *
 * @param take asked about every path, of files and folders: what is below a folder that is not taken is not looked at. @default all
 * @throws ConsiliumError `FILE_UNREADABLE`
 */
export function filesBelow(folder: string, take: (path: string) => boolean = () => true): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const walk = (below: string): void => {
    const here = join(folder, below);
    // A link that leads upwards would lead there again and again.
    const real = realpathSync(here);
    if (seen.has(real)) return;
    seen.add(real);
    for (const name of readdirSync(here).sort()) {
      const path = below === '' ? name : `${below}/${name}`;
      if (!take(path)) continue;
      const stats = statOf(join(folder, path));
      if (stats?.isDirectory() === true) walk(path);
      else if (stats?.isFile() === true) found.push(path);
    }
  };
  try {
    walk('');
  } catch (error) {
    throw fromUnknown(error, folder);
  }
  return found.sort();
}

/**
 * Files as they all were at one moment, of a folder in which others write: each is written whole, under another name, and renamed, so that what has
 * changed while it was read has another number of its file then, and all are read again.
 *
 * @param list their paths from the folder; asked again with every try
 * @throws ConsiliumError `STORE_FAILED` where they never rest, `FILE_UNREADABLE`
 */
export function readTogether(folder: string, list: () => readonly string[]): ReadonlyMap<string, Buffer> {
  const state = (): string => JSON.stringify(list().map((path) => [path, signOf(statOf(join(folder, path)))]));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = state();
    const contents = new Map<string, Buffer>();
    try {
      for (const path of list()) contents.set(path, readFileSync(join(folder, path)));
    } catch (error) {
      // Renamed or removed since it was listed.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw fromUnknown(error, folder);
    }
    if (state() === before) return contents;
  }
  throw new ConsiliumError({
    code: 'STORE_FAILED',
    message: `the files in ${folder} change all the time`,
    advice: 'Find out what writes there, and run the command again once it rests.',
  });
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function signOf(stats: Stats | undefined): string {
  return stats === undefined ? '' : `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
}
