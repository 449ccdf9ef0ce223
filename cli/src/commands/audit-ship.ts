import { join } from 'node:path';
import { jsonOption, wholeNumber } from '@consilium/command-line';
import { coordinatorShipper } from '@consilium/coordinator';
import { shippedPath } from '@consilium/coordinator/folder';
import { ConsiliumError, systemClock } from '@consilium/core';
import { createLogger, print } from '@consilium/host';
import { shippingLine } from '@consilium/shipping';
import { readVerifierKey } from '@consilium/transparency';
import { Command, Option } from 'commander';
import { shipCollector, type ShipOptions, withShipOptions } from '../collector-options.ts';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY } from '../connection.ts';
import { withLog } from '../coordinator-log.ts';

interface ShipOnceOptions extends ShipOptions {
  readonly identity: string;
  readonly folder?: string;
  readonly again?: number;
  readonly json?: boolean;
}

/** `consilium audit ship` */
export function shipCommand(): Command {
  const command = new Command('ship')
    .description(
      'Ship to a collector what it does not have of the coordinator’s audit log, wait until it has, and end; "consilium coordinator start --ship-to" does so all the time',
    )
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(
      new Option('--folder <folder>', 'ship the log in the folder of a coordinator that does not run, instead of asking one'),
    );
  return withShipOptions(command)
    .option('--again <number>', 'begin with this entry, though it was shipped before', wholeNumber)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium audit ship --ship-to logs.example.org:6514 --ship-ca /etc/ssl/our-ca.pem --identity auditor\n',
    )
    .action(async ({ identity, folder, again, json, ...named }: ShipOnceOptions) => {
      const collector = shipCollector(named);
      if (collector === undefined) throw new ConsiliumError({ code: 'USAGE', message: 'name the collector: --ship-to' });
      // How far it has come, each who ships it remembers for itself.
      const cursorPath = folder === undefined ? join(identity, 'shipped.json') : shippedPath(folder);
      const people = createLogger({ component: 'audit' });
      await withLog(folder === undefined ? { identity } : { identity, folder }, async ({ verifierKey, entries: source }) => {
        const log = readVerifierKey(verifierKey).name;
        const shipper = coordinatorShipper({ source, log, collector, cursorPath, clock: systemClock, people });
        if (again !== undefined) await shipper.again(again);
        await shipper.once(new AbortController().signal);
        print(json, shipper.standing(), () => [shippingLine(shipper.standing())]);
      });
    });
}
