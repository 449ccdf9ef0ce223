import { ConsiliumError } from '@consilium/core';
import { type Address, type Environment, parseProxy, type ProxySetting, type Route, routeTo } from '@consilium/transport';
import { readSecretFile } from '@consilium/trust';
import type { ProxyConfig, SiteFiles } from './site-files.ts';

/** Where a proxy that `site.json` names comes from, in words. */
const FROM = 'site.json';

/**
 * How this site gets to an address; where there is no site yet, as it joins, what the environment says.
 *
 * @throws ConsiliumError `CONFIG_INVALID`, `KEY_INVALID`
 */
export function siteRoute(folder: SiteFiles, address: Address, environment: Environment): Route {
  const setting = folder.exists() ? proxySetting(folder.config().proxy) : undefined;
  return routeTo(address, setting, environment);
}

/** What `site.json` says of a proxy, its password read. @throws ConsiliumError `CONFIG_INVALID`, `KEY_INVALID` for a password file that is missing or open to others */
export function proxySetting(config: ProxyConfig | undefined): ProxySetting | undefined {
  if (config === undefined) return undefined;
  if (config === 'none') return { kind: 'direct', from: FROM };
  const { address, credentials } = parseProxy(config.url, `the proxy of ${FROM}`);
  if ((credentials?.password ?? '') !== '') {
    throw new ConsiliumError({
      code: 'CONFIG_INVALID',
      message: 'the address of a proxy must not hold a password, which everybody would see who sees the file',
      advice: 'Write the password into a file with mode 600: "consilium-site proxy <url> --user <name> --password-file <file>".',
    });
  }
  const user = config.user ?? credentials?.user;
  const password =
    config.passwordFile === undefined
      ? ''
      : readSecretFile(config.passwordFile)
          .toString('utf8')
          .replace(/\r?\n$/, '');
  const proxy = { address, ...(user === undefined ? {} : { credentials: { user, password } }) };
  return { kind: 'proxy', proxy, from: FROM, ...(config.except === undefined ? {} : { except: config.except }) };
}
