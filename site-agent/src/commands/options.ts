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
