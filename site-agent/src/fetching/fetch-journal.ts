import { join } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { AppendFile, diskFs } from '@consilium/host';
import { z } from 'zod';

/** Name of the journal in the folder of an export that is being fetched; with the export complete it is gone. */
export const JOURNAL_FILE = '.journal';

/** Files are called after it: nothing that leads out of their folder. */
const type = z.string().regex(/^[A-Za-z]+$/);
const offeredFile = z.strictObject({ type, url: z.string(), count: z.int().optional() });
const manifest = z.strictObject({
  transactionTime: z.string(),
  requiresAccessToken: z.boolean(),
  files: z.array(offeredFile).readonly(),
  errors: z.array(z.string()).readonly(),
  notAsked: z.int(),
});
const severity = z.enum(['fatal', 'error', 'warning', 'information']);
const fetchedFile = z.strictObject({
  name: z.string().regex(/^[A-Za-z]+\.\d+\.ndjson(?:\.gz)?$/),
  bytes: z.int(),
  sha256: z.string(),
  resources: z.int(),
  unpackedBytes: z.int(),
});
const entrySchema = z.discriminatedUnion('t', [
  /** The fetch began, by this description of the server. */
  z.strictObject({ t: z.literal('begun'), server: z.string(), hash: z.string(), at: z.iso.datetime() }),
  /** The server took the request; its state is asked for here. */
  z.strictObject({ t: z.literal('accepted'), place: z.string() }),
  z.strictObject({ t: z.literal('manifest'), manifest }),
  /** What the server says that it could not export. */
  z.strictObject({
    t: z.literal('issues'),
    issues: z.array(z.strictObject({ severity, code: z.string(), count: z.int() })).readonly(),
  }),
  /** A file is on the disk whole. */
  z.strictObject({ t: z.literal('file'), index: z.int().min(0), file: fetchedFile }),
]);

/** One step of a fetch that need not be done again. */
export type JournalEntry = z.output<typeof entrySchema>;

/** Entries of one kind. */
export type EntryOf<T extends JournalEntry['t']> = Extract<JournalEntry, { readonly t: T }>;

/**
 * How far a fetch has come: a line for each step, on the disk before the next one begins, so that a kill or a power cut costs
 * the files under way and no more. It holds links, which are secrets for as long as they work, and never a token.
 */
export class FetchJournal {
  readonly #file: AppendFile;
  readonly #entries: JournalEntry[];

  /** @throws ConsiliumError `CONFIG_INVALID` for a journal that is damaged before its last line, `DISK_FULL`, `FILE_UNREADABLE` */
  constructor(folder: string) {
    const path = join(folder, JOURNAL_FILE);
    this.#file = new AppendFile(path, diskFs);
    const text = this.#file.read();
    const end = text.lastIndexOf(0x0a) + 1;
    this.#entries = text
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [readEntry(line, path)]));
    // Half a line is a step that was not finished.
    if (end < text.length) this.#file.truncate(end);
  }

  /** The newest entry of a kind. */
  last<T extends JournalEntry['t']>(t: T): EntryOf<T> | undefined {
    return this.#entries.findLast((entry): entry is EntryOf<T> => entry.t === t);
  }

  /** Files that are there, by their place in the manifest. */
  files(): ReadonlyMap<number, EntryOf<'file'>['file']> {
    return new Map(this.#entries.flatMap((entry) => (entry.t === 'file' ? [[entry.index, entry.file] as const] : [])));
  }

  /** @throws ConsiliumError `DISK_FULL`, `STORE_FAILED` */
  write(entry: JournalEntry): void {
    this.#file.append(`${JSON.stringify(entry)}\n`);
    this.#entries.push(entry);
  }

  close(): void {
    this.#file.close();
  }
}

function readEntry(line: string, path: string): JournalEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // No entry: the schema says so.
    value = undefined;
  }
  const parsed = entrySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: `${path} is damaged`,
    advice: 'Begin the fetch again with --new: what the source had before is as it was.',
  });
}
