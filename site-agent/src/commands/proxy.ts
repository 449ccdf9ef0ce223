import { resolve } from 'node:path';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { print } from '@consilium/host';
import { parseAddress, routeText } from '@consilium/transport';
import { Command } from 'commander';
import { filesOption } from './files-options.ts';
import type { ProxyConfig, SiteFiles } from './site-files.ts';
import { proxySetting, siteRoute } from './site-route.ts';

/** What the command was given. */
interface ProxyOptions {
  readonly user?: string;
  readonly passwordFile?: string;
  readonly except?: string;
  readonly folder: SiteFiles;
  readonly json?: boolean;
}

/** `consilium-site proxy` */
export function proxyCommand(): Command {
  return new Command('proxy')
    .argument('[proxy]', 'http://host:port, none or environment')
    .option('--user <name>', 'user at the proxy')
    .option('--password-file <file>', 'file with the password, readable by this account alone')
    .option('--except <list>', 'names, addresses and networks that are dialled directly, as in NO_PROXY')
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site proxy http://proxy.hospital.example:3128 --user agent --password-file proxy-password\n',
    )
    .action((proxy: string | undefined, { folder, user, passwordFile, except, json }: ProxyOptions) => {
      if (proxy !== undefined) {
        const config = configOf(proxy, {
          ...(user === undefined ? {} : { user }),
          ...(passwordFile === undefined ? {} : { passwordFile: resolve(passwordFile) }),
          ...(except === undefined ? {} : { except }),
        });
        // A setting that cannot be used is refused before it is written.
        proxySetting(config);
        folder.writeProxy(config);
      }
      const { address } = folder.config();
      const route = routeText(siteRoute(folder, parseAddress(address), process.env));
      print(json, { address, route, changed: proxy !== undefined }, () => [
        `${address} is dialled ${route}.`,
        ...(proxy === undefined ? [] : ['The agent does so from its next start on. Try it now: consilium-site doctor']),
      ]);
    });
}

function configOf(proxy: string, rest: Omit<Exclude<ProxyConfig, 'none'>, 'url'>): ProxyConfig | undefined {
  if (proxy !== 'none' && proxy !== 'environment') return { url: proxy, ...rest };
  if (Object.keys(rest).length > 0)
    throw new ConsiliumError({
      code: 'USAGE',
      message: `"${proxy}" takes no user, password or exceptions: those belong to a URL`,
    });
  return proxy === 'none' ? proxy : undefined;
}
