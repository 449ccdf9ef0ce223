import type { Evaluation } from '@consilium/learning';
import type { RunLog } from '@consilium/model';
import { type CompiledPlan, featureTexts, releaseParameters } from '@consilium/plan';
import { deriveRelease } from '@consilium/privacy';
import type { consilium } from '@consilium/proto';
import { forecastEpsilon, privacySummary } from '../privacy-summary.ts';
import { evaluationInUnits } from '../outcomes/plan-units.ts';
import { targetFacts, unitsOfOutput } from '../outcomes/target-facts.ts';
import { formatEpsilon } from '../report/format.ts';
import { isFinished, releasedScores, type RoundInfo } from '../watch-run.ts';
import { compactScores } from './compact-metrics.ts';
import { releasedSummary } from './released-summary.ts';
import type { Absentee, FailedAttempt, ReleasedFigures, RunRound, RunSite, RunSummary } from './run-summary.ts';

/** A run, as its coordinator tells it, with every attempt. */
export interface FetchedRun {
  readonly info: consilium.v1.RunInfo.$Properties;
  readonly plan: CompiledPlan;
  /** The newest model: flat, in manifest order. */
  readonly weights: Float32Array;
  /** What its audit log has of the run; nothing where it keeps none. */
  readonly log?: RunLog | undefined;
  /** Version of the software that fetched it. */
  readonly version: string;
  /** When, in milliseconds since the Unix epoch. */
  readonly nowMs: number;
}

/** The summary of a run. @param modelPath where the model was written */
export function summariseRun({ info, plan, version, nowMs }: FetchedRun, modelPath: string): RunSummary {
  const attempts = (info.roundInfos ?? []).filter(isFinished);
  const closed = attempts.filter(({ state }) => state === 'closed');
  const last = closed.at(-1);
  const parameters = releaseParameters(plan);
  const release = parameters === undefined ? undefined : deriveRelease(parameters);
  const epsilon = forecastEpsilon(attempts, attempts.at(-1)?.round ?? 0, release);
  return {
    kind: 'run',
    study: plan.document.study,
    title: plan.document.title,
    run: info.run ?? '',
    planHash: plan.hash,
    target: targetFacts(plan),
    reads: featureTexts(plan.document),
    ...(info.rehearsal === true ? { rehearsal: true as const } : {}),
    state: info.state ?? '',
    ...problemOf(info.problem),
    writtenAt: instant(nowMs),
    version,
    ...timesOf(attempts),
    decisions: decisionsOf(info),
    roundsPlanned: info.rounds ?? 0,
    sites: plan.siteIds.map((id) => siteOf(plan, id, closed, last)),
    rounds: closed.map((round) => roundOf(plan, round)),
    failedAttempts: attempts.filter(({ state }) => state === 'failed').map(failedOf),
    released: releasedSummary(plan, last?.released),
    ...(last?.scoresWithheld?.message ? { withheld: last.scoresWithheld.message } : {}),
    privacy: privacySummary(plan, release, {
      before: [...(info.rehearsal === true ? [REHEARSED] : []), ...overTarget(plan, epsilon)],
      after: ['What a hospital has spent over all its runs stands in its own ledger, which nobody else sees.'],
    }),
    epsilon,
    model: { sha256: info.modelHash ?? '', parameters: plan.manifest.parameters, path: modelPath },
  };
}

/** Said of a run of a coordinator that was started with `--rehearsal`. */
const REHEARSED =
  'The coordinator of this run was started with --rehearsal: it lets agents take part whose noise is left out or comes from a seed. Whether one did, nobody can see. Never use this model with data of real patients.';

/** Attempts that came to nothing have a price too. */
function overTarget({ document: { privacy } }: CompiledPlan, epsilon: number | null): readonly string[] {
  if (epsilon === null || privacy.mechanism === 'none' || epsilon <= privacy.target.epsilon) return [];
  return [
    `Rounds had to be tried again: a site that answered every attempt has spent epsilon ${formatEpsilon(epsilon)}, more than the target ${formatEpsilon(privacy.target.epsilon)} of the plan.`,
  ];
}

/** From the opening of the first attempt to the end of the last. */
function timesOf(attempts: readonly RoundInfo[]): Pick<RunSummary, 'startedAt' | 'endedAt' | 'durationMs'> {
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (first === undefined || last === undefined) return { startedAt: null, endedAt: null, durationMs: 0 };
  const startedMs = first.openedMs ?? 0;
  const endedMs = (last.openedMs ?? 0) + (last.durationMs ?? 0);
  return { startedAt: instant(startedMs), endedAt: instant(endedMs), durationMs: endedMs - startedMs };
}

function decisionsOf({ decisions }: FetchedRun['info']): RunSummary['decisions'] {
  return (decisions ?? []).map(({ action, user, atMs }) => ({
    action: action ?? '',
    user: user ?? '',
    at: instant(atMs ?? 0),
  }));
}

const instant = (ms: number): string => new Date(ms).toISOString();

function problemOf(problem: consilium.v1.Problem.$Properties | null | undefined): {
  readonly problem?: { readonly code: string; readonly message: string };
} {
  return problem ? { problem: { code: problem.code ?? '', message: problem.message ?? '' } } : {};
}

function siteOf(plan: CompiledPlan, id: string, closed: readonly RoundInfo[], last: RoundInfo | undefined): RunSite {
  const said = last?.participants?.find(({ site }) => site === id);
  const found = releasedScores(plan, said?.released);
  const exact = said?.metricsJson
    ? evaluationInUnits(JSON.parse(said.metricsJson) as Evaluation, unitsOfOutput(plan))
    : undefined;
  return {
    id,
    counted: closed.filter(({ participants }) => participants?.some(({ site, state }) => site === id && state === 'counted'))
      .length,
    released: found === undefined ? null : compactScores(found),
    ...(exact === undefined ? {} : { exact }),
    ...(said?.scoresMasked === true ? { masked: true as const } : {}),
    ...(said?.scoresDeclined?.message ? { declined: said.scoresDeclined.message } : {}),
  };
}

function roundOf(plan: CompiledPlan, info: RoundInfo): RunRound {
  const { round, attempt, openedMs, durationMs, modelHash, scoresWithheld } = info;
  return {
    round: round ?? 0,
    attempt: attempt ?? 1,
    openedAt: instant(openedMs ?? 0),
    durationMs: durationMs ?? 0,
    participants: countedIn(info),
    refused: absentFrom(info),
    modelSha256: modelHash ?? '',
    released: figuresOf(plan, info),
    ...(scoresWithheld?.message ? { withheld: scoresWithheld.message } : {}),
  };
}

function failedOf(info: RoundInfo): FailedAttempt {
  const { round, attempt, openedMs, durationMs, problem } = info;
  return {
    round: round ?? 0,
    attempt: attempt ?? 1,
    openedAt: instant(openedMs ?? 0),
    durationMs: durationMs ?? 0,
    answered: countedIn(info),
    refused: absentFrom(info),
    ...problemOf(problem),
  };
}

const countedIn = ({ participants }: RoundInfo): readonly string[] =>
  (participants ?? []).flatMap(({ site, state }) => (state === 'counted' ? [site ?? ''] : []));

/** Sites of an attempt that are not in its model, and why. */
export function absentFrom({ participants }: RoundInfo): readonly Absentee[] {
  return (participants ?? []).flatMap(({ site, state, problem }) =>
    state === 'counted'
      ? []
      : [
          {
            site: site ?? '',
            state: state ?? '',
            code: problem?.code ?? 'UNREACHABLE',
            message: problem?.message ?? 'no answer before the deadline',
          },
        ],
  );
}

/** What was released of the model of a round, without counts and groups; null where nothing was. */
function figuresOf(plan: CompiledPlan, { released }: RoundInfo): ReleasedFigures | null {
  const scores = releasedScores(plan, released);
  if (scores === undefined) return null;
  return { sites: released?.sites ?? [], patients: scores.patients, metrics: scores.metrics };
}
