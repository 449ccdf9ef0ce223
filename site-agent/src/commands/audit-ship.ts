import { userInfo } from 'node:os';
import { jsonOption, wholeNumber } from '@consilium/command-line';
import { collectorOf, type NamedCollector, withCollectorOptions } from '@consilium/command-line/collector';
import { ConsiliumError, systemClock } from '@consilium/core';
import { createLogger, print } from '@consilium/host';
import { CollectorConnection, collectorText, shippingLine } from '@consilium/shipping';
import { Command } from 'commander';
import { filesOption } from './files-options.ts';
import { siteShipper } from './shipping.ts';
import type { SiteFiles } from './site-files.ts';

/** `consilium-site audit collector` and `audit ship` */
export function shipCommands(): readonly Command[] {
  return [collectorCommand(), shipCommand()];
}

interface CollectorOptions extends NamedCollector {
  readonly folder: SiteFiles;
  readonly json?: boolean;
}

function collectorCommand(): Command {
  const command = new Command('collector')
    .description(
      'Name the collector of this hospital to which the agent ships the audit log (syslog over TLS, RFC 5424 and 5425); without an address, show it',
    )
    .argument('[address]', 'host and port of the collector, or "none"');
  return withCollectorOptions(command, '')
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site audit collector logs.hospital.example:6514 --ca /etc/ssl/hospital-ca.pem\n',
    )
    .action(async (address: string | undefined, { folder, json, ...options }: CollectorOptions) => {
      if (address === 'none') {
        folder.config();
        folder.record(userInfo().username, { event: 'collector.changed' });
        folder.writeCollector(undefined);
      } else if (address !== undefined) {
        // Loaded here: the other commands of the log are not for dialling.
        const { parseAddress } = await import('@consilium/transport');
        const collector = collectorOf(parseAddress(address), options, '');
        folder.config();
        // One that cannot be reached now is refused now, not in the log of tonight.
        (await CollectorConnection.dial(collector, systemClock, new AbortController().signal)).destroy();
        folder.record(userInfo().username, { event: 'collector.changed', collector: collectorText(collector) });
        folder.writeCollector(collector);
      }
      const { collector } = folder.config();
      print(json, { collector: collector ?? null, changed: address !== undefined }, () => [
        collector === undefined
          ? 'The audit log is shipped nowhere.'
          : `The audit log is shipped to ${collectorText(collector)}, which has to show a certificate for ${collector.name ?? collector.host}.`,
        ...(address === undefined ? [] : ['The agent heeds it from its next start on.']),
      ]);
    });
}

function shipCommand(): Command {
  return new Command('ship')
    .description(
      'Ship to the collector what it does not have of the audit log, wait until it has, and end; a running agent does so by itself',
    )
    .option('--again <number>', 'begin with this entry, though it was shipped before', wholeNumber)
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site audit ship --again 1\n')
    .action(async ({ folder, again, json }: { folder: SiteFiles; again?: number; json?: boolean }) => {
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
