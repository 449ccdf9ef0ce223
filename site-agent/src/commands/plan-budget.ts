import { jsonOption, positiveNumber } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import { Command } from 'commander';
import { requireSmallDelta, setBudget } from '../gate/index.ts';
import { deciderOption, folderOption } from './options.ts';
import type { SiteFolder } from './site-folder.ts';

interface BudgetOptions {
  readonly epsilon: number;
  readonly delta: number;
  readonly oneMechanism?: boolean;
  readonly reason: string;
  readonly who: string;
  readonly secondPerson?: string;
  readonly folder: SiteFolder;
  readonly json?: boolean;
}

/** `consilium-site plan budget` */
export function budgetCommand(): Command {
  return new Command('budget')
    .argument('<population>', 'name of the population: that of the data set, unless it names another')
    .requiredOption('--epsilon <number>', 'privacy loss that all studies together may cause to a patient', positiveNumber)
    .requiredOption('--delta <number>', 'probability with which the bound may fail', positiveNumber)
    .requiredOption('--reason <text>', 'why; kept with the budget')
    .addOption(deciderOption())
    .option('--second-person <name>', 'who else decides: needed for an epsilon that promises patients nothing')
    .option('--one-mechanism', 'count exactly, and admit repetitions of one mechanism only; else any plans may share the budget')
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium-site plan budget cardiology --epsilon 2 --delta 0.001 --reason "ethics vote 12/2026"\n',
    )
    .action((population: string, options: BudgetOptions) => {
      const { epsilon, delta, folder, who, reason, secondPerson } = options;
      const accounting = options.oneMechanism === true ? 'one-mechanism' : 'several';
      const catalog = folder.catalog();
      // A budget may stand before its data set; it is judged again with every charge.
      if (catalog.populations.includes(population))
        requireSmallDelta(`the budget of ${population}`, delta, catalog.patientsOf(population));
      const at = new Date(systemClock.now()).toISOString();
      const second = secondPerson === undefined ? {} : { secondPerson };
      folder.record(who, { event: 'budget.set', population, epsilon, delta, reason });
      const budget = { epsilon, delta, accounting, who, reason, at, ...second } as const;
      setBudget(folder.policyPath, population, budget);
      const warnings = unknownPopulation(population, catalog.populations);
      print(options.json, { population, ...budget, warnings }, () => [
        `The budget of ${population} is epsilon ${epsilon} at delta ${delta}.`,
        ...warnings.map((warning) => `WARNING: ${warning}`),
      ]);
    });
}

/** A warning of what may be a slip of the pen: a budget of a population without data serves nobody. */
function unknownPopulation(population: string, known: readonly string[]): readonly string[] {
  if (known.includes(population)) return [];
  const others = known.length === 0 ? 'there is no data set yet' : `there is ${known.join(', ')}`;
  return [`no data set of this site is of population ${population} (${others}), so this budget serves nobody.`];
}
