import { short, time } from '@consilium/command-line';
import type { ReleasedScores } from '@consilium/privacy';
import type { consilium } from '@consilium/proto';

/** How a run stands. */
export type RunInfo = consilium.v1.RunInfo.$Properties;

/** How a round stands. */
export type RoundInfo = consilium.v1.RoundInfo.$Properties;

/** A run in one line. */
export function runLine(info: RunInfo): string {
  const why = info.problem?.message ?? pauseText(info);
  const problem = why === undefined ? '' : ` (${why})`;
  return `${info.run} of ${info.study}: ${info.state}, ${info.closedRounds} of ${info.rounds} rounds, model ${short(info.modelHash ?? '')}${problem}`;
}

/** Why a run is paused, for whom it waits and until when; `undefined` for one that is not. */
function pauseText(info: RunInfo): string | undefined {
  const { state, pause, run } = info;
  if (!pause) return undefined;
  const { reason, sinceMs, againMs, waitsFor, lacks } = pause;
  if (state !== 'paused') return 'pauses before the next round';
  const sites = (waitsFor ?? []).join(', ');
  const needed = `${lacks} more ${lacks === 1 ? 'answer is' : 'answers are'} needed`;
  const since = `since ${time(sinceMs ?? 0)}`;
  if (reason === 'asked')
    return `${since}, as ${byOf(info, 'paused') ?? 'somebody'} asked; go on with: consilium run resume ${run}`;
  if (reason === 'absent')
    return `${since}: ${needed}, and too few sites are connected; goes on by itself when enough of ${sites} are back`;
  return `${since}: ${needed}, and ${sites} did not answer in time; asks again at ${time(againMs ?? 0)}, or now with: consilium run resume ${run}`;
}

/** Who did this with the run last; `undefined` for nobody. */
export function byOf({ decisions }: RunInfo, action: string): string | undefined {
  return (decisions ?? []).findLast((decision) => decision.action === action)?.user ?? undefined;
}

/** Who has decided what about a run, oldest first. */
export function decisionLines({ decisions }: RunInfo): readonly string[] {
  return (decisions ?? []).map(({ action, user, atMs }) => `${action} by ${user} on ${time(atMs ?? 0)}`);
}

/** Says that attempts are missing, if any are. */
export function earlier({ run, earlierAttempts }: RunInfo): string[] {
  if (!earlierAttempts) return [];
  return [`... ${earlierAttempts} earlier attempts: consilium run watch ${run} shows them`];
}

/** A round in lines: what each site has done, and the scores of its model. */
export function roundLines(round: RoundInfo): readonly string[] {
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
