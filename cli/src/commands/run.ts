import { ConsiliumError, isErrorCode } from '@consilium/core';
import { print, printJson, say, table } from '@consilium/host';
import type { ReleasedScores } from '@consilium/privacy';
import type { consilium } from '@consilium/proto';
import { Command, InvalidArgumentError } from 'commander';
import { DEFAULT_IDENTITY, IDENTITY_HELP, IDENTITY_OPTION, withResearch } from '../connection.ts';
import { short, time } from '../format.ts';
import { transcriptCommand } from './run-transcript.ts';

type RunInfo = consilium.v1.RunInfo.$Properties;
type RoundInfo = consilium.v1.RoundInfo.$Properties;

/** `consilium run ...` */
export function runCommands(): Command {
  const command = new Command('run').description('Start, watch and stop runs');
  command
    .command('start')
    .description("Start a run of a study's newest plan")
    .argument('<study>', 'name of the study')
    .option('--rounds <n>', 'fewer rounds than the plan says', parseRounds)
    .option('--watch', 'stay and show the rounds')
    .option(IDENTITY_OPTION, IDENTITY_HELP, DEFAULT_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium run start heart-disease --watch\n')
    .action(async (study: string, options: { rounds?: number; watch?: boolean; identity: string; json?: boolean }) => {
      const info = await withResearch(options.identity, (research) => research.startRun({ study, rounds: options.rounds ?? 0 }));
      if (options.watch === true) return await watch(info.run, options);
      print(options.json, { run: info.run, study }, () => [`Started ${info.run}. Watch it: consilium run watch ${info.run}`]);
    });
  command
    .command('watch')
    .description('Show the rounds of a run until it ends')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, DEFAULT_IDENTITY)
    .option('--json', 'print one JSON object for each finished round')
    .addHelpText('after', '\nExample:\n  $ consilium run watch run-3k9...\n')
    .action(watch);
  command
    .command('status')
    .description('A run as it stands: rounds, sites, and for whom it waits until when')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, DEFAULT_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium run status run-3k9...\n')
    .action(async (run: string, options: { identity: string; json?: boolean }) => {
      const info = await withResearch(options.identity, (research) => research.getRun({ run }));
      print(options.json, info, () => [runLine(info), ...earlier(info), ...(info.roundInfos ?? []).flatMap(roundLines)]);
    });
  command
    .command('stop')
    .description('Stop a run, in whatever state it is')
    .argument('<run>', 'run identifier')
    .option(IDENTITY_OPTION, IDENTITY_HELP, DEFAULT_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium run stop run-3k9...\n')
    .action(async (run: string, options: { identity: string; json?: boolean }) => {
      const info = await withResearch(options.identity, (research) => research.stopRun({ run }));
      print(options.json, info, () => [runLine(info)]);
    });
  command
    .command('list')
    .description('Runs known to the coordinator')
    .option(IDENTITY_OPTION, IDENTITY_HELP, DEFAULT_IDENTITY)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  $ consilium run list\n')
    .action(async (options: { identity: string; json?: boolean }) => {
      const { runs } = await withResearch(options.identity, (research) => research.listRuns({}));
      print(options.json, runs, () =>
        table(
          ['run', 'study', 'state', 'rounds', 'model'],
          (runs ?? []).map((r) => [
            r.run ?? '',
            r.study ?? '',
            r.state ?? '',
            `${r.closedRounds}/${r.rounds}`,
            short(r.modelHash ?? ''),
          ]),
        ),
      );
    });
  command.addCommand(transcriptCommand());
  return command;
}

function parseRounds(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 1) throw new InvalidArgumentError('expected a whole number of rounds, at least 1');
  return rounds;
}

async function watch(run: string, options: { identity: string; json?: boolean }): Promise<void> {
  const shown = new Set<string>();
  await withResearch(options.identity, async (research) => {
    for await (const info of research.watchRun({ run })) {
      for (const round of info.roundInfos ?? []) {
        const key = `${round.round}.${round.attempt}.${round.state}`;
        if (shown.has(key)) continue;
        shown.add(key);
        const finished = round.state === 'closed' || round.state === 'failed';
        if (options.json !== true) say(...roundLines(round));
        else if (finished) printJson(round, 0);
      }
      if (info.state === 'running') continue;
      if (options.json !== true) say(runLine(info));
      if (info.problem)
        throw new ConsiliumError({
          code: isErrorCode(info.problem.code) ? info.problem.code : 'INTERNAL',
          message: info.problem.message ?? '',
        });
      return;
    }
  });
}

function runLine(info: RunInfo): string {
  const problem = info.problem ? ` (${info.problem.message})` : '';
  return `${info.run} of ${info.study}: ${info.state}, ${info.closedRounds} of ${info.rounds} rounds, model ${short(info.modelHash ?? '')}${problem}`;
}

/** Says that attempts are missing, if any are. */
function earlier({ run, earlierAttempts }: RunInfo): string[] {
  if (!earlierAttempts) return [];
  return [`... ${earlierAttempts} earlier attempts: consilium run watch ${run} shows them`];
}

function roundLines(round: RoundInfo): readonly string[] {
  const sites = round.participants ?? [];
  const counted = sites.filter((site) => site.state === 'counted').length;
  const waiting = sites.filter((site) => site.state === 'waiting' || site.state === 'accepted').map((site) => site.site);
  const out = sites.filter((site) => site.problem).map((site) => `${site.site} ${site.state}: ${site.problem?.message}`);
  const until =
    round.state === 'collecting' && waiting.length > 0
      ? `, waiting for ${waiting.join(', ')} until ${time(round.deadlineMs ?? 0)}`
      : '';
  const duration = round.durationMs ? ` in ${round.durationMs} ms` : '';
  const phase = round.phase ? ` (${round.phase})` : '';
  const failure = round.problem ? [round.problem.message ?? ''] : [];
  return [
    `round ${round.round}.${round.attempt} ${round.state}${phase}${duration}: ${counted} of ${sites.length} updates${until}`,
    ...[...failure, ...out, ...scoreLines(round)].map((line) => `  ${line}`),
  ];
}

/** What was released of the round's model, all sites together, and which site sent nothing and why. */
function scoreLines({ released, scoresWithheld, participants }: RoundInfo): readonly string[] {
  // Of a site by itself there is nothing to say where scores are summed under masks, not even why the sum failed.
  if (scoresWithheld) return [`scores withheld: ${scoresWithheld.message}`];
  const masked = (participants ?? []).some(({ scoresMasked }) => scoresMasked === true);
  const declined = (participants ?? []).flatMap(({ site, scoresDeclined }) =>
    scoresDeclined ? [`${site} sent no scores: ${scoresDeclined.message}`] : [],
  );
  if (!released?.metricsJson) return declined;
  const { metrics, patients } = JSON.parse(released.metricsJson) as ReleasedScores;
  const figures = Object.entries(metrics).map(
    ([name, { value, low, high }]) => `${name} ${show(value)} (${show(low)} to ${show(high)})`,
  );
  const about = `about ${Math.round(patients.value)} held-out patients of ${(released.sites ?? []).join(', ')}`;
  return [
    `scores with noise${masked ? ', summed under masks' : ''}, ${about}: ${figures.join(', ') || 'nothing that the noise leaves to be told'}`,
    ...declined,
  ];
}

function show(figure: number): string {
  return figure.toFixed(3);
}
