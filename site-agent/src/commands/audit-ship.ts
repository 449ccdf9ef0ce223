import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { ConsiliumError, systemClock } from '@consilium/core';
import { createLogger, print, say } from '@consilium/host';
import { type Collector, CollectorConnection, collectorText, DEFAULT_SETTLE_SECONDS, shippingLine } from '@consilium/shipping';
import { parseAddress } from '@consilium/transport';
import { Command } from 'commander';
import { folderOption, jsonOption, parseCount, parsePositive } from './options.ts';
import { siteShipper } from './shipping.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site audit collector` and `audit ship` */
export function shipCommands(): readonly Command[] {
  return [collectorCommand(), shipCommand()];
}

interface CollectorOptions {
  readonly folder: SiteFolder;
  readonly ca?: string;
  readonly name?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly settle?: number;
}

function collectorCommand(): Command {
  return new Command('collector')
    .description(
      'Name the collector of this hospital to which the agent ships the audit log (syslog over TLS, RFC 5424 and 5425); without an address, show it',
    )
    .argument('[address]', 'host and port of the collector, or "none"')
    .option('--ca <file>', 'certificates (PEM) that the collector’s has to be issued by')
    .option('--name <name>', 'name in its certificate, where that is not the host')
    .option('--certificate <file>', 'certificate (PEM) to show to it, where it asks for one')
    .option('--key <file>', 'key (PEM) of that certificate')
    .option(
      '--settle <seconds>',
      `how long it may take to have safe what it has read (default: ${DEFAULT_SETTLE_SECONDS})`,
      parsePositive,
    )
    .addOption(folderOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site audit collector logs.hospital.example:6514 --ca /etc/ssl/hospital-ca.pem\n',
    )
    .action(async (address: string | undefined, { folder, ...options }: CollectorOptions) => {
      if (address === 'none') {
        folder.config();
        folder.record(userInfo().username, { event: 'collector.changed' });
        folder.writeCollector(undefined);
      } else if (address !== undefined) {
        const collector = collectorOf(address, options);
        folder.config();
        // One that cannot be reached now is refused now, not in the log of tonight.
        (await CollectorConnection.dial(collector, systemClock, new AbortController().signal)).destroy();
        folder.record(userInfo().username, { event: 'collector.changed', collector: collectorText(collector) });
        folder.writeCollector(collector);
      }
      const { collector } = folder.config();
      say(
        collector === undefined
          ? 'The audit log is shipped nowhere.'
          : `The audit log is shipped to ${collectorText(collector)}, which has to show a certificate for ${collector.name ?? collector.host}.`,
        ...(address === undefined ? [] : ['The agent heeds it from its next start on.']),
      );
    });
}

function collectorOf(address: string, { ca, name, certificate, key, settle }: Omit<CollectorOptions, 'folder'>): Collector {
  if (ca === undefined)
    throw new ConsiliumError({ code: 'USAGE', message: 'name the certificates that the collector’s has to be issued by: --ca' });
  if ((certificate === undefined) !== (key === undefined))
    throw new ConsiliumError({ code: 'USAGE', message: '--certificate and --key go together' });
  return {
    ...parseAddress(address),
    authority: resolve(ca),
    ...(name === undefined ? {} : { name }),
    ...(certificate === undefined || key === undefined ? {} : { certificate: resolve(certificate), key: resolve(key) }),
    ...(settle === undefined ? {} : { settleSeconds: settle }),
  };
}

function shipCommand(): Command {
  return new Command('ship')
    .description(
      'Ship to the collector what it does not have of the audit log, wait until it has, and end; a running agent does so by itself',
    )
    .option('--again <number>', 'begin with this entry, though it was shipped before', parseCount)
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site audit ship --again 1\n')
    .action(async ({ folder, again, json }: { folder: SiteFolder; again?: number; json?: boolean }) => {
      const { collector } = folder.config();
      if (collector === undefined)
        throw new ConsiliumError({
          code: 'CONFIG_INVALID',
          message: 'no collector is named',
          advice: 'Name it first: consilium-site audit collector.',
        });
      const shipper = siteShipper(folder, collector, systemClock, createLogger({ component: 'site-agent' }));
      if (again !== undefined) await shipper.again(again);
      await shipper.once(new AbortController().signal);
      print(json, shipper.standing(), () => [shippingLine(shipper.standing())]);
    });
}
