import { jsonOption } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { print } from '@consilium/host';
import { clearEarlier, fetchRun, requireFreeFolder, thresholdLine, writeRunResults } from '@consilium/sim';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';
import { VERSION } from '../version.ts';

interface ResultsOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly identity: string;
  readonly json?: boolean;
}

/** `consilium run results` */
export function resultsCommand(): Command {
  return new Command('results')
    .argument('<run>', 'run identifier')
    .requiredOption(
      '--out <folder>',
      'new folder for report.html, board.html, summary.json, metrics.csv, thresholds.csv, plan.json and the model',
    )
    .option('--force', 'write over what is in the folder')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption('print summary.json alone on standard output'))
    .addHelpText(
      'after',
      '\nA run that goes on, or has ended early, leaves what it has so far.\n\nExample:\n  $ consilium run results run-3k9... --out runs/heart-1\n',
    )
    .action(async (run: string, { out, force, identity, json }: ResultsOptions) => {
      requireFreeFolder(out, { force: force === true });
      const fetched = await withResearch(identity, (research) => fetchRun(research, run));
      clearEarlier(out);
      const { summary, reportPath } = writeRunResults({ ...fetched, version: VERSION, nowMs: systemClock.now() }, out);
      print(json, summary, () => [
        `${run} of ${summary.study}: ${summary.state}, ${summary.rounds.length} of ${summary.roundsPlanned} rounds`,
        ...thresholdLine(summary),
        `Model    ${summary.model.path} (SHA-256 ${summary.model.sha256})`,
        `Report   ${reportPath}`,
      ]);
    });
}
