import { existsSync } from 'node:fs';
import { jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { SPLIT_SECRET_BYTES } from '@consilium/learning';
import { identifiersIn, readPlan } from '@consilium/plan';
import { Command } from 'commander';
import { buildDataset } from '../border/build-dataset.ts';
import { dataRefusal } from '../border/judge-columns.ts';
import { surveyPatients } from '../border/patient-survey.ts';
import { sniffSource } from '../connectors/sniff.ts';
import type { Source } from '../connectors/source.ts';
import { openSource, requireSafeSource, type SourceDescription } from '../connectors/source-description.ts';
import { acceptedBases } from '../gate/index.ts';
import { mappedSource } from '../mapping/mapped-source.ts';
import { basisText, identifiersText, reportText, surveyText } from './data-text.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';
import { hintsOf, type SourceOptions, withSourceOptions } from './source-options.ts';

/** `consilium-site data check` */
export function checkCommand(): Command {
  return withSourceOptions(new Command('check'))
    .description('Read a source as a plan sees it, say what was found, and refuse what identifies people; nothing leaves')
    .argument('<study.yaml>', 'the plan')
    .argument(
      '<source>',
      'CSV, Parquet, SQLite or DuckDB file, a folder of Parquet files, or the name of a source in sources.yaml',
    )
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site data check study.yaml /data/heart.csv\n  $ consilium-site data check study.yaml cardiology\n',
    )
    .action(async (planPath: string, named: string, options: SourceOptions & { folder: SiteFolder; json?: boolean }) => {
      const plan = readPlan(planPath);
      const table = await namedSource(options.folder, named, options);
      // Who is held out is decided with the data set; here every patient is read as one who trains.
      const split = { secret: new Uint8Array(SPLIT_SECRET_BYTES), share: 0 };
      const { report, contentHash } = await buildDataset(table, plan, split);
      const survey = await surveyPatients(table, plan.document.data.patientId);
      const identifiers = [...identifiersIn(plan), ...report.identifiers];
      const notices = (await table.notices?.()) ?? [];
      const result = { ...report, identifiers, contentHash, survey, notices };
      print(options.json, result, () => [
        ...reportText(report, plan),
        ...acceptedBases(plan).map((basis) => `the plan accepts data as ${basisText(basis)}`),
        ...surveyText(survey, plan.document.data.patientId),
        ...notices,
        ...identifiersText(identifiers),
      ]);
      if (identifiers.length > 0) throw dataRefusal(named, identifiers);
    });
}

/**
 * What a person names on the command line: a file, or a source of `sources.yaml` as it stands there now, accepted or not.
 *
 * @throws ConsiliumError `SOURCE_UNSAFE`, `FILE_UNREADABLE`, `CONFIG_INVALID`
 */
export async function namedSource(folder: SiteFolder, named: string, options: SourceOptions = {}): Promise<Source> {
  const entry = existsSync(named) ? undefined : folder.sources().entry(named);
  const source: SourceDescription = entry?.source ?? (await sniffSource(named, hintsOf(options)));
  requireSafeSource(source, folder.statePath);
  const opened = openSource(source, folder.statePath);
  return entry === undefined ? opened : mappedSource(opened, entry);
}
