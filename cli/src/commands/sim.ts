import { heldOutShare, jsonOption, wholeNumber } from '@consilium/command-line';
import { systemClock } from '@consilium/core';
import { createLogger, printJson, say, standardError, standardOutput } from '@consilium/host';
import { findingText } from '@consilium/deidentify';
import { identifierRefusal, identifiersIn, readPlan, releaseParameters } from '@consilium/plan';
import { deriveRelease, statedEpsilon } from '@consilium/privacy';
import {
  createProgress,
  parseSplit,
  type ProgressUpdate,
  renderSiteChecks,
  renderSummaryTable,
  requireFreeFolder,
  type RunProgress,
  simulate,
  type SimulationResult,
  type Split,
  writeResults,
} from '@consilium/sim';
import { Command, InvalidArgumentError, Option } from 'commander';
import { VERSION } from '../version.ts';

interface SimOptions {
  readonly data?: string;
  readonly split?: Split;
  readonly rounds?: number;
  readonly seed?: string;
  readonly heldOut: number;
  readonly transport: 'grpc' | 'memory';
  readonly dropout: number;
  readonly secure?: number | true;
  readonly allowFailingSites?: boolean;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** `consilium sim` */
export function simCommand(): Command {
  return new Command('sim')
    .argument('<study.yaml>', 'the plan')
    .option(
      '--data <path>',
      'folder with one <site>.csv per site or a sources.yaml that names sites, or one file for --split (default: the folder of the plan)',
    )
    .option('--split <how>', 'divide one file: column:NAME, iid, dirichlet:ALPHA (label skew), quantity:ALPHA', parseSplit)
    .option('--rounds <n>', 'fewer rounds than the plan says', wholeNumber)
    .option('--held-out <share>', 'share of the patients of each site who never train and are scored on', heldOutShare, 0.2)
    .option('--seed <text>', 'make everything repeatable, who is held out and the noise included: such noise protects nobody')
    .addOption(new Option('--transport <kind>', 'how coordinator and agents talk').choices(['grpc', 'memory']).default('grpc'))
    .option('--dropout <p>', 'probability with which a site sits a round out', parseProbability, 0)
    .option(
      '--secure [h]',
      'sum updates and scores under masks, each with noise that counts on h honest sites (default: all of the quorum but one)',
      wholeNumber,
    )
    .option('--allow-failing-sites', 'rehearse without the sites whose data cannot be used')
    .option('--out <folder>', 'where to write summary, report, model and plan', 'runs/latest')
    .option('--force', 'write over what is in that folder; runs/latest is written over anyway')
    .addOption(jsonOption('print summary.json alone on standard output'))
    .option('--verbose', 'show the logs of coordinator and agents')
    .addHelpText('after', '\nExample:\n  $ consilium sim examples/heart-disease/study.yaml --out runs/first\n')
    .action(run);
}

async function run(planPath: string, options: SimOptions): Promise<void> {
  requireFreeFolder(options.out, options.force === true);
  const plan = readPlan(planPath);
  const identifiers = identifiersIn(plan);
  // What no hospital would approve is not worth a rehearsal.
  if (identifiers.length > 0) {
    say(...identifiers.map(findingText));
    throw identifierRefusal(plan.document, identifiers);
  }
  const { document } = plan;
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const progress = createProgress({
    terminal: standardError,
    rounds: options.rounds ?? document.rounds,
    quorum: document.quorum.sites,
    clock: systemClock,
  });
  const epsilonAfter = rememberLast((round: number) => {
    if (release === undefined || round === 0) return undefined;
    return statedEpsilon(
      release.eventsPerRound.map((event) => ('steps' in event ? { ...event, steps: event.steps * round } : event)),
      release.delta,
    ).epsilon;
  });
  const { verbose, out, force: _, ...rest } = options;
  let result: SimulationResult;
  try {
    result = await simulate({
      ...rest,
      planPath,
      ...(rest.data === undefined ? {} : { dataPath: rest.data }),
      version: VERSION,
      onChecked: (checks) => standardError.say(...renderSiteChecks(checks, document.data.target.column)),
      onNote: (note) => standardError.say(`Note     ${note}`),
      log: createLogger({ component: 'sim', level: verbose === true ? 'info' : 'error' }),
      onProgress: (state) => progress.update(progressOf(state, epsilonAfter(state.closedRounds), release?.epsilon)),
    });
  } finally {
    progress.finish();
  }
  const files = writeResults(result, out);
  if (options.json === true) {
    printJson(files.summary);
    return;
  }
  say(...renderSummaryTable(files.summary, { reportPath: files.reportPath, color: standardOutput.colored }));
}

function progressOf(state: RunProgress, epsilon: number | undefined, targetEpsilon: number | undefined): ProgressUpdate {
  const participants = state.open?.participants ?? [];
  const waiting = participants.filter((site) => site.state === 'waiting' || site.state === 'accepted');
  return {
    round: state.open?.round ?? state.closedRounds,
    attempt: state.open?.attempt ?? 1,
    state: state.open?.state ?? 'completed',
    counted: participants.filter((site) => site.state === 'counted').length,
    participants: participants.length,
    waitingFor: waiting.map((site) => site.site ?? ''),
    deadlineMs: state.open?.deadlineMs ?? 0,
    ...(state.pooled?.loss === undefined ? {} : { loss: state.pooled.loss }),
    ...(state.pooled?.accuracy === undefined ? {} : { accuracy: state.pooled.accuracy }),
    ...(epsilon === undefined ? {} : { epsilon }),
    ...(targetEpsilon === undefined ? {} : { targetEpsilon }),
  };
}

/** The accountant takes some milliseconds: asked once for each round, not for each change within it. */
function rememberLast(compute: (round: number) => number | undefined): (round: number) => number | undefined {
  let last: { readonly round: number; readonly value: number | undefined } | undefined;
  return (round) => {
    if (last?.round !== round) last = { round, value: compute(round) };
    return last.value;
  };
}

function parseProbability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1))
    throw new InvalidArgumentError('expected a probability from 0 up to, not including, 1');
  return value;
}
