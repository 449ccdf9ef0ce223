import { userInfo } from 'node:os';
import { Option } from 'commander';
import { SiteFiles } from './site-files.ts';

/** Where `consilium-site init` puts things unless it gets another folder. */
export const DEFAULT_SITE_FOLDER = 'consilium-site';

/** `--folder` of a command that needs neither sources nor plans: the action gets the {@link SiteFiles}, which need not exist yet. */
export function filesOption(): Option {
  return new Option('--folder <folder>', 'folder of this site')
    .argParser((path: string) => new SiteFiles(path))
    .default(new SiteFiles(DEFAULT_SITE_FOLDER), JSON.stringify(DEFAULT_SITE_FOLDER));
}

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
