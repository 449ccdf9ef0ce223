import { join } from 'node:path';
import { heldOutShare, jsonOption, positiveNumber, wholeNumber, wholeNumberUpTo } from '@consilium/command-line';
import { ConsiliumError, systemClock } from '@consilium/core';
import { createLogger, printJson, say, standardError, standardOutput } from '@consilium/host';
import { findingText } from '@consilium/deidentify';
import { identifierRefusal, identifiersIn, readPlan, releaseParameters } from '@consilium/plan';
import { deriveRelease, statedEpsilon } from '@consilium/privacy';
import {
  clearEarlier,
  createProgress,
  parseSplit,
  type ProgressUpdate,
  renderPolicyAnswers,
  renderSeries,
  renderSiteChecks,
  renderSummaryTable,
  requireFreeFolder,
  type RunProgress,
  seedsOf,
  type SeriesRun,
  seriesOf,
  simulate,
  type SimulationResult,
  type Split,
  writeResults,
  writeSeries,
  USUAL_EPSILONS,
} from '@consilium/sim';
import { Command, InvalidArgumentError, Option } from 'commander';
import { addComparison, comparisonTargets, parseEpsilons } from '../privacy-comparison.ts';
import { VERSION } from '../version.ts';
import { MOST_PROCESSES } from '../work-bar.ts';

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
  /** False for --no-noise. */
  readonly noise: boolean;
  readonly policy?: string;
  /** False for --no-own-models. */
  readonly ownModels: boolean;
  readonly repeat?: number;
  readonly compare?: readonly number[] | true;
  readonly atMost: number;
  readonly processes?: number;
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
    .option('--no-noise', 'leave the noise out and nothing else, to show what it costs: this protects nobody')
    .option(
      '--policy <file>',
      "a hospital's policy.yaml: what it would refuse or withhold of this plan is shown, and nothing is refused (default: the policy that agents start with)",
    )
    .option('--no-own-models', 'do not train what each hospital would have alone, to set it beside the common model')
    .option('--repeat <n>', 'rehearse with so many seeds, and print mean and spread of the scores', wholeNumberUpTo(MOST_RUNS))
    .option(
      '--compare [epsilons]',
      `rehearse also at these epsilons (default: ${USUAL_EPSILONS.join(',')}) and without noise, with --repeat seeds each (default: 5), and show what privacy costs`,
      parseEpsilons,
    )
    .option('--at-most <minutes>', 'with --compare: leave out what is not finished by then', positiveNumber, 30)
    .option(
      '--processes <n>',
      'with --compare: rehearsals side by side (default: one for each core)',
      wholeNumberUpTo(MOST_PROCESSES),
    )
    .option('--dropout <p>', 'probability with which a site sits a round out', parseProbability, 0)
    .option(
      '--secure [h]',
      'sum updates and scores under masks, each with noise that counts on h honest sites (default: all of the quorum but one)',
      wholeNumber,
    )
    .option('--allow-failing-sites', 'rehearse without the sites whose data cannot be used')
    .option('--out <folder>', 'where to write summary, report, model and plan', 'runs/latest')
    .option('--force', 'write over what is in that folder; a rehearsal in runs/latest is written over anyway')
    .addOption(jsonOption('print summary.json alone on standard output'))
    .option('--verbose', 'show the logs of coordinator and agents')
    .addHelpText(
      'after',
      '\nExample:\n  $ consilium sim examples/heart-disease/study.yaml --out runs/first\n  $ consilium sim examples/heart-disease/study.yaml --repeat 5 --no-noise --out runs/without-noise\n  $ consilium sim examples/heart-disease/study.yaml --compare 0.5,1,2,4 --repeat 10 --out runs/cost\n',
    )
    .action(run);
}

async function run(planPath: string, options: SimOptions): Promise<void> {
  requireFreeFolder(options.out, { force: options.force === true, latest: true });
  if (!options.noise) standardError.say('NO NOISE: this rehearsal protects nobody. It shows what the noise of the plan costs.');
  const targets = targetsOf(planPath, options);
  if (options.repeat === undefined || targets !== undefined) {
    const rehearsed = await rehearse(planPath, options, options.out, true);
    const files = targets === undefined ? rehearsed : await addComparison(planPath, targets, options, rehearsed);
    if (options.json === true) return printJson(files.summary);
    say(...renderSummaryTable(files.summary, { reportPath: files.reportPath, color: standardOutput.colored }));
    return;
  }
  const [first, ...others] = seedsOf(options.repeat, options.seed);
  if (first === undefined) throw new ConsiliumError({ code: 'USAGE', message: '--repeat needs at least one run' });
  const one = async (seed: string, number: number): Promise<SeriesRun> => {
    standardError.say(`Seed     ${seed}`);
    const folder = join(options.out, `run-${number}`);
    const { summary } = await rehearse(planPath, { ...options, seed }, folder, number === 1);
    return { seed, folder, summary };
  };
  const runs: [SeriesRun, ...SeriesRun[]] = [await one(first, 1)];
  for (const seed of others) runs.push(await one(seed, runs.length + 1));
  const series = seriesOf(runs);
  writeSeries(series, options.out);
  if (options.json === true) printJson(series);
  else say(...renderSeries(series), `Results  ${options.out}`);
}

/** What `--compare` asks for, refused before minutes of work where it cannot be had. */
function targetsOf(planPath: string, { compare, noise }: SimOptions): ReturnType<typeof comparisonTargets> | undefined {
  if (compare === undefined) return undefined;
  if (!noise)
    throw new ConsiliumError({ code: 'USAGE', message: '--compare rehearses without noise by itself: leave --no-noise out' });
  return comparisonTargets(planPath, compare === true ? USUAL_EPSILONS : compare);
}

/** One rehearsal, its results written into `out`. @param isFirst of this command: it takes the place of what is in `options.out` */
async function rehearse(
  planPath: string,
  options: SimOptions,
  out: string,
  isFirst: boolean,
): Promise<ReturnType<typeof writeResults>> {
  const plan = readPlan(planPath);
  const identifiers = identifiersIn(plan);
  // What no hospital would approve is not worth a rehearsal.
  if (identifiers.length > 0) {
    say(...identifiers.map(findingText));
    throw identifierRefusal(plan.document, identifiers);
  }
  const { document } = plan;
  const parameters = releaseParameters(plan);
  const release = parameters === undefined || !options.noise ? undefined : deriveRelease(parameters);
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
  const { verbose, noise, force: _, ...rest } = options;
  let result: SimulationResult;
  try {
    result = await simulate({
      ...rest,
      planPath,
      withoutNoise: !noise,
      ...(rest.data === undefined ? {} : { dataPath: rest.data }),
      ...(rest.policy === undefined ? {} : { policyPath: rest.policy }),
      version: VERSION,
      onChecked: (checks) => standardError.say(...renderSiteChecks(checks, document.data.target.column)),
      onPolicy: (answers) => standardError.say(...renderPolicyAnswers(answers, plan.siteIds.length)),
      onNote: (note) => standardError.say(`Note     ${note}`),
      log: createLogger({ component: 'sim', level: verbose === true ? 'info' : 'error' }),
      onProgress: (state) => progress.update(progressOf(state, epsilonAfter(state.closedRounds), release?.epsilon)),
    });
  } finally {
    progress.finish();
  }
  if (isFirst) clearEarlier(options.out);
  return writeResults(result, out);
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

/** More runs tell no more, and would fill the disk with folders. */
const MOST_RUNS = 1000;

function parseProbability(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1))
    throw new InvalidArgumentError('expected a probability from 0 up to, not including, 1');
  return value;
}
