import { resolve } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { type Collector, DEFAULT_SETTLE_SECONDS } from '@consilium/shipping';
import { parseAddress } from '@consilium/transport';
import { type Command, Option } from 'commander';
import { positive } from './options.ts';

/** What names a collector of the audit log on the command line. */
export interface CollectorOptions {
  readonly shipTo?: string;
  readonly shipCa?: string;
  readonly shipName?: string;
  readonly shipCertificate?: string;
  readonly shipKey?: string;
  readonly shipSettle?: number;
}

/** Gives a command the options that name a collector. */
export function withCollectorOptions(command: Command): Command {
  return command
    .option('--ship-to <address>', 'host and port of the collector of the audit log (syslog over TLS, RFC 5424 and 5425)')
    .option('--ship-ca <file>', 'certificates (PEM) that the collector’s has to be issued by')
    .option('--ship-name <name>', 'name in its certificate, where that is not the host')
    .option('--ship-certificate <file>', 'certificate (PEM) to show to it, where it asks for one')
    .option('--ship-key <file>', 'key (PEM) of that certificate')
    .addOption(
      new Option(
        '--ship-settle <seconds>',
        `how long it may take to have safe what it has read (default: ${DEFAULT_SETTLE_SECONDS})`,
      ).argParser(positive),
    );
}

/** The collector that options name; none without `--ship-to`. @throws ConsiliumError `USAGE`, `PARAMETER_INVALID` */
export function collectorOf(options: CollectorOptions): Collector | undefined {
  const { shipTo, shipCa, shipName, shipCertificate, shipKey, shipSettle } = options;
  if (shipTo === undefined) {
    const named = [shipCa, shipName, shipCertificate, shipKey, shipSettle].some((one) => one !== undefined);
    if (named) throw new ConsiliumError({ code: 'USAGE', message: 'name the collector itself: --ship-to' });
    return undefined;
  }
  if (shipCa === undefined)
    throw new ConsiliumError({
      code: 'USAGE',
      message: 'name the certificates that the collector’s has to be issued by: --ship-ca',
    });
  if ((shipCertificate === undefined) !== (shipKey === undefined))
    throw new ConsiliumError({ code: 'USAGE', message: '--ship-certificate and --ship-key go together' });
  return {
    ...parseAddress(shipTo),
    authority: resolve(shipCa),
    ...(shipName === undefined ? {} : { name: shipName }),
    ...(shipCertificate === undefined || shipKey === undefined
      ? {}
      : { certificate: resolve(shipCertificate), key: resolve(shipKey) }),
    ...(shipSettle === undefined ? {} : { settleSeconds: shipSettle }),
  };
}
