import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fromUnknown } from '@consilium/core';
import { makePrivateFolder, readOwnFile, syncFolder, writeFileDurably } from '@consilium/host';
import { corrupt, type NewEntry } from '@consilium/transparency';

/** `<milliseconds, 15 digits>-<salt>.json`: in the order of their names they are in that of their making. */
const NAME = /^[0-9]{15}-([0-9a-f]{32})\.json$/;

/** Entries of commands that wait for the process which has the log open: one file each. */
export class WaitingEvents {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Leaves an entry, durably. @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
  leave(entry: NewEntry): void {
    const name = `${String(Date.parse(entry.at)).padStart(15, '0')}-${entry.salt}.json`;
    try {
      makePrivateFolder(this.#folder);
      writeFileDurably(join(this.#folder, name), JSON.stringify(entry));
    } catch (error) {
      throw fromUnknown(error, this.#folder);
    }
  }

  /** What waits, oldest first; `done` is called when the entry is in the log. @throws ConsiliumError `AUDIT_CORRUPT` */
  *all(): Generator<{ readonly entry: NewEntry; readonly done: () => void }> {
    for (const name of this.#names()) {
      const path = join(this.#folder, name);
      const entry = parsed(path);
      yield { entry, done: () => this.#remove(path) };
    }
  }

  /** Removes what is in the log already: a crash came between the two. */
  forget(salts: ReadonlySet<string>): void {
    for (const name of this.#names()) if (salts.has(NAME.exec(name)?.[1] ?? '')) this.#remove(join(this.#folder, name));
  }

  #remove(path: string): void {
    rmSync(path, { force: true });
    // Else a power cut brings it back, and the same entry stands in the log twice.
    syncFolder(this.#folder);
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#folder)
        .filter((name) => NAME.test(name))
        .sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw fromUnknown(error, this.#folder);
    }
  }
}

function parsed(path: string): NewEntry {
  const content = readOwnFile(path);
  try {
    return JSON.parse(content?.toString('utf8') ?? '') as NewEntry;
  } catch (error) {
    throw corrupt(`${path} is not an entry that waits for the log`, error);
  }
}
