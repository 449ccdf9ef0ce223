import { InvalidArgumentError, Option } from 'commander';
import { DEFAULT_SITE_FOLDER } from './files-options.ts';
import { SiteFolder } from './site-folder.ts';

export { deciderOption, reasonOption } from './files-options.ts';

/** `--folder`: the action gets the {@link SiteFolder} itself, which need not exist yet. */
export function folderOption(): Option {
  return new Option('--folder <folder>', 'folder of this site')
    .argParser((path: string) => new SiteFolder(path))
    .default(new SiteFolder(DEFAULT_SITE_FOLDER), JSON.stringify(DEFAULT_SITE_FOLDER));
}

const DAY_MS = 86_400_000;

/** Reads a day, or `never`. @returns the first millisecond after it, UTC; infinity for never @throws InvalidArgumentError */
export function parseDay(text: string): number {
  if (text === 'never') return Number.POSITIVE_INFINITY;
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start)) throw new InvalidArgumentError('expected a day as YYYY-MM-DD, or never');
  return start + DAY_MS;
}

/** What names a plan on the command line. */
export const PLAN_ARGUMENT = 'a study of the coordinator, the beginning of a plan hash, or a file that the researcher sent';

/** Reads a part of a whole. @throws InvalidArgumentError, which commander prints with the name of the option */
export function parsePart(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('expected a share above 0 and at most 1');
  return value;
}
