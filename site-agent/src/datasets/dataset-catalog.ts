import { dirname, join } from 'node:path';
import { ConsiliumError, fromUnknown, type Randomness, secureRandom } from '@consilium/core';
import { BASES, type Basis } from '@consilium/deidentify';
import { readOwnFile, writeFileDurably } from '@consilium/host';
import { type Split, splitFingerprint } from '@consilium/learning/held-out';
import { z } from 'zod';
import type { Determination } from '../determinations/determination.ts';
import { readLedger } from '../ledger/index.ts';
import type { Source } from '../connectors/source.ts';
import {
  isSameSource,
  locateSource,
  openSource,
  type SourceDescription,
  sourceSchema,
} from '../connectors/source-description.ts';
import { acceptedSource } from '../mapping/accepted-source.ts';
import { SourcesFile } from '../mapping/sources-file.ts';
import { DeterminationStore } from '../determinations/determination-store.ts';
import { SplitSecrets } from './split-secrets.ts';

/** Share of patients who are held out unless `data add --held-out` says otherwise. */
export const DEFAULT_HELD_OUT = 0.2;

const nameSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'a name is 1 to 63 lower-case letters, digits and inner hyphens');

/** An entry as it is stored. */
const storedSchema = z.strictObject({
  dataset: nameSchema,
  population: nameSchema,
  heldOut: z.number().min(0).max(0.9),
  patientColumn: z.string().min(1).max(100),
  patients: z.int().positive(),
  source: sourceSchema,
  studies: z.array(z.string().min(1)),
  accepted: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  attested: z.strictObject({ who: z.string().min(1).max(200), at: z.iso.datetime() }).optional(),
  basis: z.enum(BASES).optional(),
});
/** Entries were written with the path of a CSV file before there were other sources. */
const withSource = (entry: unknown): unknown => {
  if (typeof entry !== 'object' || entry === null || !('path' in entry)) return entry;
  const { path, ...rest } = entry;
  return { ...rest, source: { kind: 'csv', path } };
};
const storedList = z.array(z.preprocess(withSource, storedSchema));
const catalogSchema = z.strictObject({ datasets: storedList, removed: storedList.optional() });

type StoredEntry = z.output<typeof storedSchema>;

/** A data set of this site, where it lies and the studies it serves. */
export interface DatasetEntry {
  /** Name of the data set at this site. */
  readonly dataset: string;
  /** Whose patients they are: ledger, budget and split secret go by it, and are shared by all data sets that name it. */
  readonly population: string;
  /** Share of the patients who are held out, the same in all data sets of a population, 0 .. 0.9. */
  readonly heldOut: number;
  /** The column that names the patient: the hospital's word, which a plan must agree with. */
  readonly patientColumn: string;
  /** Patients in all, declared: at a hospital by a person, who rounds them; in a rehearsal as many as the file has. */
  readonly patients: number;
  readonly source: SourceDescription;
  readonly studies: readonly string[];
  /** Hash of its entry in `sources.yaml` as it was checked; absent for one that has none there. */
  readonly accepted?: string | undefined;
  /** Who signed, and when, that the hospital has no actual knowledge that what is left could identify a patient; absent: nobody. */
  readonly attested?: { readonly who: string; readonly at: string } | undefined;
  /** On what the hospital bases its use. @default `safe-harbor` */
  readonly basis?: Basis | undefined;
}

/**
 * Patients that train, as the hospital declares them: the only number of patients that a refusal may depend on. The true one moves with
 * every patient, and whether it passes a threshold would tell; it is not even known before the file is read.
 */
export function trainingPatients({ patients, heldOut }: Pick<DatasetEntry, 'patients' | 'heldOut'>): number {
  return patients * (1 - heldOut);
}

/** Patients that are held out, as the hospital declares them; see {@link trainingPatients}. */
export function heldOutPatients({ patients, heldOut }: Pick<DatasetEntry, 'patients' | 'heldOut'>): number {
  return patients * heldOut;
}

/** Which source serves which study. Kept by commands in `datasets.json`; nobody edits it by hand. */
export class DatasetCatalog {
  readonly #stateFolder: string;
  readonly #path: string;
  readonly #ledgers: string;
  readonly #secrets: SplitSecrets;
  readonly #sources: SourcesFile;
  readonly #determinations: DeterminationStore;
  #entries: readonly DatasetEntry[];
  /** Data sets that serve nothing any more. What their patients have paid still counts. */
  #removed: readonly DatasetEntry[];

  /**
   * @param stateFolder in the folder of the site, where `sources.yaml` is
   * @throws ConsiliumError `CONFIG_INVALID` when the catalogue is damaged, `FILE_UNREADABLE`, `FILE_UNSAFE`
   */
  constructor(stateFolder: string) {
    this.#sources = new SourcesFile(join(dirname(stateFolder), 'sources.yaml'));
    this.#stateFolder = stateFolder;
    this.#path = join(stateFolder, 'datasets.json');
    this.#ledgers = join(stateFolder, 'ledger');
    this.#secrets = new SplitSecrets(stateFolder);
    this.#determinations = new DeterminationStore(stateFolder);
    const { datasets, removed = [] } = load(this.#path);
    this.#entries = datasets;
    this.#removed = removed;
  }

  get entries(): readonly DatasetEntry[] {
    return this.#entries;
  }

  /**
   * Where the rows of a data set are read, as plans name its columns.
   *
   * @throws ConsiliumError `SOURCE_CHANGED` when somebody edited its entry in `sources.yaml` and nobody has accepted it, `CONFIG_INVALID`
   */
  sourceOf({ dataset, source, accepted }: Pick<DatasetEntry, 'dataset' | 'source' | 'accepted'>): Source {
    const opened = openSource(source, this.#stateFolder);
    return accepted === undefined ? opened : acceptedSource(opened, this.#sources, dataset, accepted);
  }

  /** The populations of all data sets, each once; also of those that were removed, for their ledgers stay. */
  get populations(): readonly string[] {
    return [...new Set([...this.#entries, ...this.#removed].map(({ population }) => population))];
  }

  /**
   * What decides who of a population is held out.
   *
   * @throws ConsiliumError `DATASET_UNKNOWN`, `SPLIT_SECRET_LOST`, `KEY_INVALID`
   */
  splitOf(population: string): Split {
    const share = this.heldOutOf(population);
    if (share === undefined) throw noDataset(population);
    return { secret: this.splitSecretOf(population), share };
  }

  /** The share that a population holds out, also one whose data sets were removed; `undefined` for one that never was. */
  heldOutOf(population: string): number | undefined {
    return [...this.#entries, ...this.#removed].find((entry) => entry.population === population)?.heldOut;
  }

  /** A data set of a name, or the one that had it last. */
  lastNamed(dataset: string): DatasetEntry | undefined {
    return [...this.#entries, ...this.#removed].find((entry) => entry.dataset === dataset);
  }

  /** The split secret of a population. @throws ConsiliumError `SPLIT_SECRET_LOST`, `KEY_INVALID` */
  splitSecretOf(population: string): Uint8Array {
    return this.#secrets.read(population);
  }

  /** The expert determination that is installed for a data set, if any. @throws ConsiliumError `DETERMINATION_INVALID`, `CONFIG_INVALID`, `FILE_UNSAFE` */
  determinationOf({ dataset }: Pick<DatasetEntry, 'dataset'>): Determination | undefined {
    return this.#determinations.of(dataset);
  }

  /** Patients of a population, as declared: the largest number of its data sets. @throws ConsiliumError `DATASET_UNKNOWN` */
  patientsOf(population: string): number {
    const declaredIn = (entries: readonly DatasetEntry[]): readonly number[] =>
      entries.flatMap((entry) => (entry.population === population ? entry.patients : []));
    const now = declaredIn(this.#entries);
    const declared = now.length > 0 ? now : declaredIn(this.#removed);
    if (declared.length === 0) throw noDataset(population);
    return Math.max(...declared);
  }

  /**
   * Adds or replaces a data set. One data set serves a study and one source is one data set, so that a patient is counted in one
   * ledger. A population gets its split secret with its first data set; what it has paid for fixes population and share for good.
   *
   * @param random where a new secret comes from; anything but the default is for rehearsals
   * @throws ConsiliumError `PARAMETER_INVALID`, `FILE_UNREADABLE`, `CONFIG_INVALID` for a study or source that another data set
   * has, or another share than the other data sets of its population, `SPLIT_CHANGED`, `SPLIT_SECRET_LOST`, `LEDGER_CORRUPT`, `DISK_FULL`
   */
  add(entry: DatasetEntry, random: Randomness = secureRandom()): void {
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
      const advice = `Replace that one, by its name ("data add ${other.dataset} ..."), or take another study and file.`;
      if (study !== undefined) throw conflict(`the data set ${other.dataset} already serves the study ${study}`, advice);
      if (isSameSource(other.source, added.source)) throw conflict(`the source already is the data set ${other.dataset}`, advice);
    }
    // The same patients under another population would have a second budget.
    for (const former of this.#removed) {
      const isSame = former.dataset === added.dataset || isSameSource(former.source, added.source);
      if (isSame && former.population !== added.population && this.#chargedSplit(former.population) !== undefined)
        throw new ConsiliumError({
          code: 'SPLIT_CHANGED',
          message: `this was the data set ${former.dataset} of population ${former.population}, where its patients have paid: add it with --population ${former.population}`,
        });
    }
    this.#checkPopulation(added, others, random);
    const removed = this.#removed.filter(
      ({ dataset, source }) => dataset !== added.dataset || !isSameSource(source, added.source),
    );
    this.#write([...others, added], removed);
  }

  /**
   * Lets a data set serve nothing any more. Its population, with ledger, budget and split secret, stays, and so does that its patients belong there.
   *
   * @throws ConsiliumError `DATASET_UNKNOWN`, `DISK_FULL`
   */
  remove(dataset: string): void {
    const entry = this.named(dataset);
    const { attested: _attested, ...former } = entry;
    this.#write(
      this.#entries.filter((other) => other !== entry),
      [...this.#removed, { ...former, studies: [] }],
    );
  }

  /** Notes who attested a data set. @throws ConsiliumError `DATASET_UNKNOWN`, `DISK_FULL` */
  attest(dataset: string, attested: NonNullable<DatasetEntry['attested']>): void {
    const entry = this.named(dataset);
    this.#write(this.#entries.map((other) => (other === entry ? { ...entry, attested } : other)));
  }

  #write(entries: readonly DatasetEntry[], removed: readonly DatasetEntry[] = this.#removed): void {
    const stored = { datasets: entries.map(toStored), ...(removed.length === 0 ? {} : { removed: removed.map(toStored) }) };
    try {
      writeFileDurably(this.#path, `${JSON.stringify(stored, null, 2)}\n`);
    } catch (error) {
      throw fromUnknown(error, this.#path);
    }
    this.#entries = entries;
    this.#removed = removed;
  }

  #checkPopulation({ dataset, population, heldOut }: DatasetEntry, others: readonly DatasetEntry[], random: Randomness): void {
    const before = this.#entries.find((entry) => entry.dataset === dataset);
    if (before !== undefined && before.population !== population && this.#chargedSplit(before.population) !== undefined) {
      throw new ConsiliumError({
        code: 'SPLIT_CHANGED',
        message: `the data set ${dataset} stays in population ${before.population}: its patients have paid there`,
      });
    }
    // A patient of two data sets with two shares could train in one and be held out in the other.
    const shared = others.find((other) => other.population === population && other.heldOut !== heldOut);
    if (shared !== undefined)
      throw conflict(
        `the data set ${shared.dataset} of population ${population} holds out ${shared.heldOut}: all of a population hold out the same`,
      );
    const charged = this.#chargedSplit(population);
    const known = charged !== undefined || this.#entries.some((entry) => entry.population === population);
    if (!known && !this.#secrets.has(population)) this.#secrets.create(population, random);
    const split = splitFingerprint({ secret: this.#secrets.read(population), share: heldOut });
    if (charged !== undefined && charged !== split) {
      throw new ConsiliumError({
        code: 'SPLIT_CHANGED',
        message: `population ${population} has charges in its ledger under another held-out share or split secret, and keeps them: a patient who moved from one part to the other would have paid in both`,
      });
    }
  }

  #chargedSplit(population: string): string | undefined {
    return readLedger(this.#ledgers, population).split;
  }

  /** The data set of a name. @throws ConsiliumError `DATASET_UNKNOWN` */
  named(dataset: string): DatasetEntry {
    const entry = this.#entries.find((candidate) => candidate.dataset === dataset);
    if (entry === undefined)
      throw new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `this site has no data set ${dataset}` });
    return entry;
  }

  /** The data set that serves a study. @throws ConsiliumError `DATASET_UNKNOWN` */
  forStudy(study: string): DatasetEntry {
    const entry = this.#entries.find((candidate) => candidate.studies.includes(study));
    if (entry === undefined)
      throw new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `no data set of this site serves the study ${study}` });
    return entry;
  }
}

function load(path: string): z.output<typeof catalogSchema> {
  let content: unknown;
  try {
    const bytes = readOwnFile(path);
    if (bytes === undefined) return { datasets: [] };
    content = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw error instanceof SyntaxError ? damaged(path, error) : fromUnknown(error, path);
  }
  const parsed = catalogSchema.safeParse(content);
  if (!parsed.success) throw damaged(path, parsed.error);
  return parsed.data;
}

function toStored({ studies, ...rest }: DatasetEntry): StoredEntry {
  return { ...rest, studies: [...studies] };
}

function damaged(path: string, cause: unknown): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({
    code: 'CONFIG_INVALID',
    message: `${path} is not a data set catalogue`,
    cause,
    advice:
      'Restore the file from a copy, or move it away and add every data set again with "consilium-site data add", with the population and held-out share that it had.',
  });
}

function noDataset(population: string): ConsiliumError<'DATASET_UNKNOWN'> {
  return new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `no data set of this site is of population ${population}` });
}

function conflict(message: string, advice?: string): ConsiliumError<'CONFIG_INVALID'> {
  return new ConsiliumError({ code: 'CONFIG_INVALID', message, ...(advice === undefined ? {} : { advice }) });
}
