import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ConsiliumError, fromUnknown, type Randomness } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { locateSource, type SourceEntry, SourcesFile } from '@consilium/site-agent';
import { type Split, splitCsv } from './partition.ts';

/** Where the virtual sites' data come from. */
export interface DataSource {
  readonly planPath: string;
  /** A folder with `<site>.csv` files or a `sources.yaml` that names sites, or one file to split. @default the plan's folder */
  readonly dataPath?: string;
  /** How one file is divided; needed exactly when `dataPath` is a file. */
  readonly split?: Split;
  /** Told what the owner of the files should know of how they were divided, and of how the plan that runs differs from the one written. */
  readonly onNote?: (note: string) => void;
}

/**
 * Where the patients of each site are.
 *
 * @param folder where parts of a split file are written
 * @throws ConsiliumError `FILE_UNREADABLE` naming what is missing, `USAGE`, `DATA_INVALID`
 */
export function siteSources(
  source: DataSource,
  plan: CompiledPlan,
  folder: string,
  random: Randomness,
): ReadonlyMap<string, SourceEntry> {
  const dataPath = source.dataPath ?? dirname(source.planPath);
  const isFile = statOf(dataPath).isFile();
  if (isFile !== (source.split !== undefined)) {
    throw new ConsiliumError({
      code: 'USAGE',
      message: isFile
        ? `${dataPath} is one file: say with --split how to divide it over the sites`
        : `--split divides one file, but ${dataPath} is a folder`,
    });
  }
  if (source.split === undefined) return sourcesInFolder(dataPath, plan);
  const { data } = plan.document;
  const { parts, atSeveralSites } = splitCsv(readFileSync(dataPath, 'utf8'), source.split, {
    sites: plan.siteIds,
    patientColumn: data.patientId,
    labelColumn: data.target.column,
    random,
  });
  if (atSeveralSites > 0)
    source.onNote?.(
      `${atSeveralSites} ${atSeveralSites === 1 ? 'patient is' : 'patients are'} known to several sites. Each pays epsilon at each of them, and may train at one and be scored at another, so that scores look a little better than they are (docs/privacy.md).`,
    );
  mkdirSync(folder, { recursive: true });
  return new Map(
    [...parts].map(([site, text]) => {
      const path = join(folder, `${site}.csv`);
      writeFileSync(path, text, { mode: 0o600 });
      return [site, csvEntry(path, plan)];
    }),
  );
}

/** What `sources.yaml` says of a site, as that of a hospital does of a data set; else its CSV file. */
function sourcesInFolder(folder: string, plan: CompiledPlan): ReadonlyMap<string, SourceEntry> {
  const described = new SourcesFile(join(folder, 'sources.yaml'));
  const absent: string[] = [];
  const sources = new Map<string, SourceEntry>();
  for (const site of plan.siteIds) {
    const entry = described.entry(site);
    const path = join(folder, `${site}.csv`);
    if (entry !== undefined) sources.set(site, { ...entry, source: locateSource(entry.source) });
    else {
      if (!existsSync(path)) absent.push(path);
      sources.set(site, csvEntry(path, plan));
    }
  }
  // Where some are there, the check of all sites names the others.
  if (absent.length === plan.siteIds.length) {
    throw new ConsiliumError({
      code: 'FILE_UNREADABLE',
      message: `no data for the virtual sites: ${absent.join(', ')} not found; name their folder with --data`,
    });
  }
  return sources;
}

function csvEntry(path: string, { document }: CompiledPlan): SourceEntry {
  const { patientId } = document.data;
  return { source: { kind: 'csv', path: resolve(path) }, patient: { column: patientId, name: patientId } };
}

function statOf(path: string): ReturnType<typeof statSync> & {} {
  try {
    return statSync(path);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}
