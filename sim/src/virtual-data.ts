import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConsiliumError, fromUnknown, type Randomness } from '@consilium/core';
import type { CompiledPlan } from '@consilium/plan';
import { type Split, splitCsv } from './partition.ts';

/** Where the virtual sites' data come from. */
export interface DataSource {
  readonly planPath: string;
  /** A folder with `<site>.csv` files, or one file to split. @default the plan's folder */
  readonly dataPath?: string;
  /** How one file is divided; needed exactly when `dataPath` is a file. */
  readonly split?: Split;
}

/**
 * The file of each site.
 *
 * @param folder where parts of a split file are written
 * @throws ConsiliumError `FILE_UNREADABLE` naming what is missing, `USAGE`, `DATA_INVALID`
 */
export function siteFiles(
  source: DataSource,
  plan: CompiledPlan,
  folder: string,
  random: Randomness,
): ReadonlyMap<string, string> {
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
  if (source.split === undefined) return filesInFolder(dataPath, plan);
  const { data } = plan.document;
  const parts = splitCsv(readFileSync(dataPath, 'utf8'), source.split, {
    sites: plan.siteIds,
    patientColumn: data.patientId,
    labelColumn: data.target.column,
    random,
  });
  mkdirSync(folder, { recursive: true });
  return new Map(
    [...parts].map(([site, text]) => {
      const path = join(folder, `${site}.csv`);
      writeFileSync(path, text, { mode: 0o600 });
      return [site, path];
    }),
  );
}

function filesInFolder(folder: string, plan: CompiledPlan): ReadonlyMap<string, string> {
  const files = new Map(plan.siteIds.map((site) => [site, join(folder, `${site}.csv`)]));
  const absent = [...files.values()].filter((path) => !existsSync(path));
  if (absent.length > 0) {
    throw new ConsiliumError({
      code: 'FILE_UNREADABLE',
      message: `no data for the virtual sites: ${absent.join(', ')} not found; name their folder with --data`,
    });
  }
  return files;
}

function statOf(path: string): ReturnType<typeof statSync> & {} {
  try {
    return statSync(path);
  } catch (error) {
    throw fromUnknown(error, path);
  }
}
