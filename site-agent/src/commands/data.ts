import { print, say } from '@consilium/host';
import { readPlan } from '@consilium/plan';
import { Command } from 'commander';
import { SPLIT_SECRET_BYTES } from '@consilium/learning';
import { buildDataset } from '../datasets/dataset-builder.ts';
import { DEFAULT_HELD_OUT } from '../datasets/dataset-catalog.ts';
import { csvFile } from '../datasets/sources/csv.ts';
import { folderOption, jsonOption, parseShare } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

interface AddOptions {
  readonly study: string[];
  readonly population?: string;
  readonly heldOut: number;
  readonly folder: SiteFolder;
}

/** `consilium-site data ...` */
export function dataCommands(): Command {
  const command = new Command('data').description('Data sets of this site');
  command
    .command('add')
    .description('Let a CSV file serve a study; the file stays where it is')
    .argument('<name>', 'name of the data set at this site')
    .argument('<file>', 'CSV file')
    .requiredOption('--study <name...>', 'studies that it serves')
    .option('--population <name>', 'whose patients they are: ledger and budget go by it; default: a population of its own')
    .option(
      '--held-out <share>',
      'share of the patients who never train and are scored on; cannot be changed once patients have paid',
      parseShare,
      DEFAULT_HELD_OUT,
    )
    .addOption(folderOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site data add cardiology /data/heart.csv --study heart-disease --held-out 0.333\n',
    )
    .action((name: string, file: string, options: AddOptions) => {
      const { folder, study, heldOut, population = name } = options;
      folder.config();
      folder.catalog().add({ dataset: name, population, heldOut, source: { kind: 'csv', path: file }, studies: study });
      say(`${name} serves ${study.join(', ')}. A running agent takes it up at its next start.`);
    });
  command
    .command('list')
    .description('Data sets and the studies they serve')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data list\n')
    .action((options: { folder: SiteFolder; json?: boolean }) => {
      const entries = options.folder.catalog().entries.map(({ source, ...entry }) => ({ ...entry, path: source.path }));
      print(options.json, entries, () =>
        entries.map(
          ({ dataset, population, heldOut, path, studies }) =>
            `${dataset}: ${path} for ${studies.join(', ')}; population ${population}, ${heldOut} of its patients held out`,
        ),
      );
    });
  command
    .command('check')
    .description('Read a CSV file as a plan sees it and say what was found; nothing leaves')
    .argument('<study.yaml>', 'the plan')
    .argument('<file>', 'CSV file')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data check study.yaml /data/heart.csv\n')
    .action(async (planPath: string, file: string, options: { json?: boolean }) => {
      const plan = readPlan(planPath);
      // Who is held out is decided with the data set; here every patient is read as one who trains.
      const split = { secret: new Uint8Array(SPLIT_SECRET_BYTES), share: 0 };
      const { report, contentHash } = await buildDataset(csvFile(file), plan, split);
      const result = { ...report, contentHash };
      print(options.json, result, () => [
        `${report.rowsRead} rows, ${report.rowsDropped} left out for missing cells, ${report.patients} patients`,
        ...(report.rowsOverCap === 0
          ? []
          : [`${report.rowsOverCap} rows left out beyond the first ${plan.document.data.maxRowsPerPatient} of a patient`]),
        `missing cells: ${byColumn(report.missing)}`,
        `out of range, cut to the range: ${byColumn(report.outOfRange)}`,
        `unreadable, count as missing: ${byColumn(report.unreadable)}`,
        ...report.problems.map(
          ({ row, column, problem }) => `  row ${row}${column === '' ? '' : `, column ${column}`}: ${problem}`,
        ),
      ]);
    });
  return command;
}

function byColumn(counts: Readonly<Record<string, number>>): string {
  const texts = Object.entries(counts).map(([column, n]) => `${column} ${n}`);
  return texts.join(', ') || 'none';
}
