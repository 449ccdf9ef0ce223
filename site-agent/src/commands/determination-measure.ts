import { day, jsonOption, wholeNumber } from '@consilium/command-line';
import { ConsiliumError, secureRandom, systemClock } from '@consilium/core';
import {
  type Breach,
  breaches,
  DEFAULT_AVERAGE_RISK,
  DEFAULT_MAXIMUM_RISK,
  DEFINITIONS,
  exposedRows,
  limitsOf,
  measureRisks,
  type RiskLimits,
  type RiskMeasures,
} from '@consilium/deidentify';
import { PRIVATE_FILE_MODE, print, writeFileDurably } from '@consilium/host';
import type { CompiledPlan } from '@consilium/plan';
import { Command } from 'commander';
import { DEFAULT_VALID_MONTHS, type Determination, monthsAfter, writeDetermination } from '../determinations/determination.ts';
import { buildDataset } from '../border/build-dataset.ts';
import type { DatasetEntry } from '../datasets/dataset-catalog.ts';
import type { TabularDataset } from '../datasets/tabular-dataset.ts';
import { scopeOf } from '../determinations/determination-scope.ts';
import { expertTable, scaleOf } from '../determinations/expert-table.ts';
import { TokenKeys } from '../tokens/token-keys.ts';
import { breachesText, measuresText } from './determination-text.ts';
import { namedPlan } from './offered-plans.ts';
import { folderOption, parsePart, PLAN_ARGUMENT } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** People whom a report names by their tokens, at most: who has mended those looks again. */
const MOST_LISTED = 50;

/** What a record says beside what is measured. */
const RECORD_OPTIONS = ['expert', 'qualification', 'method', 'recipients', 'treatment'] as const;

interface MeasureOptions {
  readonly quasi?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly population?: number;
  readonly populationBasis?: string;
  readonly maximumRisk: number;
  readonly averageRisk: number;
  readonly list?: boolean;
  readonly out?: string;
  readonly expert?: string;
  readonly qualification?: string;
  readonly method?: string;
  readonly recipients?: readonly string[];
  readonly treatment?: string;
  readonly months: number;
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

interface Question extends Pick<Determination, 'quasiIdentifiers' | 'sensitive' | 'population'> {
  readonly limits: RiskLimits;
}

/** A data set of this site by its name. @throws ConsiliumError `DATASET_UNKNOWN` */
export function namedDataset(folder: SiteFolder, name: string): DatasetEntry {
  const entry = folder.catalog().entries.find(({ dataset }) => dataset === name);
  if (entry === undefined) throw new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `this site has no data set ${name}` });
  return entry;
}

/** A data set as a plan reads it. @throws ConsiliumError what reading it throws */
export async function readDataset(folder: SiteFolder, entry: DatasetEntry, plan: CompiledPlan): Promise<TabularDataset> {
  const catalog = folder.catalog();
  return await buildDataset(catalog.sourceOf(entry), plan, catalog.splitOf(entry.population));
}

/** `consilium-site determination measure` */
export function measureCommand(): Command {
  return new Command('measure')
    .description(
      'Measure how easily people are found in a data set as a plan reads it, and write the record that an expert signs. Without --quasi: beside the determination that is installed. The numbers are about records and stay at the hospital',
    )
    .argument('<data set>', 'a data set of this site')
    .argument('<plan>', PLAN_ARGUMENT)
    .option('--quasi <columns...>', 'quasi-identifiers: columns of which others may know the values')
    .option('--sensitive <columns...>', 'sensitive attributes: columns of which they must not learn the values')
    .option(
      '--population <share>',
      'share of the population that is in the data set, above 0 and at most 1; the risks of a journalist then decide',
      parsePart,
    )
    .option('--population-basis <text>', 'how that share is known')
    .option(
      '--maximum-risk <share>',
      'highest risk for anybody; the usual one is 1/11, which agencies write as 0.09',
      parsePart,
      DEFAULT_MAXIMUM_RISK,
    )
    .option('--average-risk <share>', 'highest average risk', parsePart, DEFAULT_AVERAGE_RISK)
    .option(
      '--list',
      `name up to ${MOST_LISTED} of those who are found most easily by their tokens; "data who" says who they are`,
    )
    .option('--out <file>', 'where to write the record; needs the options that follow')
    .option('--expert <name>', 'who determines it')
    .option('--qualification <text>', 'why this person may')
    .option('--method <text>', 'methods and results that justify it, or where they are written down')
    .option('--recipients <names...>', 'who gets what is made of the data')
    .option('--treatment <text>', 'what was suppressed or generalised')
    .option('--months <number>', 'how long it holds', wholeNumber, DEFAULT_VALID_MONTHS)
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site determination measure ward heart-disease --quasi age sex --sensitive outcome --list\n',
    )
    .action(async (name: string, named: string, options: MeasureOptions) => {
      const { folder, json, out } = options;
      const entry = namedDataset(folder, name);
      const { plan } = await namedPlan(folder, named, false);
      const installed = options.quasi === undefined ? folder.catalog().determinationOf(entry) : undefined;
      requireRecordOptions(options, installed !== undefined);
      const columns = installed ?? columnsOf(plan, options);
      const table = expertTable(await readDataset(folder, entry, plan), plan, columns);
      const measured = measureRisks(table, columns.population);
      const question: Question = installed ?? { ...columns, limits: limitsOf(measured, options) };
      const unmet = breaches(question, measured);
      const exposed = options.list === true ? exposedTokens(folder, entry, plan, table, question.limits) : undefined;
      if (out !== undefined) writeRecord(out, recordOf(entry, plan, { ...question, measured }, options));
      print(
        json,
        { dataset: name, plan: plan.hash, ...question, measured, unmet, exposed, definitions: DEFINITIONS, record: out },
        () => [
          `${name} as plan ${plan.hash.slice(0, 12)} reads it; known of a person: ${columns.quasiIdentifiers.join(', ')}`,
          ...measuresText(measured),
          ...verdictText(unmet, installed !== undefined),
          ...exposedText(exposed),
          ...(out === undefined
            ? []
            : [`The record is in ${out}: read it ("determination show"), then sign it ("determination sign").`]),
        ],
      );
    });
}

/** Before anything is read: everything that is missing from a record, at once. @throws ConsiliumError `USAGE` */
function requireRecordOptions(options: MeasureOptions, isInstalled: boolean): void {
  if (options.out === undefined) return;
  const needed = isInstalled ? RECORD_OPTIONS : (['quasi', ...RECORD_OPTIONS] as const);
  const missing = needed.filter((name) => options[name] === undefined);
  if (missing.length > 0) throw usage(`a record needs ${missing.map((name) => `--${name}`).join(', ')} too`);
}

function columnsOf(
  plan: CompiledPlan,
  { quasi, sensitive = [], population, populationBasis }: MeasureOptions,
): Omit<Question, 'limits'> {
  if (quasi === undefined)
    throw usage('no determination is installed for this data set: name what others may know of a person with --quasi');
  if ((population === undefined) !== (populationBasis === undefined))
    throw usage('--population and --population-basis go together: a share that nobody can explain is no model');
  return {
    quasiIdentifiers: [...quasi],
    sensitive: sensitive.map((name) => ({ name, scale: scaleOf(plan, name) })),
    ...(population === undefined || populationBasis === undefined
      ? {}
      : { population: { fraction: population, basis: populationBasis } }),
  };
}

function recordOf(
  entry: DatasetEntry,
  plan: CompiledPlan,
  { quasiIdentifiers, sensitive, population, limits, measured }: Question & { readonly measured: RiskMeasures },
  { expert = '', qualification = '', method = '', recipients = [], treatment = '', months }: MeasureOptions,
): Determination {
  const determined = day(systemClock.now());
  return {
    version: 1,
    expert: { name: expert, qualification, method },
    scope: scopeOf(entry, plan),
    quasiIdentifiers,
    sensitive,
    recipients: [...recipients],
    ...(population === undefined ? {} : { population }),
    treatment,
    measured: { ...measured, sensitive: [...measured.sensitive] },
    limits: { ...limits, sensitive: [...limits.sensitive] },
    determined,
    expires: monthsAfter(determined, months),
  };
}

function writeRecord(path: string, record: Determination): void {
  writeFileDurably(path, writeDetermination(record), PRIVATE_FILE_MODE);
}

/** Names of those in classes that are smaller than the highest risk allows. */
function exposedTokens(
  folder: SiteFolder,
  { population }: DatasetEntry,
  { document }: CompiledPlan,
  table: ReturnType<typeof expertTable>,
  { maximumRisk, k }: RiskLimits,
): readonly string[] {
  const below = Math.max(k, maximumRisk === 0 ? 0 : Math.ceil(1 / maximumRisk - 1e-9));
  const name = new TokenKeys(folder.statePath).naming(document.study, population, secureRandom());
  return exposedRows(table, below, MOST_LISTED).map((row) => name(table.labelOf(row)));
}

function verdictText(unmet: readonly Breach[], installed: boolean): readonly string[] {
  if (unmet.length > 0) return breachesText(unmet);
  return [installed ? '  within what was determined' : '  within these limits'];
}

function exposedText(exposed: readonly string[] | undefined): readonly string[] {
  if (exposed === undefined) return [];
  if (exposed.length === 0) return ['Nobody is in a class that is too small.'];
  return [
    'Found most easily, by their tokens ("consilium-site data who" says who they are):',
    ...exposed.map((token) => `  ${token}`),
  ];
}

function usage(message: string): ConsiliumError<'USAGE'> {
  return new ConsiliumError({ code: 'USAGE', message });
}
