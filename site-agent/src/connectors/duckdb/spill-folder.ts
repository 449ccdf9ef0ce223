import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Where in the agent's folder a database may lay down for a while what does not fit into memory. It names patients. */
const SPILLS = 'spills';

/** A private folder for one process and one database. */
export interface SpillFolder {
  readonly path: string;
  /** Removes it with all that lies in it. */
  remove(): void;
}

/**
 * Makes a folder that nobody else can look into, and removes those of processes that ended without doing so. It goes when the process ends at the latest.
 *
 * @param stateFolder the agent's own folder
 */
export function makeSpillFolder(stateFolder: string): SpillFolder {
  const all = join(stateFolder, SPILLS);
  mkdirSync(all, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(all)) if (!isOfLiving(name)) rmSync(join(all, name), { recursive: true, force: true });
  const path = mkdtempSync(join(all, `${process.pid}-`));
  const wipe = (): void => rmSync(path, { recursive: true, force: true });
  process.once('exit', wipe);
  return {
    path,
    remove() {
      process.removeListener('exit', wipe);
      wipe();
    },
  };
}

/** Whether the process that made a folder still runs. */
function isOfLiving(name: string): boolean {
  const pid = Number(/^\d+/.exec(name)?.[0] ?? Number.NaN);
  if (Number.isNaN(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
