import { assertNever } from '@consilium/core';
import {
  type Attempt,
  type AttemptNumber,
  type AttemptRules,
  countedSites,
  hasQuorum,
  isSettled,
  openAttempt,
  type Participation,
  type Problem,
  quorumProblem,
  speaksOf,
  withAnswer,
} from './attempt-state.ts';

/**
 * What is known of one site's scores of one model.
 *
 * - `released`: noised counts and sums, little-endian int32 in base64, as they came.
 * - `reported`: exact metrics as canonical JSON, from a hospital that shares them or a rehearsal without privacy.
 * - `suppressed`: none, which is not the same as zero.
 */
export type Scores =
  | { readonly t: 'waiting' }
  | { readonly t: 'released'; readonly words: string }
  | { readonly t: 'reported'; readonly metrics: string }
  | { readonly t: 'suppressed'; readonly problem: Problem };

/**
 * The life of a run.
 *
 * ```
 * collecting ──all answered, or deadline, with quorum──▶ aggregating ──model written──▶ evaluating ──▶ collecting (next round)
 *     │                                                                      └────────▶ collecting, or completed
 *     ├──no quorum, attempts left──▶ collecting (next attempt)
 *     └──no quorum, none left──▶ failed               stop in any state ──▶ stopped
 * ```
 */
export type RunState =
  | ({ readonly t: 'collecting' } & Attempt)
  | ({ readonly t: 'aggregating' } & Attempt)
  | ({
      readonly t: 'evaluating';
      readonly modelHash: string;
      readonly durationMs: number;
      readonly scores: Readonly<Record<string, Scores>>;
    } & Attempt)
  | { readonly t: 'completed'; readonly modelHash: string }
  | { readonly t: 'failed' | 'stopped'; readonly problem: Problem; readonly closedRounds: number };

/** A state in which the run still changes: an attempt is open, or its model is being made or scored. */
export type LiveState = Extract<RunState, Attempt>;

/** What can happen to a run. Without `of`, a site speaks of the attempt that is open. */
export type RunEvent =
  | { readonly t: 'answered'; readonly site: string; readonly of?: AttemptNumber; readonly participation: Participation }
  | { readonly t: 'aggregated'; readonly modelHash: string }
  | { readonly t: 'scored'; readonly site: string; readonly of?: AttemptNumber; readonly scores: Scores }
  | { readonly t: 'deadline' }
  | { readonly t: 'stop'; readonly problem: Problem };

/** What the machine asks its driver to do. Every effect may be repeated after a crash without harm. */
export type Effect =
  /** Compute and store the model of the attempt, then report `aggregated`. */
  | { readonly t: 'aggregate' }
  /** Offer the open attempt to every site that is still waiting. */
  | { readonly t: 'offer' }
  /** Ask every site that is still waiting for its scores. */
  | { readonly t: 'evaluate' }
  /** Write the attempt into the history. */
  | { readonly t: 'record'; readonly attempt: AttemptRecord }
  /** Tell sites that the attempt has ended, and forget its updates. */
  | { readonly t: 'end-attempt'; readonly round: number; readonly attempt: number; readonly closed: boolean }
  /** Tell sites that nobody waits any more for scores of the attempt's model. */
  | { readonly t: 'end-evaluation'; readonly round: number; readonly attempt: number }
  /** Tell sites that the run has ended. */
  | { readonly t: 'finish' };

/** An attempt as the history keeps it. */
export interface AttemptRecord extends Attempt {
  readonly outcome: 'closed' | 'failed';
  /** Milliseconds from opening to the new model, or to giving up. */
  readonly durationMs: number;
  readonly modelHash?: string;
  readonly scores?: Readonly<Record<string, Scores>>;
}

function recordOf(state: LiveState, outcome: 'closed' | 'failed', nowMs: number): Effect {
  const { round, attempt, openedMs, deadlineMs, baseHash, participants } = state;
  const common = { round, attempt, openedMs, deadlineMs, baseHash, participants, outcome };
  if (state.t !== 'evaluating') return { t: 'record', attempt: { ...common, durationMs: nowMs - openedMs } };
  const { durationMs, modelHash, scores } = state;
  return { t: 'record', attempt: { ...common, durationMs, modelHash, scores } };
}

/** What the machine needs to know of the plan. */
export interface RunRules extends AttemptRules {
  readonly rounds: number;
  readonly evaluateEvery: number;
}

/** A state and what to do on the way into it. */
export interface Transition {
  readonly state: RunState;
  readonly effects: readonly Effect[];
}

/** The first state of a run. */
export function openRun(rules: RunRules, baseHash: string, nowMs: number): Transition {
  return { state: collect(rules, { round: 1, attempt: 1 }, baseHash, nowMs), effects: [{ t: 'offer' }] };
}

function collect(rules: RunRules, number: AttemptNumber, baseHash: string, nowMs: number): Collecting {
  return { t: 'collecting', ...openAttempt(rules, number, baseHash, nowMs) };
}

/** Whether a run in this state still changes. */
export function isLive(state: RunState): state is LiveState {
  return state.t === 'collecting' || state.t === 'aggregating' || state.t === 'evaluating';
}

/** Pure transition. An event that the state has no use for (late, repeated) leaves it as it is: the same object comes back. */
export function step(rules: RunRules, state: RunState, event: RunEvent, nowMs: number): Transition {
  if (!isLive(state)) return { state, effects: [] };
  switch (event.t) {
    case 'stop':
      return endEarly(state, 'stopped', event.problem, nowMs);
    case 'answered':
      return state.t === 'collecting' && speaksOf(state, event.of)
        ? afterAnswer(rules, state, event.site, event.participation, nowMs)
        : { state, effects: [] };
    case 'aggregated':
      return state.t === 'aggregating' ? afterAggregate(rules, state, event.modelHash, nowMs) : { state, effects: [] };
    case 'scored':
      return state.t === 'evaluating' && speaksOf(state, event.of)
        ? afterScores(rules, state, event.site, event.scores, nowMs)
        : { state, effects: [] };
    case 'deadline':
      return nowMs < state.deadlineMs ? { state, effects: [] } : afterDeadline(rules, state, nowMs);
    default:
      return assertNever(event);
  }
}

/** Ends a run before its last round. */
export function endEarly(state: LiveState, as: 'failed' | 'stopped', problem: Problem, nowMs: number): Transition {
  return {
    state: { t: as, problem, closedRounds: closedRounds(state) },
    effects:
      state.t === 'evaluating'
        ? // The round's model exists, so the round is closed, whatever became of its scores; sites know that already.
          [recordOf(state, 'closed', nowMs), endEvaluation(state), { t: 'finish' }]
        : [
            recordOf(state, 'failed', nowMs),
            { t: 'end-attempt', round: state.round, attempt: state.attempt, closed: false },
            { t: 'finish' },
          ],
  };
}

type Collecting = Extract<RunState, { t: 'collecting' }>;
type Aggregating = Extract<RunState, { t: 'aggregating' }>;
type Evaluating = Extract<RunState, { t: 'evaluating' }>;

/** Rounds whose model exists. */
export function closedRounds(state: LiveState): number {
  return state.t === 'evaluating' ? state.round : state.round - 1;
}

function afterAnswer(rules: RunRules, state: Collecting, site: string, next: Participation, nowMs: number): Transition {
  const moved = withAnswer(state, site, next);
  return moved !== state && isSettled(moved) ? settle(rules, moved, nowMs) : { state: moved, effects: [] };
}

function afterDeadline(rules: RunRules, state: LiveState, nowMs: number): Transition {
  if (state.t === 'collecting') return settle(rules, state, nowMs);
  if (state.t === 'aggregating') return { state, effects: [] };
  const scores = Object.fromEntries(
    Object.entries(state.scores).map(([site, known]) => [
      site,
      known.t === 'waiting'
        ? ({ t: 'suppressed', problem: { code: 'UNREACHABLE', message: 'no scores before the deadline' } } as const)
        : known,
    ]),
  );
  return leaveEvaluation(rules, { ...state, scores }, nowMs);
}

/** No more answers will come: aggregate with a quorum, else try again or give up. */
function settle(rules: RunRules, state: Collecting, nowMs: number): Transition {
  if (hasQuorum(rules, state)) return { state: { ...state, t: 'aggregating' }, effects: [{ t: 'aggregate' }] };
  const over: Effect[] = [
    recordOf(state, 'failed', nowMs),
    { t: 'end-attempt', round: state.round, attempt: state.attempt, closed: false },
  ];
  if (state.attempt < rules.attempts) {
    const next = { round: state.round, attempt: state.attempt + 1 };
    return { state: collect(rules, next, state.baseHash, nowMs), effects: [...over, { t: 'offer' }] };
  }
  const failed: RunState = { t: 'failed', problem: quorumProblem(rules, state), closedRounds: closedRounds(state) };
  return { state: failed, effects: [...over, { t: 'finish' }] };
}

function afterAggregate(rules: RunRules, state: Aggregating, modelHash: string, nowMs: number): Transition {
  const evaluated = state.round === rules.rounds || state.round % rules.evaluateEvery === 0;
  const closed: Effect = { t: 'end-attempt', round: state.round, attempt: state.attempt, closed: true };
  // Only sites that took part: waiting for one that is away would hold up every evaluated round.
  const asked = evaluated ? countedSites(state.participants) : [];
  const evaluating: Evaluating = {
    ...state,
    t: 'evaluating',
    modelHash,
    durationMs: nowMs - state.openedMs,
    deadlineMs: nowMs + rules.deadlineMs,
    scores: Object.fromEntries(asked.map((site) => [site, { t: 'waiting' } as const])),
  };
  if (asked.length > 0) return { state: evaluating, effects: [closed, { t: 'evaluate' }] };
  const left = leaveEvaluation(rules, evaluating, nowMs);
  return { state: left.state, effects: [closed, ...left.effects] };
}

function afterScores(rules: RunRules, state: Evaluating, site: string, scores: Scores, nowMs: number): Transition {
  if (state.scores[site]?.t !== 'waiting') return { state, effects: [] };
  const moved: Evaluating = { ...state, scores: { ...state.scores, [site]: scores } };
  const open = Object.values(moved.scores).some((known) => known.t === 'waiting');
  return open ? { state: moved, effects: [] } : leaveEvaluation(rules, moved, nowMs);
}

function endEvaluation({ round, attempt }: Evaluating): Effect {
  return { t: 'end-evaluation', round, attempt };
}

function leaveEvaluation(rules: RunRules, state: Evaluating, nowMs: number): Transition {
  const asked = Object.keys(state.scores).length > 0;
  const over: readonly Effect[] = [recordOf(state, 'closed', nowMs), ...(asked ? [endEvaluation(state)] : [])];
  if (state.round < rules.rounds) {
    const next = { round: state.round + 1, attempt: 1 };
    return { state: collect(rules, next, state.modelHash, nowMs), effects: [...over, { t: 'offer' }] };
  }
  return { state: { t: 'completed', modelHash: state.modelHash }, effects: [...over, { t: 'finish' }] };
}
