import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConsiliumError, fromUnknown, readFileIfPresent, writeFileDurably } from '@consilium/core';
import { z } from 'zod';

const entrySchema = z.strictObject({
  /** Name of the data set at this site; the ledger and the budget go by it. */
  dataset: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
  path: z.string(),
  studies: z.array(z.string()),
});
const catalogSchema = z.strictObject({ datasets: z.array(entrySchema) });

/** A data set of this site and the studies it serves. */
export type DatasetEntry = z.output<typeof entrySchema>;

/** Which file serves which study. Kept by commands in `datasets.json`; nobody edits it by hand. */
export class DatasetCatalog {
  readonly #path: string;
  #entries: readonly DatasetEntry[];

  constructor(stateFolder: string) {
    this.#path = join(stateFolder, 'datasets.json');
    const content = readFileIfPresent(this.#path);
    const parsed =
      content === undefined
        ? { success: true as const, data: { datasets: [] } }
        : catalogSchema.safeParse(JSON.parse(content.toString('utf8')));
    if (!parsed.success)
      throw new ConsiliumError({
        code: 'CONFIG_INVALID',
        message: `${this.#path} is not a data set catalogue`,
        cause: parsed.error,
      });
    this.#entries = parsed.data.datasets;
  }

  get entries(): readonly DatasetEntry[] {
    return this.#entries;
  }

  /** Adds or replaces a data set. One data set serves a study, so that a patient is counted in one ledger. */
  add(entry: DatasetEntry): void {
    const added = entrySchema.parse({ ...entry, path: resolve(entry.path) });
    try {
      statSync(added.path);
    } catch (error) {
      throw fromUnknown(error, added.path);
    }
    const taken = this.#entries.find(
      (other) => other.dataset !== added.dataset && other.studies.some((study) => added.studies.includes(study)),
    );
    if (taken !== undefined) {
      throw new ConsiliumError({
        code: 'CONFIG_INVALID',
        message: `the data set ${taken.dataset} already serves one of these studies`,
      });
    }
    this.#entries = [...this.#entries.filter((other) => other.dataset !== added.dataset), added];
    writeFileDurably(this.#path, `${JSON.stringify({ datasets: this.#entries }, null, 2)}\n`);
  }

  /** The data set that serves a study. @throws ConsiliumError `DATASET_UNKNOWN` */
  forStudy(study: string): DatasetEntry {
    const entry = this.#entries.find((candidate) => candidate.studies.includes(study));
    if (entry === undefined)
      throw new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `no data set of this site serves the study ${study}` });
    return entry;
  }
}
