import { jsonOption, short, wholeNumber } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { askYesNo, print, printJson, standardError, table } from '@consilium/host';
import type { consilium } from '@consilium/proto';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';
import { byOf, decisionLines, earlier, roundLines, runLine } from './run-lines.ts';
import { obstaclesOf, type Readiness, readinessJson, readinessLines } from './run-readiness.ts';
import { resultsCommand } from './run-results.ts';
import { transcriptCommand } from './run-transcript.ts';
import { watchRun } from './run-watch.ts';

/** `consilium run ...` */
export function runCommands(): Command {
  const command = new Command('run');
  command
    .command('start')
    .description("Start a run of a study's newest plan")
    .argument('<study>', 'name of the study')
    .option('--rounds <n>', 'fewer rounds than the plan says', wholeNumber)
    .option('--watch', 'stay and show the rounds')
    .option('--yes', 'start although sites are missing or have refused this plan before, without a question')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium run start heart-disease --watch\n')
    .action(async (study: string, options: StartOptions) => {
      const readiness = await confirmStart(study, options);
      const { planHash } = readiness;
      const wanted = { study, rounds: options.rounds ?? 0, ...(planHash ? { planHash } : {}) };
      const info = await withResearch(options.identity, (research) => research.startRun(wanted));
      requireShownPlan(info, planHash);
      if (options.watch === true) return await watchRun(info.run, options);
      print(options.json, { run: info.run, study, ...readinessJson(readiness) }, () => [
        `Started ${info.run}. Watch it: consilium run watch ${info.run}`,
      ]);
    });
  command
    .command('watch')
    .description('Show the rounds and pauses of a run until it ends, also while the coordinator is away')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption('print one JSON object for each finished round, and for each pause'))
    .addHelpText('after', '\nExample:\n  $ consilium run watch run-3k9...\n')
    .action(watchRun);
  command
    .command('status')
    .description('A run as it stands: rounds, sites, and for whom it waits until when')
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
  command
    .command('pause')
    .description('Let a run rest: sites are asked for nothing more, and what they are at work on still counts')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium run pause run-3k9...\n')
    .action(async (run: string, options: { identity: string; json?: boolean }) => {
      const info = await withResearch(options.identity, (research) => research.pauseRun({ run }));
      print(options.json, info, () => [runLine(info)]);
    });
  command
    .command('resume')
    .description('Let a paused run go on, as soon as enough sites are connected')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium run resume run-3k9...\n')
    .action(async (run: string, options: { identity: string; json?: boolean }) => {
      const info = await withResearch(options.identity, (research) => research.resumeRun({ run }));
      print(options.json, info, () => [runLine(info)]);
    });
  command
    .command('stop')
    .description('Stop a run, in whatever state it is')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ consilium run stop run-3k9...\n')
    .action(async (run: string, options: { identity: string; json?: boolean }) => {
      const info = await withResearch(options.identity, (research) => research.stopRun({ run }));
      print(options.json, info, () => [runLine(info)]);
    });
  command
    .command('list')
    .description('Runs known to the coordinator')
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
  command.addCommand(resultsCommand());
  command.addCommand(transcriptCommand());
  return command;
}

interface StartOptions {
  readonly rounds?: number;
  readonly watch?: boolean;
  readonly yes?: boolean;
  readonly identity: string;
  readonly json?: boolean;
}

/**
 * Says who could not take part, and asks whether to go on where somebody is at the terminal.
 *
 * @throws ConsiliumError `SITES_NOT_READY` where somebody could not and nobody has said that the run shall start all the same
 */
async function confirmStart(study: string, { identity, yes, json }: StartOptions): Promise<Readiness> {
  const readiness = await withResearch(identity, (research) => research.checkStudy({ study }));
  standardError.say(...readinessLines(readiness));
  const hindered = new Set(obstaclesOf(readiness).map(({ site }) => site)).size;
  if (hindered === 0 || yes === true || (await askYesNo('Start the run all the same?')) === true) return readiness;
  if (json === true) printJson({ run: null, study, ...readinessJson(readiness) });
  throw new ConsiliumError({
    code: 'SITES_NOT_READY',
    message: `${hindered} of ${readiness.sites?.length ?? 0} sites of ${study} are not ready`,
  });
}

/** A coordinator of before `plan_hash` starts the newest plan all the same. @throws ConsiliumError `PLAN_CHANGED` */
function requireShownPlan({ run, planHash }: consilium.v1.RunInfo.$Properties, shown: string | null | undefined): void {
  if (planHash === shown) return;
  throw new ConsiliumError({
    code: 'PLAN_CHANGED',
    message: `${run} was started with another plan than the one that was shown, ${short(planHash ?? '')} for ${short(shown ?? '')}`,
    advice: `Stop it with "consilium run stop ${run}" if that plan is not yours, and update the coordinator.`,
  });
}
