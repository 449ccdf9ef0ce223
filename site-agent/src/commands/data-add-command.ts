import { heldOutShare, jsonOption, share, wholeNumber } from '@consilium/command-line';
import { BASES } from '@consilium/deidentify';
import { print } from '@consilium/host';
import { Command, Option } from 'commander';
import { DEFAULT_HELD_OUT } from '../datasets/dataset-catalog.ts';
import { type AddOptions, addDataset, DEFAULT_UNREADABLE } from './data-add.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';
import { withSourceOptions } from './source-options.ts';

function unreadableOption(): Option {
  return new Option(
    '--unreadable <share>',
    `share of rows that may be unreadable (a quote that never closes, other text than UTF-8, too many cells) and are left out; ${DEFAULT_UNREADABLE} unless given`,
  ).argParser(share);
}

/** `consilium-site data add` */
export function addCommand(): Command {
  return withSourceOptions(new Command('add'))
    .argument('<name>', 'name of the data set at this site')
    .argument(
      '[file]',
      'CSV (also gzip or zstd), Parquet, SQLite or DuckDB file, or a folder of Parquet files; left out for a source that sources.yaml describes under this name',
    )
    .requiredOption(
      '--study <name...>',
      'studies that it serves: all of them, for those of an earlier command are no longer served unless named again',
    )
    .option(
      '--patient-column <name>',
      'column that names the patient, where sources.yaml does not say it; a plan that takes another one is refused',
    )
    .option(
      '--patients <number>',
      'patients in all, rounded, with which the policy and plans are compared; counted now and rounded unless given',
      wholeNumber,
    )
    .option(
      '--population <name>',
      'whose patients they are: ledger and budget go by it; as before for a data set that is there, else a population of its own',
    )
    .option(
      '--held-out <share>',
      `share of the patients who never train and are scored on; cannot be changed once patients have paid; as before for a population that is there, else ${DEFAULT_HELD_OUT}`,
      heldOutShare,
    )
    .addOption(unreadableOption())
    .addOption(
      new Option(
        '--basis <basis>',
        'on what the use of the data is based; as before for a data set that is there, else safe-harbor. expert-determination needs a record ("determination install"), identified a policy and plans that allow it',
      ).choices(BASES),
    )
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site data add cardiology /data/heart.csv --study heart-disease --patient-column patient_id --held-out 0.333\n',
    )
    .action(async (name: string, file: string | undefined, { json, ...options }: AddOptions & { readonly json?: boolean }) => {
      await added(name, file, options, json);
    });
}

interface AcceptOptions {
  readonly folder: SiteFolder;
  readonly unreadable?: number;
  readonly json?: boolean;
}

/** `consilium-site data accept` */
export function acceptCommand(): Command {
  return new Command('accept')
    .argument('<name>', 'name of the data set at this site')
    .addOption(unreadableOption())
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data accept cardiology\n')
    .action(async (name: string, { json, ...options }: AcceptOptions) => {
      const { studies, patients, population, heldOut } = options.folder.catalog().named(name);
      await added(name, undefined, { study: studies, patients, population, heldOut, ...options }, json);
    });
}

async function added(name: string, file: string | undefined, options: AddOptions, json: boolean | undefined): Promise<void> {
  const { entry, survey, unreadable, columns, identifiers, text } = await addDataset(name, file, options);
  print(json, { ...entry, survey, unreadable, columns, identifiers }, () => text);
}
