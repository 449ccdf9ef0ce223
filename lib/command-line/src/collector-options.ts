import { resolve } from 'node:path';
import { ConsiliumError } from '@consilium/core';
import { type Collector, DEFAULT_SETTLE_SECONDS } from '@consilium/shipping';
import type { Command } from 'commander';
import { positiveNumber } from './arguments.ts';

/** What options say of a collector of the audit log, beside its address. */
export interface NamedCollector {
  readonly ca?: string | undefined;
  readonly name?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly settle?: number | undefined;
}

/**
 * Gives a command the options that say what is known of a collector.
 *
 * @param prefix of each option, such as `ship-` for `--ship-ca`
 */
export function withCollectorOptions(command: Command, prefix: string): Command {
  return command
    .option(`--${prefix}ca <file>`, 'certificates (PEM) that the collector’s has to be issued by')
    .option(`--${prefix}name <name>`, 'name in its certificate, where that is not the host')
    .option(`--${prefix}certificate <file>`, 'certificate (PEM) to show to it, where it asks for one')
    .option(`--${prefix}key <file>`, 'key (PEM) of that certificate')
    .option(
      `--${prefix}settle <seconds>`,
      `how long it may take to have safe what it has read (default: ${DEFAULT_SETTLE_SECONDS})`,
      positiveNumber,
    );
}

/** The collector that options name. @throws ConsiliumError `USAGE` where one option lacks another */
export function collectorOf(
  address: Pick<Collector, 'host' | 'port'>,
  { ca, name, certificate, key, settle }: NamedCollector,
  prefix: string,
): Collector {
  if (ca === undefined)
    throw new ConsiliumError({
      code: 'USAGE',
      message: `name the certificates that the collector’s has to be issued by: --${prefix}ca`,
    });
  if ((certificate === undefined) !== (key === undefined))
    throw new ConsiliumError({ code: 'USAGE', message: `--${prefix}certificate and --${prefix}key go together` });
  return {
    host: address.host,
    port: address.port,
    authority: resolve(ca),
    ...(name === undefined ? {} : { name }),
    ...(certificate === undefined || key === undefined ? {} : { certificate: resolve(certificate), key: resolve(key) }),
    ...(settle === undefined ? {} : { settleSeconds: settle }),
  };
}
