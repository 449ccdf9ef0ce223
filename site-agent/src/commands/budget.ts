import { ConsiliumError } from '@consilium/core';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { type BudgetReport, epsilonUsed, readPolicy, rememberEpsilons, reportBudget } from '../gate/index.ts';
import { readLedger } from '../ledger/index.ts';
import { folderOption, jsonOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

/** Characters of the bar. */
const BAR_WIDTH = 40;

/** `consilium-site budget` */
export function budgetCommand(): Command {
  return new Command('budget')
    .description('Privacy spent, reserved and left, by data set and study; reads the ledger while the agent works')
    .argument('[dataset]', 'one data set only')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium-site budget cardiology\n')
    .action((dataset: string | undefined, options: { folder: SiteFolder; json?: boolean }) => {
      const reports = budgetReports(options.folder, dataset);
      print(options.json, reports, () => reports.flatMap((report, i) => [...(i === 0 ? [] : ['']), ...budgetLines(report)]));
    });
}

/**
 * Where the budgets of a site stand, by the accountant with which its policy decides.
 *
 * @throws ConsiliumError `DATASET_UNKNOWN`, `LEDGER_CORRUPT`, and what reading the policy throws
 */
export function budgetReports(folder: SiteFolder, dataset?: string): readonly ({ readonly dataset: string } & BudgetReport)[] {
  const { budgets } = readPolicy(folder.policyPath);
  const names = dataset === undefined ? Object.keys(budgets) : [dataset];
  const epsilonFor = rememberEpsilons(epsilonUsed);
  return names.map((name) => {
    const budget = budgets[name];
    if (budget === undefined)
      throw new ConsiliumError({ code: 'DATASET_UNKNOWN', message: `the policy has no budget for the data set ${name}` });
    return { dataset: name, ...reportBudget(readLedger(folder.ledgerPath, name).charges, budget, epsilonFor) };
  });
}

function budgetLines(report: { dataset: string } & BudgetReport): readonly string[] {
  const { dataset, budget, committed, spent, remaining, studies } = report;
  const cells = (epsilon: number): number => Math.min(BAR_WIDTH, Math.round((epsilon / budget.epsilon) * BAR_WIDTH));
  const counted =
    budget.accounting === 'several'
      ? 'for any plans, each chosen after seeing the results of those before it'
      : 'for repetitions of one mechanism, counted exactly';
  const bar = `${'█'.repeat(cells(committed))}${'▒'.repeat(cells(spent) - cells(committed))}`.padEnd(BAR_WIDTH, '·');
  const epsilon = (value: number): string => value.toFixed(4);
  return [
    `${dataset}: epsilon ${budget.epsilon} at delta ${budget.delta}, ${counted}`,
    `  [${bar}] ${epsilon(committed)} spent, ${epsilon(spent - committed)} reserved, ${epsilon(remaining)} left`,
    ...studies.map(
      (study) =>
        `  ${study.study}: epsilon ${epsilon(study.epsilon)} by itself, in ${study.committedRounds} rounds${study.reservedRounds > 0 ? `, ${study.reservedRounds} reserved` : ''}`,
    ),
  ];
}
