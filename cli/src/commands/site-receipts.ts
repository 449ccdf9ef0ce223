import { jsonOption } from '@consilium/command-line';
import type { consilium } from '@consilium/proto';
import { print, table } from '@consilium/host';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OPERATOR_IDENTITY, withResearch } from '../connection.ts';

/** `consilium site receipts ...` */
export function receiptsCommands(): Command {
  const command = new Command('receipts');
  command
    .command('show')
    .description('The last entry of each ledger of a site that came with an update; what falls behind it is not counted')
    .argument('<site>', 'identifier of the site')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium site receipts show cleveland\n')
    .action(async (site: string, options: { identity: string; json?: boolean }) => {
      const { receipts } = await withResearch(options.identity, (research) => research.listReceipts({ site }));
      print(options.json, jsonOf(receipts), () =>
        receipts?.length ? rows(receipts) : [`Nothing of ${site} was counted so far, or its receipts were cleared.`],
      );
    });
  command
    .command('clear')
    .description(
      'Forget them, for a hospital whose ledger is lost for good: ask it first, since nothing here tells any more that an old ledger was put back, and what its patients paid before is known to nobody',
    )
    .argument('<site>', 'identifier of the site')
    .requiredOption('--reason <text>', 'what was lost, and who at the hospital says so; stays in the audit log')
    .option('--population <name>', 'the population whose ledger is lost, and no other')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OPERATOR_IDENTITY)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium site receipts clear cleveland --population cardiology --reason "disk died, no copy: Dr. Vogel, INC-4711"\n',
    )
    .action(async (site: string, options: ClearOptions) => {
      const { population, reason, identity, json } = options;
      const request = { site, reason, ...(population === undefined ? {} : { dataset: population }) };
      const { receipts } = await withResearch(identity, (research) => research.clearReceipts(request));
      const of = population === undefined ? site : `${site} of ${population}`;
      print(json, jsonOf(receipts), () =>
        receipts?.length
          ? [
              ...rows(receipts),
              `Forgotten. ${site} is counted again from where its ledgers stand now, and what was charged before them counts nowhere:`,
              'the hospital lowers its budget by that much, and accepts the loss ("consilium-site ledger accept-loss").',
            ]
          : [`There is no receipt of ${of}: nothing was written.`],
      );
    });
  return command;
}

interface ClearOptions {
  readonly reason: string;
  readonly population?: string;
  readonly identity: string;
  readonly json?: boolean;
}

type KeptReceipt = consilium.v1.KeptReceipt.$Properties;

function rows(receipts: readonly KeptReceipt[]): readonly string[] {
  return table(
    ['population', 'entries', 'last entry'],
    receipts.map(({ dataset, sequence, hash }) => [dataset ?? '', String(sequence ?? 0), hash ?? '']),
  );
}

function jsonOf(receipts: readonly KeptReceipt[] | null | undefined): readonly object[] {
  return (receipts ?? []).map(({ dataset, sequence, hash }) => ({ population: dataset, entries: sequence ?? 0, hash }));
}
