import { lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Clock, ConsiliumError, fromUnknown, type Randomness } from '@consilium/core';
import { type ExclusiveLock, makePrivateFolder, syncFolder, takeExclusiveLock } from '@consilium/host';
import { EXPORT_FOLDER, FETCHED_FILE, fetchedExport, writeFetchedExport } from '../connectors/fhir/fetched-export.ts';
import { requireSafeFolder } from '../connectors/source-file.ts';
import { FetchJournal, JOURNAL_FILE } from './fetch-journal.ts';

const LOCK_FILE = '.fetch.lock';

/** Write permission of the group and of everybody, and the mode of a folder in which only their owner may replace files. */
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/** An export that is being fetched. */
export interface UnfinishedExport {
  /** Where its files go. */
  readonly folder: string;
  readonly name: string;
  readonly journal: FetchJournal;
  /** Whether an earlier command began it. */
  readonly resumed: boolean;
}

/** What there is to say of an export that is whole. */
export interface WholeExport {
  readonly server: string;
  readonly resources: number;
  readonly content: string;
}

/**
 * The folder of a source that exports are fetched into. Each lies in a folder of its own; a small file, replaced in one step, names the one that counts.
 * So a reader finds the export before or the new one, whole, whenever it looks, and a crash leaves nothing half done: what is not named does not count, and is
 * gone on with or cleared away by the next fetch.
 */
export class ExportShelf {
  readonly path: string;
  readonly #lock: ExclusiveLock;

  /**
   * Opens the folder for one command at a time, making it where it is not there.
   *
   * @throws ConsiliumError `SOURCE_UNSAFE` for a folder of other things, `FETCH_LOCKED`, `FILE_UNREADABLE`, `FILE_UNSAFE`, `CONFIG_INVALID`
   */
  constructor(path: string, stateFolder: string, clock: Pick<Clock, 'now'>) {
    this.path = path;
    onDisk(path, () => makePrivateFolder(path));
    requireSafeFolder(path, stateFolder);
    requireOnlyExports(path);
    this.#lock = takeExclusiveLock(join(path, LOCK_FILE), clock, {
      code: 'FETCH_LOCKED',
      what: 'the folder',
      holder: 'another fetch',
    });
  }

  /**
   * Goes on with the export that an earlier command left, or begins one; others that nobody reads are cleared away.
   *
   * @param hash of the description of the server: one that was begun by another is not gone on with
   * @param fresh whether to begin a new one in any case
   * @throws ConsiliumError `CONFIG_INVALID` for a damaged journal, `DISK_FULL`, `FILE_UNREADABLE`
   */
  unfinished(hash: string, fresh: boolean, random: Randomness): UnfinishedExport {
    const current = fetchedExport(this.path);
    let found: UnfinishedExport | undefined;
    for (const name of this.#exports()) {
      const folder = join(this.path, name);
      if (name === current?.export) onDisk(folder, () => rmSync(join(folder, JOURNAL_FILE), { force: true }));
      else if (!fresh && found === undefined && hasJournal(folder)) {
        const journal = new FetchJournal(folder);
        if (journal.last('begun')?.hash === hash) found = { folder, name, journal, resumed: true };
        else {
          journal.close();
          remove(folder);
        }
      } else remove(folder);
    }
    return found ?? this.#begin(random);
  }

  #begin(random: Randomness): UnfinishedExport {
    const bytes = new Uint8Array(16);
    random.fill(bytes);
    const name = `.fetch-${Buffer.from(bytes).toString('hex')}`;
    const folder = join(this.path, name);
    onDisk(folder, () => {
      mkdirSync(folder, { mode: 0o700 });
      syncFolder(this.path);
    });
    return { folder, name, journal: new FetchJournal(folder), resumed: false };
  }

  /** Gives an export up. */
  discard({ folder, journal }: UnfinishedExport): void {
    journal.close();
    remove(folder);
  }

  /** Lets an export that is whole be what the folder holds; the one before stays for who reads it now, until the next fetch. @throws ConsiliumError `DISK_FULL`, `FILE_UNREADABLE` */
  settle({ folder, name, journal }: UnfinishedExport, whole: WholeExport, clock: Pick<Clock, 'now'>): void {
    const before = fetchedExport(this.path);
    onDisk(folder, () => syncFolder(folder));
    const fetchedAt = new Date(clock.now()).toISOString();
    const previous = before === undefined ? {} : { previous: before.export };
    writeFetchedExport(this.path, { export: name, ...previous, ...whole, fetchedAt });
    journal.close();
    onDisk(folder, () => rmSync(join(folder, JOURNAL_FILE), { force: true }));
    for (const other of this.#exports()) if (other !== name && other !== before?.export) remove(join(this.path, other));
  }

  close(): void {
    this.#lock.release();
  }

  #exports(): readonly string[] {
    return onDisk(this.path, () => readdirSync(this.path).filter((name) => EXPORT_FOLDER.test(name)));
  }
}

function hasJournal(folder: string): boolean {
  return statSync(join(folder, JOURNAL_FILE), { throwIfNoEntry: false })?.isFile() === true;
}

/** What this program has not put there is not for it to replace, or to clear away. */
function requireOnlyExports(path: string): void {
  const own = new Set([LOCK_FILE, FETCHED_FILE, `${FETCHED_FILE}.new`]);
  const user = process.geteuid?.();
  const { uid, mode } = lstatSync(path);
  const refuse = (problem: string): never => {
    throw new ConsiliumError({
      code: 'SOURCE_UNSAFE',
      message: `${path} ${problem}`,
      advice: 'Name a folder in fhir-servers.yaml that is not there yet, or one that only this program has filled.',
    });
  };
  if (user !== undefined && uid !== user)
    refuse('belongs to another user: resources of patients go into a folder of the account that fetches them');
  const open = user === undefined ? undefined : replaceableIn(path, user);
  if (open !== undefined) refuse(`lies in ${open}, where others can put another folder in its place: run chmod go-w ${open}`);
  if ((mode & 0o077) !== 0) refuse('can be entered by others: run chmod 700, for resources of patients go into it');
  const other = onDisk(path, () => readdirSync(path).filter((name) => !own.has(name) && !EXPORT_FOLDER.test(name)));
  if (other.length > 0) refuse(`holds ${other.length} other files or folders, which a fetch would hide`);
}

/** The folder above in which somebody else, root apart, may rename what leads here. */
function replaceableIn(path: string, user: number): string | undefined {
  for (let child = realpathSync(path); child !== dirname(child); child = dirname(child)) {
    const folder = dirname(child);
    const { uid, mode } = statSync(folder);
    const isOthers = uid !== user && uid !== 0;
    if (isOthers || ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0)) return folder;
  }
  return undefined;
}

function remove(folder: string): void {
  onDisk(folder, () => rmSync(folder, { recursive: true, force: true }));
}

function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fromUnknown(error, path);
  }
}
