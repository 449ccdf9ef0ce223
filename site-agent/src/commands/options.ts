import { userInfo } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import { SiteFolder } from './site-folder.ts';

/** Where `consilium-site init` puts things unless it gets another folder. */
const DEFAULT_SITE_FOLDER = 'consilium-site';

/** `--folder`: the action gets the {@link SiteFolder} itself, which need not exist yet. */
export function folderOption(): Option {
  return new Option('--folder <folder>', 'folder of this site')
    .argParser((path: string) => new SiteFolder(path))
    .default(new SiteFolder(DEFAULT_SITE_FOLDER), JSON.stringify(DEFAULT_SITE_FOLDER));
}

/** `--json`, for commands that {@link print} their result. */
export function jsonOption(): Option {
  return new Option('--json', 'print the result as JSON');
}

/** Reads a number above 0. @throws InvalidArgumentError, which commander prints with the name of the option */
export function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

/** Reads a whole number above 0. @throws InvalidArgumentError */
export function parseCount(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !(value > 0 && value <= Number.MAX_SAFE_INTEGER))
    throw new InvalidArgumentError('expected a whole number above 0');
  return value;
}

const DAY_MS = 86_400_000;

/** Reads a day, or `never`. @returns the first millisecond after it, UTC; infinity for never @throws InvalidArgumentError */
export function parseDay(text: string): number {
  if (text === 'never') return Number.POSITIVE_INFINITY;
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start)) throw new InvalidArgumentError('expected a day as YYYY-MM-DD, or never');
  return start + DAY_MS;
}

/** Reads a day that is over or today, as `YYYY-MM-DD`. @throws InvalidArgumentError */
export function parseCalendarDay(text: string): string {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start)) throw new InvalidArgumentError('expected a day as YYYY-MM-DD');
  return text;
}

/** A moment as the day that it falls on, UTC. */
export function day(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? 'at no known time' : date.toISOString().slice(0, 10);
}

/** What names a plan on the command line. */
export const PLAN_ARGUMENT = 'a study of the coordinator, the beginning of a plan hash, or a file that the researcher sent';

/** `--reason` of a decision. */
export function reasonOption(): Option {
  return new Option('--reason <text>', 'kept with the decision');
}

/** `--who`: a person, where the account is not one. */
export function deciderOption(): Option {
  return new Option('--who <name>', 'who decides, kept with the decision').default(
    userInfo().username,
    'the account that runs this',
  );
}

/** Reads a share of patients. @throws InvalidArgumentError, which commander prints with the name of the option */
export function parseShare(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 0.9)) throw new InvalidArgumentError('expected a share from 0 to 0.9');
  return value;
}
