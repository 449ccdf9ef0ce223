import { print, say } from '@consilium/host';
import { readPlan } from '@consilium/plan';
import { Command } from 'commander';
import { buildDataset } from '../datasets/dataset-builder.ts';
import { csvFile } from '../datasets/sources/csv.ts';
import { folderOption, jsonOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** `consilium-site data ...` */
export function dataCommands(): Command {
  const command = new Command('data').description('Data sets of this site');
  command
    .command('add')
    .description('Let a CSV file serve a study; the file stays where it is')
    .argument('<name>', 'name of the data set at this site: ledger and budget go by it')
    .argument('<file>', 'CSV file')
    .requiredOption('--study <name...>', 'studies that it serves')
    .addOption(folderOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data add cardiology /data/heart.csv --study heart-disease\n')
    .action((name: string, file: string, options: { study: string[]; folder: SiteFolder }) => {
      const { folder } = options;
      folder.config();
      folder.catalog().add({ dataset: name, source: { kind: 'csv', path: file }, studies: options.study });
      say(`${name} serves ${options.study.join(', ')}. A running agent takes it up at its next start.`);
    });
  command
    .command('list')
    .description('Data sets and the studies they serve')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data list\n')
    .action((options: { folder: SiteFolder; json?: boolean }) => {
      const entries = options.folder
        .catalog()
        .entries.map(({ dataset, source, studies }) => ({ dataset, path: source.path, studies }));
      print(options.json, entries, () =>
        entries.map(({ dataset, path, studies }) => `${dataset}: ${path} for ${studies.join(', ')}`),
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
      const { report, training, heldOut, contentHash } = await buildDataset(csvFile(file), plan);
      const result = { ...report, trainingPatients: training.patients, heldOutPatients: heldOut.patients, contentHash };
      print(options.json, result, () => [
        `${report.rowsRead} rows, ${report.rowsDropped} left out for missing cells, ${report.patients} patients: ${training.patients} train, ${heldOut.patients} held out`,
        ...(report.rowsOverCap === 0
          ? []
          : [`${report.rowsOverCap} rows left out beyond the first ${plan.document.data.maxRowsPerPatient} of a patient`]),
        `missing cells: ${byColumn(report.missing)}`,
        `out of range, cut to the range: ${byColumn(report.outOfRange)}`,
      ]);
    });
  return command;
}

function byColumn(counts: Readonly<Record<string, number>>): string {
  const texts = Object.entries(counts).map(([column, n]) => `${column} ${n}`);
  return texts.join(', ') || 'none';
}
