import { jsonOption } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { print, standardError } from '@consilium/host';
import { PROMISE } from '@consilium/privacy';
import { Command } from 'commander';
import { type BudgetReport, epsilonUsed, rememberEpsilons, reportBudget, type Spending } from '../gate/budget.ts';
import { readPolicy } from '../gate/policy-file.ts';
import { type BudgetDecision, readLedger } from '../ledger/index.ts';
import { acceptedLosses, emptyLedgerText, shownLoss } from './empty-ledger.ts';
import { budgetWords } from './budget-words.ts';
import { filesOption } from './files-options.ts';
import type { SiteFiles } from './site-files.ts';

/** Characters of the bar. */
const BAR_WIDTH = 40;

/** Where the budget of a population stands. */
type SiteBudget = {
  readonly population: string;
  readonly decided: BudgetDecision | undefined;
  /** Of its ledger; 0 also where there is none. */
  readonly entries: number;
  /** Whether that ledger lacks what it is known to have had, so that the numbers are too low. */
  readonly lost: boolean;
} & BudgetReport;

/** `consilium-site budget` */
export function budgetCommand(): Command {
  return new Command('budget')
    .argument('[population]', 'one population only')
    .addOption(filesOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site budget cardiology\n')
    .action((population: string | undefined, options: { folder: SiteFiles; json?: boolean }) => {
      const { folder } = options;
      const reports = budgetReports(folder, population);
      const doubtful = reports.filter(({ entries, lost }) => entries === 0 || lost).map(({ population: name }) => name);
      // On standard error: a number of nought must not pass for a fact in a script either.
      for (const name of doubtful)
        standardError.say(
          ...(shownLoss(folder, name)?.toUserText() ?? emptyLedgerText(name, acceptedLosses(folder, name))).split('\n'),
        );
      print(options.json, reports, () => [
        ...reports.flatMap((report) => [...budgetLines(report), '']),
        `What these numbers promise: ${PROMISE}`,
      ]);
    });
}

/**
 * Where the budgets of a site stand, by the accountant with which its policy decides.
 *
 * @throws ConsiliumError `DATASET_UNKNOWN`, `LEDGER_CORRUPT`, and what reading the policy throws
 */
export function budgetReports(folder: SiteFiles, population?: string): readonly SiteBudget[] {
  const { budgets } = readPolicy(folder.policyPath);
  const names = population === undefined ? Object.keys(budgets) : [population];
  const epsilonFor = rememberEpsilons(epsilonUsed);
  return names.map((name) => {
    const budget = budgets[name];
    if (budget === undefined)
      throw new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `the policy has no budget for the population ${name}` });
    const { charges, entries, budget: decided } = readLedger(folder.ledgerPath, name);
    const lost = shownLoss(folder, name) !== undefined;
    return { population: name, ...reportBudget(charges, budget, epsilonFor), decided, entries: entries.length, lost };
  });
}

function shares({ committedShare, usedShare, leftShare }: Spending): string {
  return `${percent(committedShare)} of the budget used, ${percent(usedShare - committedShare)} reserved, ${percent(leftShare)} left`;
}

/** A patient is in one part, so that the larger of both is what the population has paid. */
function partText(spending: BudgetReport['parts'][number]): string {
  return `  ${spending.part} patients: ${shares(spending)}; epsilon ${show(spending.composedEpsilon)} composed`;
}

function trustText({ honest, epsilonAlone }: NonNullable<BudgetReport['trust']>): string {
  const alone = Number.isFinite(epsilonAlone) ? `epsilon ${show(epsilonAlone)} composed` : 'no epsilon that can be stated';
  return `  under masks: counts on at least ${honest} honest hospitals in each sum, this one and ${honest - 1} others; ${alone} by what this one sent alone, should all others collude with the coordinator`;
}

function show(value: number): string {
  return value.toFixed(4);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The state of one budget, line by line. @internal */
export function budgetLines(report: SiteBudget): readonly string[] {
  const { population, budget, committedShare, usedShare, composedEpsilon, parts, studies, decided, trust, lost } = report;
  const cells = (share: number): number => Math.min(BAR_WIDTH, Math.round(share * BAR_WIDTH));
  const counted =
    budget.accounting === 'several'
      ? 'for any plans, each chosen after seeing the results of those before it'
      : 'for repetitions of one mechanism, counted exactly';
  const bar = `${'█'.repeat(cells(committedShare))}${'▒'.repeat(cells(usedShare) - cells(committedShare))}`.padEnd(
    BAR_WIDTH,
    '·',
  );
  const title = `${population}: epsilon ${budget.epsilon} at delta ${budget.delta}, ${counted}`;
  if (lost) return [title, '  not known: its ledger is lost, in whole or in part; what is left of it says too little'];
  return [
    title,
    `  [${bar}] ${shares(report)}`,
    `  epsilon ${show(composedEpsilon)} by all releases so far, composed; only the whole budget (epsilon ${budget.epsilon} at delta ${budget.delta}) may be quoted as a promise`,
    ...(trust === undefined ? [] : [trustText(trust)]),
    ...(parts.length < 2 ? [] : parts.map(partText)),
    ...(decided === undefined ? [] : [`  in the ledger: ${budgetWords(decided)}`]),
    ...studies.map(
      (study) =>
        `  ${study.study}: epsilon ${show(study.epsilon)} by itself, in ${study.committedRounds} rounds${study.reservedRounds > 0 ? `, ${study.reservedRounds} reserved` : ''}${study.syntheticFiles > 0 ? `; and ${study.syntheticFiles} of synthetic data` : ''}`,
    ),
  ];
}
