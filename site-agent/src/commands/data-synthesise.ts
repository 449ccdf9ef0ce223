import { jsonOption, positiveNumber, wholeNumber } from '@consilium/command-line';
import { randomId, secureRandom, systemClock } from '@consilium/core';
import type { Deidentified } from '@consilium/deidentify';
import { print, standardError } from '@consilium/host';
import { readPlan } from '@consilium/plan';
import type { SyntheticRecords } from '@consilium/privacy';
import { Command, InvalidArgumentError } from 'commander';
import { buildRecords } from '../border/build-records.ts';
import { gateFromFiles } from '../gate/index.ts';
import { openLedger } from '../ledger/index.ts';
import { STAYS_HERE } from '../synthetic/fidelity-page.ts';
import { type NewFile, newFile } from '../synthetic/new-file.ts';
import { requireRows, synthesiseDataset, type SyntheticFile, type SyntheticRequest } from '../synthetic/synthesise-dataset.ts';
import { syntheticDomain } from '../synthetic/synthetic-domain.ts';
import { deciderOption, folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';
import { admitSyntheticData, type SyntheticTerms } from './synthetic-admission.ts';
import { reportPlaces, writeReport } from './synthetic-report.ts';

/** Parts of the range of a number, unless somebody says otherwise: with a few hundred patients more would be noise. */
const DEFAULT_BINS = 8;
const MOST_BINS = 64;

interface SynthesiseOptions {
  readonly epsilon: number;
  readonly delta?: number;
  readonly rows: number;
  readonly bins: number;
  readonly out: string;
  readonly report?: string;
  readonly who: string;
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

/** `consilium-site data synthesise` */
export function synthesiseCommand(): Command {
  return new Command('synthesise')
    .argument('<study.yaml>', 'the plan: its data dictionary alone says which columns and values there can be')
    .argument('<data set>', 'name of a data set at this site that serves the study')
    .requiredOption('--epsilon <number>', 'privacy loss of this file', positiveNumber)
    .option('--delta <number>', 'probability with which that may fail; that of the budget unless given', parseDelta)
    .requiredOption('--rows <number>', 'how many rows to make, a number that you choose: the true one is private', wholeNumber)
    .option('--bins <number>', `parts into which the range of a number is cut, 2 to ${MOST_BINS}`, parseBins, DEFAULT_BINS)
    .requiredOption('--out <file.csv>', 'where to write the rows; nothing is overwritten')
    .option(
      '--report <file.html>',
      'also compare them with the records, into this page and the same name with .json: for people at the hospital alone, never to be passed on',
    )
    .addOption(deciderOption())
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site data synthesise study.yaml cardiology --epsilon 1 --rows 500 --out cardiology-synthetic.csv --report cardiology-synthetic.html\n',
    )
    .action(async (planPath: string, named: string, options: SynthesiseOptions) => {
      const { made, request, terms } = await synthesised(planPath, named, options);
      const { epsilon, delta, rows, entry, plan } = request;
      const { out, report, json } = options;
      const result = {
        file: out,
        sha256: made.hash,
        dataset: entry.dataset,
        population: entry.population,
        study: plan.document.study,
        plan: plan.hash,
        rows,
        epsilon,
        delta,
        run: made.run,
        ledger: made.ledger,
        aboveUsual: terms.banner !== undefined,
        ...(report === undefined ? {} : { report: [report, `${report}.json`] }),
      };
      print(json, result, () => [
        ...(terms.banner === undefined ? [] : [terms.banner]),
        `${out}: ${rows} synthetic rows by the plan of ${plan.document.study}, SHA-256 ${made.hash}`,
        `The ledger of ${entry.population} has the charge: epsilon ${epsilon} at delta ${delta} by itself. "consilium-site budget ${entry.population}" says what is left.`,
        ...(report === undefined ? [] : [`${report}, ${report}.json: ${STAYS_HERE}`]),
      ]);
    });
}

interface Synthesised {
  readonly made: SyntheticFile;
  readonly request: SyntheticRequest;
  readonly terms: SyntheticTerms;
}

/** @throws ConsiliumError as {@link admitSyntheticData} and {@link synthesiseDataset}; `USAGE` for files that are there already */
async function synthesised(planPath: string, named: string, options: SynthesiseOptions): Promise<Synthesised> {
  const { folder, epsilon, bins, out, report, who } = options;
  const plan = readPlan(planPath);
  const catalog = folder.catalog();
  const entry = catalog.named(named);
  const rows = requireRows(options.rows);
  const terms = admitSyntheticData(folder, {
    plan,
    entry,
    epsilon,
    ...(options.delta === undefined ? {} : { delta: options.delta }),
  });
  if (terms.banner !== undefined) standardError.say(terms.banner);
  const request: SyntheticRequest = { plan, entry, domain: syntheticDomain(plan, bins), epsilon, delta: terms.delta, rows };
  const random = secureRandom();
  const place = randomId('new', random);
  const file = newFile(out, place);
  const open: Pick<NewFile, 'close'>[] = [file];
  try {
    const places = report === undefined ? undefined : reportPlaces(report, place);
    if (places !== undefined) open.push(places.page, places.json);
    let records: Deidentified<SyntheticRecords> | undefined;
    const made = await charged(folder, request, async (ledger) => {
      const gate = gateFromFiles({ policyPath: folder.policyPath, stateFolder: folder.statePath, clock: systemClock });
      const read = async (): Promise<SyntheticRecords> =>
        (records = await buildRecords(catalog.sourceOf(entry), plan, request.domain, catalog.splitOf(entry.population)));
      const { dataset, population } = entry;
      const leaving = ({ hash, ledger: head }: SyntheticFile): void =>
        folder.record(who, {
          event: 'data.synthesised',
          study: plan.document.study,
          plan: plan.hash,
          dataset,
          population,
          rows,
          epsilon,
          delta: terms.delta,
          file: hash,
          ledger: { seq: head.seq, hash: head.hash },
          aboveUsual: terms.banner !== undefined,
        });
      return await synthesiseDataset(request, { catalog, gate, ledger, random, records: read, leaving, progress }, file);
    });
    if (places !== undefined && records !== undefined) {
      progress('comparing it with the records');
      await writeReport(folder, places, {
        request,
        made,
        out,
        records,
        ...(terms.banner === undefined ? {} : { banner: terms.banner }),
      });
    }
    return { made, request, terms };
  } finally {
    for (const one of open) one.close();
  }
}

/** Works with the ledger of a population, which nobody else may have open meanwhile. @throws ConsiliumError `LEDGER_LOCKED` while the agent runs, `LEDGER_*` */
async function charged<T>(
  folder: SiteFolder,
  { entry }: SyntheticRequest,
  work: (ledger: ReturnType<typeof openLedger>) => Promise<T>,
): Promise<T> {
  const { population } = entry;
  const witness = folder.witness();
  const ledger = openLedger({
    folder: folder.ledgerPath,
    population,
    clock: systemClock,
    witness: (head) => witness?.remember(new Map([[population, head]])),
  });
  try {
    // As at the start of an agent: remembered before anything can be charged to it.
    folder.ledgerMarks().remember(new Map([[population, ledger.head()]]));
    return await work(ledger);
  } finally {
    ledger.close();
  }
}

function progress(step: string): void {
  if (standardError.interactive) standardError.say(`${step} ...`);
}

function parseDelta(text: string): number {
  const value = positiveNumber(text);
  if (value >= 1) throw new InvalidArgumentError('expected a number above 0 and below 1');
  return value;
}

function parseBins(text: string): number {
  const value = wholeNumber(text);
  if (value < 2 || value > MOST_BINS) throw new InvalidArgumentError(`expected a whole number from 2 to ${MOST_BINS}`);
  return value;
}
