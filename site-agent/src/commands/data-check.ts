import { existsSync } from 'node:fs';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { print } from '@consilium/host';
import { identifiersIn, readPlan } from '@consilium/plan';
import { Command } from 'commander';
import { dataRefusal } from '../border/judge-columns.ts';
import { sniffSource } from '../connectors/sniff.ts';
import type { Source } from '../connectors/source.ts';
import { openSource, requireSafeSource, type SourceDescription } from '../connectors/source-description.ts';
import { acceptedBases } from '../gate/index.ts';
import { mappedSource } from '../mapping/mapped-source.ts';
import { checkData, nobodyLeft } from '../quality/data-check.ts';
import { dataCheckText } from '../quality/data-check-text.ts';
import { withHeaderHint } from '../quality/header-hint.ts';
import type { QualityFinding } from '../quality/quality-finding.ts';
import { basisText, identifiersText, surveyText } from './data-text.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';
import { hintsOf, type SourceOptions, withSourceOptions } from './source-options.ts';

/** `consilium-site data check` */
export function checkCommand(): Command {
  return withSourceOptions(new Command('check'))
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
      const { report, ...check } = await checkData(table, plan).catch(async (error: unknown) => {
        throw await withHeaderHint(error, table, plan);
      });
      const own = identifiersIn(plan);
      const identifiers = [...own, ...report.identifiers];
      const { patientId, target } = plan.document.data;
      print(options.json, { ...report, identifiers, ...check }, () => [
        ...dataCheckText({ report, ...check, findings: check.findings.filter(isNoSurveyWarning) }, target.column),
        ...acceptedBases(plan).map((basis) => `the plan accepts data as ${basisText(basis)}`),
        ...surveyText(check.survey, patientId),
        ...identifiersText(own),
      ]);
      if (identifiers.length > 0) throw dataRefusal(named, identifiers);
      const failure = nobodyLeft({ report, ...check });
      if (failure !== undefined) throw new ConsiliumError({ code: 'DATA_INVALID', message: `${named}: ${failure}` });
    });
}

/** The lines on patients say these, each with its rows. */
function isNoSurveyWarning({ check }: QualityFinding): boolean {
  return check !== 'patients' && check !== 'one-row-a-patient';
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
