import { writeFileSync } from 'node:fs';
import { jsonOption } from '@consilium/command-line';
import { ConsiliumError, fromUnknown } from '@consilium/core';
import { type Finding, measureRisks } from '@consilium/deidentify';
import { print } from '@consilium/host';
import { SPLIT_SECRET_BYTES } from '@consilium/learning';
import { type CompiledPlan, readPlan } from '@consilium/plan';
import { Command } from 'commander';
import { buildDataset } from '../border/build-dataset.ts';
import { columnsOfPlans, judgeColumns, undeclaredColumns } from '../border/judge-columns.ts';
import { surveyPatients } from '../border/patient-survey.ts';
import type { Source } from '../connectors/source.ts';
import { type AnonymityFacts, anonymityFacts } from '../determinations/anonymity-facts.ts';
import type { Determination } from '../determinations/determination.ts';
import { expertTable, scaleOf } from '../determinations/expert-table.ts';
import { assess } from '../quality/assess.ts';
import { guardedNotes, notesLines } from '../quality/note-quality.ts';
import type { Guard } from '../quality/guarded.ts';
import { type ReportFacts, renderDataReport } from '../quality/report-page.ts';
import { SpreadsFile } from '../quality/spreads-file.ts';
import { attestedText } from './attested-text.ts';
import { approvedPlans, guardIn } from './data-add.ts';
import { namedSource } from './data-check.ts';
import { identifiersText } from './data-text.ts';
import { folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';
import { type SourceOptions, withSourceOptions } from './source-options.ts';

interface ReportOptions extends SourceOptions {
  readonly plan?: string;
  readonly html?: string;
  readonly quasi?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

/** `consilium-site data report` */
export function reportCommand(): Command {
  return withSourceOptions(new Command('report'))
    .argument('<source>', 'name of a data set or of a source in sources.yaml, or a file as of "data add"')
    .option('--plan <study.yaml>', 'judge it by this plan; without, by the approved plans of the studies that it serves')
    .option(
      '--quasi <columns...>',
      'also say how easily people are found by what others may know of them (k-anonymity): these columns of the plan; without, those of the installed determination, if there is one',
    )
    .option('--sensitive <columns...>', 'with --quasi: columns of which others must not learn the values')
    .option('--html <file>', 'also write the report as a page: one file that loads nothing')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site data report cardiology --quasi age sex --html cardiology.html\n')
    .action(async (named: string, options: ReportOptions) => {
      const facts = await dataReport(named, options);
      if (options.html !== undefined) writePage(options.html, renderDataReport(facts));
      const { name, contentHash, plans, identifiers, attested, anonymity, notes, quality, notices } = facts;
      print(options.json, { name, contentHash, plans, attested, identifiers, anonymity, notes, notices, ...quality }, () => [
        ...reportLines(facts),
        ...notices,
        ...(options.html === undefined ? [] : [`The page is ${options.html}.`]),
      ]);
    });
}

/**
 * Reads a source and says how good it is.
 *
 * @throws ConsiliumError `USAGE` where nobody says who the patient is, `PLAN_INVALID`, and what reading throws
 */
async function dataReport(
  named: string,
  { plan, folder, quasi, sensitive = [], ...hints }: ReportOptions,
): Promise<ReportFacts & { readonly notices: readonly string[] }> {
  const known = folder.catalog().entries.find(({ dataset }) => dataset === named);
  const described = folder.sources().entry(named);
  const plans: readonly CompiledPlan[] = plan === undefined ? approvedPlans(folder, known?.studies ?? []) : [readPlan(plan)];
  const patient = described?.patient.name ?? known?.patientColumn ?? plans[0]?.document.data.patientId;
  if (patient === undefined)
    throw new ConsiliumError({
      code: 'USAGE',
      message: `nobody says who the patient of ${named} is: name a plan with --plan, or add it first`,
    });
  const source =
    known !== undefined && described === undefined ? folder.catalog().sourceOf(known) : await namedSource(folder, named, hints);
  const guard = guardIn(folder);
  const survey = await surveyPatients(source, patient);
  const header = await source.columns();
  const read = columnsOfPlans(plans, header);
  const others = undeclaredColumns(header, patient).filter(({ name }) => !read.some((column) => column.name === name));
  const { findings: found, notes } = await judgeColumns(source, [...read, ...others], patient);
  const spreads = known === undefined ? undefined : new SpreadsFile(folder.statePath, named);
  const assessed = await assess(source, {
    patient,
    plans,
    survey,
    guard,
    ...(spreads === undefined ? {} : { before: (content: string) => spreads.before(content) }),
  });
  spreads?.remember(assessed.contentHash, assessed.spreads);
  const columns =
    columnsOf(plans, quasi, sensitive) ?? (known === undefined ? undefined : folder.catalog().determinationOf(known));
  const anonymity = columns === undefined ? undefined : await anonymityOf(source, plans, columns, guard);
  return {
    name: named,
    contentHash: assessed.contentHash,
    plans: plans.map(({ document, hash }) => ({ study: document.study, hash })),
    quality: assessed.quality,
    notes: notes.map((facts) => guardedNotes(facts, guard)),
    identifiers: found.map((finding) => withoutFew(finding, guard)),
    attested: attestedText(known?.attested),
    notices: (await source.notices?.()) ?? [],
    ...(anonymity === undefined ? {} : { anonymity }),
  };
}

type Columns = Pick<Determination, 'quasiIdentifiers' | 'sensitive' | 'population'>;

/** What others may know of a person, as the command says it. @throws ConsiliumError `USAGE`, `PARAMETER_INVALID` */
function columnsOf(
  [plan]: readonly CompiledPlan[],
  quasi: readonly string[] | undefined,
  sensitive: readonly string[],
): Columns | undefined {
  if (quasi === undefined) return undefined;
  if (plan === undefined)
    throw new ConsiliumError({ code: 'USAGE', message: '--quasi names columns of a plan: name it with --plan' });
  return { quasiIdentifiers: [...quasi], sensitive: sensitive.map((name) => ({ name, scale: scaleOf(plan, name) })) };
}

/** As the first of the plans reads the data, every patient of them. */
async function anonymityOf(
  source: Source,
  [plan]: readonly CompiledPlan[],
  columns: Columns,
  guard: Guard,
): Promise<AnonymityFacts | undefined> {
  if (plan === undefined) return undefined;
  const split = { secret: new Uint8Array(SPLIT_SECRET_BYTES), share: 0 };
  const table = expertTable(await buildDataset(source, plan, split), plan, columns);
  return anonymityFacts(measureRisks(table, columns.population), columns.quasiIdentifiers, guard);
}

/** A finding whose few cells are not counted, and whose rows nobody is led to: a report is passed on, and `data check` says where to mend. */
function withoutFew({ cells, rows, ...finding }: Finding, { least }: Guard): Finding {
  if (cells === undefined || cells >= least)
    return { ...finding, ...(cells === undefined ? {} : { cells }), ...(rows === undefined ? {} : { rows }) };
  return { ...finding, found: finding.found.replace(/^\d+ cells? holds? /, `fewer than ${least} cells hold `) };
}

function reportLines({ name, quality, identifiers, anonymity, notes, plans }: ReportFacts): readonly string[] {
  const { rows, patients, columns, findings } = quality;
  return [
    `${name}: ${rows} rows, ${patients} patients, ${columns.length} columns beside the patient; judged by ${plans.length === 0 ? 'no plan' : plans.map(({ study }) => study).join(', ')}`,
    ...(findings.length === 0
      ? ['Nothing to look at.']
      : ['To look at:', ...findings.map(({ check, says }) => `  ${check.padEnd(13)} ${says}`)]),
    ...(identifiers.length === 0 ? ['Nothing that identifies people was found.'] : identifiersText(identifiers)),
    ...notes.flatMap(notesLines),
    ...(anonymity === undefined
      ? []
      : [
          `How easily people are found by ${anonymity.quasiIdentifiers.join(', ')}:`,
          ...anonymity.figures.map(({ title, value, words }) => `  ${title.padEnd(26)} ${value}: ${words}`),
        ]),
  ];
}

function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page, { mode: 0o600 });
  } catch (error) {
    throw fromUnknown(error, path);
  }
}
