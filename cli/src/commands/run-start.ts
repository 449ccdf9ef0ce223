import { jsonOption, short, wholeNumber } from '@consilium/command-line';
import { ConsiliumError } from '@consilium/core';
import { askYesNo, print, printJson, standardError } from '@consilium/host';
import type { consilium } from '@consilium/proto';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';
import { obstaclesOf, type Readiness, readinessJson, readinessLines } from './run-readiness.ts';
import { watchRun } from './run-watch.ts';

/** `consilium run start` */
export function startCommand(): Command {
  return new Command('start')
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
