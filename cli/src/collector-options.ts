import { collectorOf, withCollectorOptions } from '@consilium/command-line/collector';
import { ConsiliumError } from '@consilium/core';
import type { Collector } from '@consilium/shipping';
import { parseAddress } from '@consilium/transport';
import type { Command } from 'commander';

/** Before the name of each option that says something of the collector. */
const PREFIX = 'ship-';

/** What names a collector of the coordinator's audit log on the command line. */
export interface ShipOptions {
  readonly shipTo?: string;
  readonly shipCa?: string;
  readonly shipName?: string;
  readonly shipCertificate?: string;
  readonly shipKey?: string;
  readonly shipSettle?: number;
}

/** Gives a command the options that name a collector. */
export function withShipOptions(command: Command): Command {
  command.option('--ship-to <address>', 'host and port of the collector of the audit log (syslog over TLS, RFC 5424 and 5425)');
  return withCollectorOptions(command, PREFIX);
}

/** The collector that options name; none without `--ship-to`. @throws ConsiliumError `USAGE`, `PARAMETER_INVALID` */
export function shipCollector(options: ShipOptions): Collector | undefined {
  const { shipTo, shipCa: ca, shipName: name, shipCertificate: certificate, shipKey: key, shipSettle: settle } = options;
  if (shipTo !== undefined) return collectorOf(parseAddress(shipTo), { ca, name, certificate, key, settle }, PREFIX);
  if ([ca, name, certificate, key, settle].some((one) => one !== undefined))
    throw new ConsiliumError({ code: 'USAGE', message: 'name the collector itself: --ship-to' });
  return undefined;
}
