import { userInfo } from 'node:os';
import { heldOutShare, jsonOption, wholeNumber } from '@consilium/command-line';
import { print, say } from '@consilium/host';
import type { Finding } from '@consilium/deidentify';
import { type CompiledPlan, identifiersIn, planFromJson, readPlan } from '@consilium/plan';
import { Command } from 'commander';
import { SPLIT_SECRET_BYTES } from '@consilium/learning';
import { buildDataset } from '../border/build-dataset.ts';
import { type DatasetEntry, DEFAULT_HELD_OUT } from '../datasets/dataset-catalog.ts';
import { type PatientSurvey, roundedPatients, surveyPatients } from '../border/patient-survey.ts';
import { columnsOfPlans, dataRefusal, judgeColumns, undeclaredColumns } from '../border/judge-columns.ts';
import { locateSource, openSource, requireSafeSource, sourceText, sourceWarnings } from '../connectors/source-description.ts';
import { sniffSource } from '../connectors/sniff.ts';
import { identifiersText, reportText, surveyText } from './data-text.ts';
import { folderOption } from './options.ts';
import { planDifference } from './plan-difference.ts';
import type { SiteFolder } from './site-folder.ts';
import { hintsOf, type SourceOptions, withSourceOptions } from './source-options.ts';

/** What a data set does no longer, and what else is not as it was. */
function replacedText({ source: was, studies, ...before }: DatasetEntry, entry: DatasetEntry): readonly string[] {
  const { source, studies: served, ...now } = entry;
  const dropped = studies.filter((study) => !served.includes(study));
  const changed = planDifference({ ...before, source: sourceText(was) }, { ...now, source: sourceText(locateSource(source)) });
  return [
    ...(dropped.length === 0
      ? []
      : [`WARNING: it no longer serves ${dropped.join(', ')}: to keep them, run this again with all studies after --study.`]),
    ...changed.map(({ field, before: old = 'nothing', now: current = 'nothing' }) => `  changed: ${field}: ${old} -> ${current}`),
  ];
}

/** How a data set serves studies. */
export interface AddOptions extends SourceOptions {
  readonly study: string[];
  readonly population?: string;
  readonly heldOut?: number;
  readonly patientColumn: string;
  readonly patients?: number;
  readonly folder: SiteFolder;
}

/** What `data add` found and did. */
export interface AddedDataset {
  readonly entry: DatasetEntry;
  readonly survey: PatientSurvey;
  /** What identifies people in columns that no approved plan reads: none will get them as they are. */
  readonly identifiers: readonly Finding[];
  /** All of it, for people. */
  readonly text: readonly string[];
}

/** The plans of studies that this hospital has approved. */
function approvedPlans(folder: SiteFolder, studies: readonly string[]): readonly CompiledPlan[] {
  const approvals = folder.approvals();
  return approvals.list().flatMap(({ planHash, study, decisions }) => {
    const json = studies.includes(study) && decisions.at(-1)?.decision === 'approved' ? approvals.planOf(planHash) : undefined;
    return json === undefined ? [] : [planFromJson(json, planHash)];
  });
}

/**
 * Lets a table serve studies.
 *
 * @throws ConsiliumError `SOURCE_UNSAFE`, `DEID_REFUSED` when a column that an approved plan reads identifies people, `DATA_INVALID`,
 * `FILE_UNREADABLE`, `CONFIG_INVALID`, and what the catalogue refuses
 */
export async function addDataset(name: string, file: string, options: AddOptions): Promise<AddedDataset> {
  const { folder, study, patientColumn } = options;
  folder.config();
  const source = await sniffSource(file, hintsOf(options));
  requireSafeSource(source, folder.statePath);
  const table = openSource(source, folder.statePath);
  const catalog = folder.catalog();
  const before = catalog.entries.find(({ dataset }) => dataset === name);
  const population = options.population ?? before?.population ?? name;
  const same = catalog.entries.find((entry) => entry.population === population);
  const heldOut = options.heldOut ?? same?.heldOut ?? DEFAULT_HELD_OUT;
  const survey = await surveyPatients(table, patientColumn);
  const header = await table.columns();
  const read = columnsOfPlans(approvedPlans(folder, study), header);
  const refused = await judgeColumns(table, read);
  if (refused.length > 0) {
    say(...identifiersText(refused));
    throw dataRefusal(file, refused);
  }
  const open = undeclaredColumns(header, patientColumn).filter((column) => !read.some((known) => known.name === column.name));
  const identifiers = await judgeColumns(table, open);
  const patients = options.patients ?? roundedPatients(survey.patients);
  const entry = { dataset: name, population, heldOut, patientColumn, patients, source, studies: study };
  folder.record(userInfo().username, { event: 'data.added', dataset: name, population, studies: study });
  catalog.add(entry);
  const text = [
    `${name} serves ${study.join(', ')}. A running agent takes it up at its next start.`,
    ...(before === undefined ? [] : replacedText(before, entry)),
    ...surveyText(survey, patientColumn),
    ...(identifiers.length === 0
      ? []
      : ['Columns that identify people, as far as can be seen. No plan gets them as they are:', ...identifiersText(identifiers)]),
    ...sourceWarnings(source),
    `It is declared as about ${patients} patients; the number stays until this command is run again.`,
  ];
  return { entry, survey, identifiers, text };
}

/** `consilium-site data ...` */
export function dataCommands(): Command {
  const command = new Command('data');
  withSourceOptions(command.command('add'))
    .description(
      'Let a table serve studies: a CSV file (also gzip or zstd), a Parquet file or folder, or a table of a SQLite or DuckDB file; it stays where it is. For a data set that is there already: it then serves the named studies and no others, and what else changed is said',
    )
    .argument('<name>', 'name of the data set at this site')
    .argument('<file>', 'CSV, Parquet, SQLite or DuckDB file, or a folder of Parquet files')
    .requiredOption(
      '--study <name...>',
      'studies that it serves: all of them, for those of an earlier command are no longer served unless named again',
    )
    .requiredOption('--patient-column <name>', 'column that names the patient; a plan that takes another one is refused')
    .option(
      '--patients <number>',
      'patients in all, rounded, with which the policy and plans are compared; counted in the file now and rounded unless given',
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
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site data add cardiology /data/heart.csv --study heart-disease --patient-column patient_id --held-out 0.333\n',
    )
    .action(async (name: string, file: string, { json, ...options }: AddOptions & { readonly json?: boolean }) => {
      const { entry, survey, identifiers, text } = await addDataset(name, file, options);
      print(json, { ...entry, survey, identifiers }, () => text);
    });
  command
    .command('list')
    .description('Data sets and the studies they serve')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data list\n')
    .action((options: { folder: SiteFolder; json?: boolean }) => {
      const { entries } = options.folder.catalog();
      print(options.json, entries, () =>
        entries.map(
          ({ dataset, population, heldOut, patientColumn, patients, source, studies }) =>
            `${dataset}: ${sourceText(source)} for ${studies.join(', ')}; patients by ${patientColumn}, about ${patients}; population ${population}, ${heldOut} of its patients held out`,
        ),
      );
    });
  withSourceOptions(command.command('check'))
    .description('Read a table as a plan sees it, say what was found, and refuse what identifies people; nothing leaves')
    .argument('<study.yaml>', 'the plan')
    .argument('<file>', 'CSV, Parquet, SQLite or DuckDB file, or a folder of Parquet files')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data check study.yaml /data/heart.csv\n')
    .action(async (planPath: string, file: string, options: SourceOptions & { folder: SiteFolder; json?: boolean }) => {
      const plan = readPlan(planPath);
      const source = await sniffSource(file, hintsOf(options));
      requireSafeSource(source, options.folder.statePath);
      const table = openSource(source, options.folder.statePath);
      // Who is held out is decided with the data set; here every patient is read as one who trains.
      const split = { secret: new Uint8Array(SPLIT_SECRET_BYTES), share: 0 };
      const { report, contentHash } = await buildDataset(table, plan, split);
      const survey = await surveyPatients(table, plan.document.data.patientId);
      const identifiers = [...identifiersIn(plan), ...report.identifiers];
      const result = { ...report, identifiers, contentHash, survey };
      print(options.json, result, () => [
        ...reportText(report, plan),
        ...surveyText(survey, plan.document.data.patientId),
        ...identifiersText(identifiers),
      ]);
      if (identifiers.length > 0) throw dataRefusal(file, identifiers);
    });
  return command;
}
