import { join } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { readOwnFile, writeFileDurably } from '@consilium/host';
import { z } from 'zod';
import { isSameSource, locateSource, type SourceDescription } from './sources/source-description.ts';

/** An entry as it is stored: one with a path is a CSV file. */
const storedSchema = z.strictObject({
  /** Name of the data set at this site; the ledger and the budget go by it. */
  dataset: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'a name is 1 to 63 lower-case letters, digits and inner hyphens'),
  path: z.string().min(1),
  studies: z.array(z.string().min(1)),
});
const catalogSchema = z.strictObject({ datasets: z.array(storedSchema) });

type StoredEntry = z.output<typeof storedSchema>;

/** A data set of this site, where it lies and the studies it serves. */
export interface DatasetEntry {
  /** Name of the data set at this site; the ledger and the budget go by it. */
  readonly dataset: string;
  readonly source: SourceDescription;
  readonly studies: readonly string[];
}

/** Which source serves which study. Kept by commands in `datasets.json`; nobody edits it by hand. */
export class DatasetCatalog {
  readonly #path: string;
  #entries: readonly DatasetEntry[];

  /** @throws ConsiliumError `CONFIG_INVALID` when the catalogue is damaged, `FILE_UNREADABLE`, `FILE_UNSAFE` */
  constructor(stateFolder: string) {
    this.#path = join(stateFolder, 'datasets.json');
    this.#entries = load(this.#path);
  }

  get entries(): readonly DatasetEntry[] {
    return this.#entries;
  }

  /**
   * Adds or replaces a data set. One data set serves a study and one source is one data set, so that a patient is counted in one
   * ledger.
   *
   * @throws ConsiliumError `PARAMETER_INVALID`, `FILE_UNREADABLE`, `CONFIG_INVALID` for a study or source that another data set
   * has, `DISK_FULL`
   */
  add(entry: DatasetEntry): void {
    const parsed = storedSchema.safeParse(toStored(entry));
    const issue = parsed.error?.issues[0];
    if (issue !== undefined) {
      const field = issue.path.join('.');
      throw new ConsiliumError({ code: 'PARAMETER_INVALID', message: `${field}: ${issue.message}`, details: { field } });
    }
    const added = { ...entry, source: locateSource(entry.source) };
    const others = this.#entries.filter((other) => other.dataset !== added.dataset);
    for (const other of others) {
      const study = other.studies.find((name) => added.studies.includes(name));
      if (study !== undefined) throw conflict(`the data set ${other.dataset} already serves the study ${study}`);
      if (isSameSource(other.source, added.source)) throw conflict(`the file already is the data set ${other.dataset}`);
    }
    const entries = [...others, added];
    try {
      writeFileDurably(this.#path, `${JSON.stringify({ datasets: entries.map(toStored) }, null, 2)}\n`);
    } catch (error) {
      throw fromUnknown(error, this.#path);
    }
    this.#entries = entries;
  }

  /** The data set that serves a study. @throws ConsiliumError `DATASET_UNKNOWN` */
  forStudy(study: string): DatasetEntry {
    const entry = this.#entries.find((candidate) => candidate.studies.includes(study));
    if (entry === undefined)
      throw new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `no data set of this site serves the study ${study}` });
    return entry;
  }
}

function load(path: string): readonly DatasetEntry[] {
  let content: unknown;
  try {
    const bytes = readOwnFile(path);
    if (bytes === undefined) return [];
    content = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw error instanceof SyntaxError ? damaged(path, error) : fromUnknown(error, path);
  }
  const parsed = catalogSchema.safeParse(content);
  if (!parsed.success) throw damaged(path, parsed.error);
  return parsed.data.datasets.map(fromStored);
}

function toStored({ dataset, source, studies }: DatasetEntry): StoredEntry {
  return { dataset, path: source.path, studies: [...studies] };
}

function fromStored({ dataset, path, studies }: StoredEntry): DatasetEntry {
  return { dataset, source: { kind: 'csv', path }, studies };
}

function damaged(path: string, cause: unknown): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({ code: 'CONFIG_INVALID', message: `${path} is not a data set catalogue`, cause });
}

function conflict(message: string): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({ code: 'CONFIG_INVALID', message });
}
