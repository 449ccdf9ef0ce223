import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a program did to its files, and what it said and heard: the records that the two recorders write. */
export type RecordedEvent = {
  /** Process. */
  readonly pid: number;
  /** Nanoseconds on the machine's monotonic clock, when it was written down. */
  readonly time: number;
} & (
  | { readonly op: 'create' | 'mkdir' | 'unlink'; readonly path: string }
  | { readonly op: 'rename' | 'link'; readonly path: string; readonly to: string }
  | { readonly op: 'write'; readonly path: string; readonly at: number; readonly content: Buffer }
  | { readonly op: 'truncate'; readonly path: string; readonly size: number }
  /** Before and after a wait for the disk. */
  | { readonly op: 'sync' | 'synced'; readonly path: string; readonly id: number }
  | { readonly op: 'start'; readonly args: readonly string[] }
  | { readonly op: 'exit'; readonly code: number }
  | RecordedMessage
);

/** A gRPC message before it can leave, or the first one of a call that came in. */
export interface RecordedMessage {
  readonly op: 'send' | 'receive';
  /** Number of the call within its process. */
  readonly call: number;
  /** gRPC's path: `/consilium.v1.SiteService/PutUpdate`. */
  readonly method: string;
  /** Length of the whole message. */
  readonly bytes: number;
  /** Its beginning. */
  readonly content: Buffer;
}

/** Bytes that grow. */
class Content {
  #bytes: Buffer;
  #size: number;

  constructor(bytes: Buffer) {
    this.#bytes = Buffer.from(bytes);
    this.#size = bytes.length;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  write(at: number, bytes: Buffer): void {
    if (at + bytes.length > this.#size) this.resize(at + bytes.length);
    bytes.copy(this.#bytes, at);
  }

  resize(size: number): void {
    if (size > this.#bytes.length) {
      const bytes = Buffer.alloc(2 * size);
      this.bytes.copy(bytes);
      this.#bytes = bytes;
    } else if (size < this.#size) {
      this.#bytes.fill(0, size, this.#size);
    }
    this.#size = size;
  }
}

type Change = (content: Content) => void;

/** A file by itself, whatever it is called: what is on the disk, and the changes that the disk may not have yet. */
class RecordedFile {
  readonly #durable: Content;
  #waiting: Change[] = [];
  /** How many of the waiting changes a sync that is under way will make durable. */
  readonly #syncs: Map<string, number> = new Map();

  constructor(durable: Buffer = Buffer.alloc(0)) {
    this.#durable = new Content(durable);
  }

  get durable(): Buffer {
    return this.#durable.bytes;
  }

  get current(): Buffer {
    const content = new Content(this.durable);
    for (const change of this.#waiting) change(content);
    return content.bytes;
  }

  get isDurable(): boolean {
    return this.#waiting.length === 0;
  }

  change(change: Change): void {
    this.#waiting.push(change);
  }

  sync(id: string): void {
    this.#syncs.set(id, this.#waiting.length);
  }

  synced(id: string): void {
    const done = this.#waiting.splice(0, this.#syncs.get(id) ?? 0);
    this.#syncs.delete(id);
    for (const [other, covered] of this.#syncs) this.#syncs.set(other, Math.max(0, covered - done.length));
    for (const change of done) change(this.#durable);
  }
}

/** A folder: the names that programs see, and those that the disk has. */
class RecordedFolder {
  readonly current: Map<string, Entry> = new Map();
  readonly #syncs: Map<string, Names> = new Map();
  #durable: Names = { begun: 0, entries: new Map() };
  #begun = 0;

  constructor(durable: readonly (readonly [string, Entry])[] = []) {
    for (const [name, entry] of durable) this.current.set(name, entry);
    this.#durable = { begun: 0, entries: new Map(durable) };
  }

  get durable(): ReadonlyMap<string, Entry> {
    return this.#durable.entries;
  }

  sync(id: string): void {
    this.#syncs.set(id, { begun: ++this.#begun, entries: new Map(this.current) });
  }

  /** Several programs may wait for one folder: who began earlier and ends later takes nothing back. */
  synced(id: string): void {
    const names = this.#syncs.get(id);
    this.#syncs.delete(id);
    if (names !== undefined && names.begun > this.#durable.begun) this.#durable = names;
  }
}

/** The names in a folder when a wait for the disk began, and which of its waits that was. */
interface Names {
  readonly begun: number;
  readonly entries: ReadonlyMap<string, Entry>;
}

type Entry = RecordedFile | RecordedFolder;

/**
 * A folder on a disk that may lose its power at any moment: replays what a program did to it and says what would then be left.
 *
 * The disk is the worst that POSIX allows: a change of a file is there after a sync of the file, a name after a sync of its folder, and
 * whatever no sync has covered is gone. What was there before the program started is durable.
 */
export class RecordedDisk {
  readonly #path: string;
  readonly #root: RecordedFolder;

  /** @param path a folder, as it is now: before the program starts */
  constructor(path: string) {
    this.#path = path;
    this.#root = load(path);
  }

  /** Applies the next record; those of messages change nothing. */
  apply(event: RecordedEvent): void {
    if (!('path' in event) || !this.#holds(event.path)) return;
    switch (event.op) {
      case 'create':
        return this.#put(event.path, new RecordedFile());
      case 'mkdir':
        return this.#put(event.path, new RecordedFolder());
      case 'unlink':
        this.#folder(dirname(event.path)).current.delete(nameOf(event.path));
        return;
      case 'rename':
        this.#put(event.to, this.#entry(event.path));
        this.#folder(dirname(event.path)).current.delete(nameOf(event.path));
        return;
      case 'link':
        return this.#put(event.to, this.#entry(event.path));
      case 'write':
        return this.#file(event.path).change((content) => content.write(event.at, event.content));
      case 'truncate':
        return this.#file(event.path).change((content) => content.resize(event.size));
      case 'sync':
      case 'synced':
        // Every program counts its own waits.
        this.#entry(event.path)[event.op](`${event.pid}/${event.id}`);
    }
  }

  /** What a program sees in a file, or `undefined` when there is none. */
  current(path: string): Buffer | undefined {
    return this.#look(path, (folder) => folder.current)?.current;
  }

  /** What is left of a file after a power cut, or `undefined` when the disk does not have its name, or not that of a folder above. */
  durable(path: string): Buffer | undefined {
    return this.#look(path, (folder) => folder.durable)?.durable;
  }

  /** Files that a power cut would take, whole or in part. What was deleted may come back, and is not listed. */
  waiting(): readonly string[] {
    const names: string[] = [];
    const walk = (folder: RecordedFolder, path: string, lost: boolean): void => {
      for (const [name, entry] of folder.current) {
        const gone = lost || folder.durable.get(name) !== entry;
        if (entry instanceof RecordedFolder) walk(entry, join(path, name), gone);
        else if (gone || !entry.isDurable) names.push(join(path, name));
      }
    };
    walk(this.#root, this.#path, false);
    return names;
  }

  /** Everything that programs see, for a comparison with the folder itself: a recorder that missed a call shows. */
  contents(): ReadonlyMap<string, Buffer> {
    const files = new Map<string, Buffer>();
    const walk = (folder: RecordedFolder, path: string): void => {
      for (const [name, entry] of folder.current) {
        if (entry instanceof RecordedFolder) walk(entry, join(path, name));
        else files.set(join(path, name), entry.current);
      }
    };
    walk(this.#root, this.#path);
    return files;
  }

  /** Files right in a folder, by their paths. */
  files(path: string): readonly string[] {
    const folder = find(this.#root, path.slice(this.#path.length), (one) => one.current);
    if (!(folder instanceof RecordedFolder)) return [];
    return [...folder.current].filter(([, entry]) => entry instanceof RecordedFile).map(([name]) => join(path, name));
  }

  #holds(path: string): boolean {
    return path === this.#path || path.startsWith(`${this.#path}/`);
  }

  #put(path: string, entry: Entry): void {
    this.#folder(dirname(path)).current.set(nameOf(path), entry);
  }

  #file(path: string): RecordedFile {
    const entry = this.#entry(path);
    if (entry instanceof RecordedFolder) throw new Error(`${path} is a folder`);
    return entry;
  }

  #folder(path: string): RecordedFolder {
    const entry = this.#entry(path);
    if (entry instanceof RecordedFile) throw new Error(`${path} is not a folder`);
    return entry;
  }

  #entry(path: string): Entry {
    const entry = find(this.#root, path.slice(this.#path.length), (folder) => folder.current);
    if (entry === undefined) throw new Error(`the recorder has missed how ${path} came about`);
    return entry;
  }

  #look(path: string, entries: Entries): RecordedFile | undefined {
    const entry = find(this.#root, path.slice(this.#path.length), entries);
    return entry instanceof RecordedFile ? entry : undefined;
  }
}

type Entries = (folder: RecordedFolder) => ReadonlyMap<string, Entry>;

function find(root: RecordedFolder, path: string, entries: Entries): Entry | undefined {
  let entry: Entry | undefined = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    entry = entry instanceof RecordedFolder ? entries(entry).get(name) : undefined;
  }
  return entry;
}

function load(path: string): RecordedFolder {
  return new RecordedFolder(
    readdirSync(path, { withFileTypes: true }).map((entry) => {
      const at = join(path, entry.name);
      return [entry.name, entry.isDirectory() ? load(at) : new RecordedFile(readFileSync(at))];
    }),
  );
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
