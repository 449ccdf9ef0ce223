import { accessSync, constants, existsSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { z } from 'zod';

/** Where a rehearsal writes whose command names no folder. What lies there is of the rehearsal before, and is overwritten. */
export const USUAL_RESULTS = 'runs/latest';

/** What results consist of; other files in their folder are nobody's business here. */
const MODEL_FILES = ['model.json', 'weights.bin', 'inputs.json', 'plan.json'];
const FILES = [
  'summary.json',
  'report.html',
  'board.html',
  'metrics.csv',
  'thresholds.csv',
  'plan.json',
  'run-log.json',
  ...MODEL_FILES.map((name) => join('model', name)),
];
const SERIES_FILE = 'series.json';

/** What is asked of a folder for results. */
interface FolderWish {
  /** Whether somebody said that what is there may be written over. */
  readonly force: boolean;
  /** Whether the rehearsal before this one, in {@link USUAL_RESULTS}, may be written over unasked. @default false */
  readonly latest?: boolean;
}

/**
 * Sees to it that results overwrite nothing, and that they can be written: a folder has to be new or empty, unless somebody wants it otherwise.
 * Ask before the work that makes them, which may take hours.
 *
 * @throws ConsiliumError `TARGET_EXISTS`; `FILE_UNREADABLE` for what is no folder, or is not this user's to write
 */
export function requireFreeFolder(folder: string, { force, latest = false }: FolderWish): void {
  requireWritable(folder);
  if (force || !existsSync(folder)) return;
  let files: readonly string[];
  try {
    files = readdirSync(folder);
  } catch (error) {
    throw fromUnknown(error, folder);
  }
  // Of hospitals nothing is lost for a rehearsal: their run cannot be had twice. The runs of a series lie one folder deeper.
  const places = [folder, ...files.map((name) => join(folder, name))];
  if (files.length === 0 || (latest && resolve(folder) === resolve(USUAL_RESULTS) && !places.some(isOfRun))) return;
  throw new ConsiliumError({
    code: 'TARGET_EXISTS',
    message: `there is something in ${folder} already`,
    advice: 'Name another folder with --out, or write over what is there with --force.',
  });
}

/**
 * Sees to it that a folder is there, or can be made, and can be written to.
 *
 * @throws ConsiliumError `FILE_UNREADABLE`
 */
export function requireWritable(folder: string): void {
  let nearest = resolve(folder);
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    if (!statSync(nearest).isDirectory())
      throw new ConsiliumError({
        code: 'FILE_UNREADABLE',
        message: `${nearest} is a file, where a folder is needed`,
        advice: 'Name another folder.',
      });
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    const found = fromUnknown(error, nearest);
    if (found === error) throw found;
    throw new ConsiliumError({
      code: 'FILE_UNREADABLE',
      message: `${nearest} cannot be written to`,
      advice: 'Name another folder, or run the command as a user who may write there.',
      cause: error,
    });
  }
}

/**
 * Removes the results of before from a folder that may be written over, so that none stand beside those of now: a report of one rehearsal beside the
 * series of another. Other files stay. Ask once the new results are there to be written.
 *
 * @throws ConsiliumError `FILE_UNREADABLE`
 */
export function clearEarlier(folder: string): void {
  const seriesPath = join(folder, SERIES_FILE);
  const runs = runsIn(seriesPath);
  try {
    for (let number = 1; number <= runs; number++) removeResults(join(folder, `run-${number}`));
    removeResults(folder);
    if (runs > 0) rmSync(seriesPath, { force: true });
  } catch (error) {
    throw fromUnknown(error, folder);
  }
}

function removeResults(folder: string): void {
  if (summaryIn(folder) === undefined) return;
  for (const name of FILES) rmSync(join(folder, name), { force: true });
  for (const inner of [join(folder, 'model'), folder]) if (existsSync(inner) && readdirSync(inner).length === 0) rmdirSync(inner);
}

const summarySchema = z.object({ planHash: z.string(), kind: z.string().optional() });
const seriesSchema = z.object({ planHash: z.string(), runs: z.array(z.unknown()) });

/** How many runs a series has; zero for what is none. */
function runsIn(path: string): number {
  return seriesSchema.safeParse(jsonIn(path)).data?.runs.length ?? 0;
}

function summaryIn(folder: string): z.output<typeof summarySchema> | undefined {
  return summarySchema.safeParse(jsonIn(join(folder, 'summary.json'))).data;
}

const isOfRun = (folder: string): boolean => summaryIn(folder)?.kind === 'run';

/** What a file says; undefined where it is not there, or no JSON. */
function jsonIn(path: string): unknown {
  if (!existsSync(path)) return undefined;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fromUnknown(error, path);
  }
  try {
    return JSON.parse(text);
  } catch {
    // Half a file, of a command that was stopped: not the results of anything.
    return undefined;
  }
}
