import { jsonOption, short } from '@consilium/command-line';
import { print, table } from '@consilium/host';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';
import { byOf, decisionLines, earlier, roundLines, runLine } from './run-lines.ts';

/** `consilium run status` */
export function statusCommand(): Command {
  return new Command('status')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium run status run-3k9...\n')
    .action(async (run: string, options: { identity: string; json?: boolean }) => {
      const info = await withResearch(options.identity, (research) => research.getRun({ run }));
      print(options.json, info, () => [
        runLine(info),
        ...decisionLines(info).map((line) => `  ${line}`),
        ...earlier(info),
        ...(info.roundInfos ?? []).flatMap(roundLines),
      ]);
    });
}

/** `consilium run pause` */
export function pauseCommand(): Command {
  return new Command('pause')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium run pause run-3k9...\n')
    .action(async (run: string, options: { identity: string; json?: boolean }) => {
      const info = await withResearch(options.identity, (research) => research.pauseRun({ run }));
      print(options.json, info, () => [runLine(info)]);
    });
}

/** `consilium run resume` */
export function resumeCommand(): Command {
  return new Command('resume')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium run resume run-3k9...\n')
    .action(async (run: string, options: { identity: string; json?: boolean }) => {
      const info = await withResearch(options.identity, (research) => research.resumeRun({ run }));
      print(options.json, info, () => [runLine(info)]);
    });
}

/** `consilium run stop` */
export function stopCommand(): Command {
  return new Command('stop')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium run stop run-3k9...\n')
    .action(async (run: string, options: { identity: string; json?: boolean }) => {
      const info = await withResearch(options.identity, (research) => research.stopRun({ run }));
      print(options.json, info, () => [runLine(info)]);
    });
}

/** `consilium run list` */
export function listCommand(): Command {
  return new Command('list')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium run list\n')
    .action(async (options: { identity: string; json?: boolean }) => {
      const { runs } = await withResearch(options.identity, (research) => research.listRuns({}));
      print(options.json, runs, () =>
        table(
          ['run', 'study', 'state', 'rounds', 'model', 'started by', 'stopped by'],
          (runs ?? []).map((r) => [
            r.run ?? '',
            r.study ?? '',
            r.state ?? '',
            `${r.closedRounds}/${r.rounds}`,
            short(r.modelHash ?? ''),
            byOf(r, 'started') ?? '',
            byOf(r, 'stopped') ?? '',
          ]),
        ),
      );
    });
}
