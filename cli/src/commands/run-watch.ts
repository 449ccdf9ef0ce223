import { jsonOption } from '@consilium/command-line';
import { isConsiliumError, runFailure, sleep, systemClock } from '@consilium/core';
import { printJson, say } from '@consilium/host';
import { Command } from 'commander';
import { IDENTITY_HELP, IDENTITY_OPTION, OWN_IDENTITY, withResearch } from '../connection.ts';
import { type RunInfo, roundLines, runLine } from './run-lines.ts';

/** Between tries to reach a coordinator that has gone away. */
const RECONNECT_MS = 5000;

/** What a watcher has shown so far: a coordinator that comes back tells everything again. */
interface Shown {
  readonly rounds: Set<string>;
  pause: string;
}

/** `consilium run watch` */
export function watchCommand(): Command {
  return new Command('watch')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, OWN_IDENTITY)
    .addOption(jsonOption('print one JSON object for each finished round, and for each pause'))
    .addHelpText('after', '\nExample:\n  $ consilium run watch run-3k9...\n')
    .action(watchRun);
}

/** Shows a run until it ends, also over the end of a connection; a coordinator that was never reached is an error. */
export async function watchRun(run: string, options: { readonly identity: string; readonly json?: boolean }): Promise<void> {
  const shown: Shown = { rounds: new Set(), pause: '' };
  let reached = false;
  for (;;) {
    let reachedNow = false;
    try {
      const ended = await withResearch(options.identity, async (research) => {
        for await (const info of research.watchRun({ run })) {
          reached = true;
          reachedNow = true;
          show(info, shown, options.json === true);
          if (info.state !== 'running' && info.state !== 'paused') return info;
        }
        return undefined;
      });
      if (ended !== undefined) return end(ended);
    } catch (error) {
      // The token has ended meanwhile: the next try brings another one.
      if (reachedNow && isConsiliumError(error, 'TOKEN_EXPIRED')) continue;
      if (!reached || !isConsiliumError(error, 'UNREACHABLE')) throw error;
    }
    if (options.json !== true) say('The coordinator is away; the run is not. Trying again.');
    await sleep(systemClock, RECONNECT_MS);
  }
}

function show(info: RunInfo, shown: Shown, json: boolean): void {
  for (const round of info.roundInfos ?? []) {
    const key = `${round.round}.${round.attempt}.${round.state}`;
    if (shown.rounds.has(key)) continue;
    shown.rounds.add(key);
    const finished = round.state === 'closed' || round.state === 'failed';
    if (!json) say(...roundLines(round));
    else if (finished) printJson(round, 0);
  }
  const { run, state, pause } = info;
  const key = state === 'paused' ? `${pause?.reason} ${pause?.sinceMs}` : '';
  if (key !== shown.pause) {
    if (!json) say(runLine(info));
    else if (state === 'paused') printJson({ run, state, pause }, 0);
  }
  shown.pause = key;
  if (state !== 'running' && state !== 'paused' && !json) say(runLine(info));
}

/** @throws ConsiliumError why the run ended early */
function end({ problem }: RunInfo): void {
  if (!problem) return;
  throw runFailure(problem);
}
