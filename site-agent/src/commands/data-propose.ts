import { existsSync } from 'node:fs';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { print } from '@consilium/host';
import { readPlan } from '@consilium/plan';
import { Command } from 'commander';
import { isScalar, isMap, parseDocument, stringify } from 'yaml';
import { namedOnce } from '../border/judge-columns.ts';
import type { ProposedColumns } from '../connectors/cohort/proposed-columns.ts';
import { fhirColumns } from '../connectors/fhir/fhir-columns.ts';
import { omopColumns } from '../connectors/omop/omop-columns.ts';
import { sniffSource } from '../connectors/sniff.ts';
import {
  locateSource,
  openSource,
  requireSafeSource,
  type SourceDescription,
  sourceText,
} from '../connectors/source-description.ts';
import { type Proposal, proposeMapping } from '../mapping/propose.ts';
import { type SourceEntry, sourcesText } from '../mapping/sources-file.ts';
import { profileColumns } from '../quality/column-profile.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';
import { hintsOf, type SourceOptions, withSourceOptions } from './source-options.ts';

interface ProposeOptions extends SourceOptions {
  readonly accept?: string;
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

/** `consilium-site data propose` */
export function proposeCommand(): Command {
  return withSourceOptions(new Command('propose'))
    .argument('<study.yaml>', 'the plan')
    .argument(
      '<source>',
      'CSV, Parquet, SQLite or DuckDB file, a folder of Parquet files, the name of a source in sources.yaml, or omop, fhir: the columns of such a source by the concepts of the plan',
    )
    .option(
      '--accept <name>',
      'write it into sources.yaml under this name; "consilium-site data add" then checks it and lets it serve',
    )
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site data propose study.yaml /data/heart.csv\n  $ consilium-site data propose study.yaml /data/heart.csv --accept cardiology\n  $ consilium-site data propose study.yaml fhir\n',
    )
    .action(async (planPath: string, named: string, options: ProposeOptions) => {
      const plan = readPlan(planPath);
      if (named === 'omop') return printColumns(omopColumns(plan), options.json);
      if (named === 'fhir') return printColumns(fhirColumns(plan), options.json);
      const source = await describedSource(named, options);
      const table = openSource(source, options.folder.statePath);
      const header = await table.columns();
      const proposal = proposeMapping(plan, await profileColumns(table, namedOnce(header)));
      const entry = entryOf(source, proposal);
      const name = options.accept ?? 'proposed';
      if (options.accept !== undefined) options.folder.sources().write(name, requireWhole(entry, proposal));
      print(
        options.json,
        { source: sourceText(source), ...proposal, ...(options.accept === undefined ? {} : { accepted: name }) },
        () => [
          ...(entry === undefined ? proposal.columns.map(commentOf) : commented(sourcesText(name, entry), name, proposal)),
          ...(proposal.patient === undefined ? ['No column looks like the patient: name it in sources.yaml.'] : []),
          ...(options.accept === undefined
            ? []
            : [`Written into sources.yaml. Next: consilium-site data add ${name} --study ${plan.document.study}`]),
        ],
      );
    });
}

async function describedSource(named: string, { folder, ...hints }: ProposeOptions): Promise<SourceDescription> {
  const known = existsSync(named) ? undefined : folder.sources().entry(named)?.source;
  const source: SourceDescription = known ?? (await sniffSource(named, hintsOf(hints)));
  requireSafeSource(source, folder.statePath);
  return locateSource(source);
}

/** What would stand in `sources.yaml`; undefined where nobody is the patient or nothing was found. */
function entryOf(source: SourceDescription, { patient, anchor, columns }: Proposal): SourceEntry | undefined {
  const found = columns.flatMap(({ column, rule }) => (rule === undefined ? [] : [[column, rule] as const]));
  if (patient === undefined || found.length === 0) return undefined;
  const mapping = Object.fromEntries(found);
  return {
    source,
    patient: { column: patient.column, name: patient.name },
    ...(anchor === undefined ? {} : { anchor }),
    mapping,
  };
}

/** What may be written without a person having filled in the rest. */
function requireWhole(entry: SourceEntry | undefined, { columns }: Proposal): SourceEntry {
  const open = columns.filter(({ rule }) => rule === undefined).map(({ column }) => column);
  if (entry !== undefined && open.length === 0) return entry;
  throw new ConsiliumError({
    code: 'DATA_INVALID',
    message: `nothing in the source is like ${open.length === 0 ? 'the patient' : open.join(', ')}: write the entry into sources.yaml by hand, beginning with what this command prints without --accept`,
  });
}

/** The text of an entry, with how sure each line is and why. */
function commented(text: string, name: string, proposal: Proposal): readonly string[] {
  const document = parseDocument(text);
  const mapping = document.getIn(['sources', name, 'mapping']);
  if (isMap(mapping))
    for (const { key } of mapping.items) {
      const column = proposal.columns.find((one) => isScalar(key) && one.column === key.value);
      if (column !== undefined && isScalar(key)) key.commentBefore = commentOf(column);
    }
  const open = proposal.columns.filter(({ rule }) => rule === undefined);
  return [...document.toString({ lineWidth: 0 }).trimEnd().split('\n'), ...open.map((column) => `      #${commentOf(column)}`)];
}

function commentOf({ column, confidence, because }: Proposal['columns'][number]): string {
  return ` ${column}: ${confidence === 0 ? 'NOT FOUND' : confidence.toFixed(2)}; ${because.join('; ')}`;
}

/** Columns by the concepts of the plan, as they are written in sources.yaml, and what is left for a person to say. */
function printColumns(proposed: ProposedColumns<unknown>, json: boolean | undefined): void {
  print(json, proposed, () => [
    ...stringify({ columns: proposed.columns }, { aliasDuplicateObjects: false }).trimEnd().split('\n'),
    ...proposed.open.map((name) => `# ${name}: the plan names no concept that is known there: say here what it is made of`),
  ]);
}
