import { ConsiliumError } from '@consilium/core';
import { print, standardError } from '@consilium/host';
import { PROMISE } from '@consilium/privacy';
import { Command } from 'commander';
import { type BudgetReport, epsilonUsed, readPolicy, rememberEpsilons, reportBudget } from '../gate/index.ts';
import { type BudgetDecision, readLedger } from '../ledger/index.ts';
import { emptyLedgerText, lostLedger } from './empty-ledger.ts';
import { budgetWords } from './ledger.ts';
import { folderOption, jsonOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** Characters of the bar. */
const BAR_WIDTH = 40;

/** Where the budget of a population stands. */
type SiteBudget = {
  readonly population: string;
  readonly decided: BudgetDecision | undefined;
  /** Of its ledger; 0 also where there is none. */
  readonly entries: number;
} & BudgetReport;

/** `consilium-site budget` */
export function budgetCommand(): Command {
  return new Command('budget')
    .description('Privacy spent, reserved and left, by population and study; reads the ledger while the agent works')
    .argument('[population]', 'one population only')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site budget cardiology\n')
    .action((population: string | undefined, options: { folder: SiteFolder; json?: boolean }) => {
      const { folder } = options;
      const reports = budgetReports(folder, population);
      const empty = reports.filter(({ entries }) => entries === 0).map(({ population: name }) => name);
      // On standard error: a number of nought must not pass for a fact in a script either.
      for (const name of empty)
        standardError.say(...(lostLedger(folder, name)?.toUserText() ?? emptyLedgerText(name)).split('\n'));
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
export function budgetReports(folder: SiteFolder, population?: string): readonly SiteBudget[] {
  const { budgets } = readPolicy(folder.policyPath);
  const names = population === undefined ? Object.keys(budgets) : [population];
  const epsilonFor = rememberEpsilons(epsilonUsed);
  return names.map((name) => {
    const budget = budgets[name];
    if (budget === undefined)
      throw new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `the policy has no budget for the population ${name}` });
    const { charges, entries, budget: decided } = readLedger(folder.ledgerPath, name);
    return { population: name, ...reportBudget(charges, budget, epsilonFor), decided, entries: entries.length };
  });
}

/** A patient is in one part, so that the larger of both is what the population has paid. */
function partText({ part, committed, spent, remaining }: BudgetReport['parts'][number]): string {
  return `  ${part} patients: ${show(committed)} spent, ${show(spent - committed)} reserved, ${show(remaining)} left`;
}

function show(value: number): string {
  return value.toFixed(4);
}

function budgetLines(report: SiteBudget): readonly string[] {
  const { population, budget, committed, spent, remaining, parts, studies, decided } = report;
  const cells = (epsilon: number): number => Math.min(BAR_WIDTH, Math.round((epsilon / budget.epsilon) * BAR_WIDTH));
  const counted =
    budget.accounting === 'several'
      ? 'for any plans, each chosen after seeing the results of those before it'
      : 'for repetitions of one mechanism, counted exactly';
  const bar = `${'█'.repeat(cells(committed))}${'▒'.repeat(cells(spent) - cells(committed))}`.padEnd(BAR_WIDTH, '·');
  return [
    `${population}: epsilon ${budget.epsilon} at delta ${budget.delta}, ${counted}`,
    `  [${bar}] ${show(committed)} spent, ${show(spent - committed)} reserved, ${show(remaining)} left`,
    ...(parts.length < 2 ? [] : parts.map(partText)),
    ...(decided === undefined ? [] : [`  in the ledger: ${budgetWords(decided)}`]),
    ...studies.map(
      (study) =>
        `  ${study.study}: epsilon ${show(study.epsilon)} by itself, in ${study.committedRounds} rounds${study.reservedRounds > 0 ? `, ${study.reservedRounds} reserved` : ''}`,
    ),
  ];
}
