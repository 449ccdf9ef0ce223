import { jsonOption } from '@consilium/command-line';
import { print } from '@consilium/host';
import { compareRuns, renderComparison } from '@consilium/sim';
import { Command } from 'commander';

/** `consilium runs ...` */
export function runsCommands(): Command {
  const command = new Command('runs');
  command
    .command('compare')
    .description('Compare folders of results, of rehearsals and of runs: scores with their intervals, epsilon, plans by field')
    .argument('<folder>', 'folder that "consilium sim" or "consilium run results" has written')
    .argument('<others...>', 'the folders to compare it with')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium runs compare runs/first runs/second\n')
    .action((folder: string, others: readonly string[], options: { json?: boolean }) => {
      const comparison = compareRuns([folder, ...others]);
      print(options.json, comparison, () => renderComparison(comparison));
    });
  return command;
}
