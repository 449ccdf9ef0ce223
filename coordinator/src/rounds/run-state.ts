import { assertNever } from '@consilium/core';
import {
  type Attempt,
  type AttemptNumber,
  type AttemptRules,
  countedSites,
  hasQuorum,
  isSettled,
  leftOutBy,
  openAttempt,
  type OpenAttempt,
  type Participation,
  pendingSites,
  type Problem,
  quorumProblem,
  speaksOf,
  tooFewLeft,
  withAnswer,
} from './attempt-state.ts';
import { recordOf, type Scored } from './attempt-record.ts';
import { type Conduct, NO_CONDUCT, withConduct } from './conduct.ts';
import { type Away, givenUpMs, NOBODY_AWAY } from './presence.ts';
import type { Effect, RunEvent } from './run-events.ts';
import { declinesScores, isWaiting, type SummedScores, unscoredSites, withMaskedScores, withoutWaiting } from './scores.ts';
import { beginProgress, latestEnd, type SumKind, type SumProgress } from './sum-phase.ts';
import { enterPhase, fitsPhase, hasGivenUp, type MaskedAttempt, withoutAwaited } from './sum-progress.ts';

/**
 * The life of a run.
 *
 * ```
 * collecting ──nobody waited for, or deadline, with quorum──▶ aggregating ──model written──▶ evaluating ──▶ collecting (next round)
 *     │                                                                      └────────▶ collecting, or completed
 *     ├──no quorum, attempts left──▶ collecting (next attempt)
 *     └──no quorum, none left──▶ failed               stop in any state ──▶ stopped
 * ```
 *
 * A site is waited for while it is connected and has not answered, and once it is gone for the grace of the rules. With a quorum nobody else
 * holds up a round; without one it stays open until its deadline, since those that are away may come back.
 *
 * Under masks an attempt collects in phases: keys, shares, masked vectors, agreement, unmasking. A phase is over when nobody is waited for, or
 * at its own deadline; what then comes, the next phase, aggregating or the end of the attempt, the sum decides (`sum-moved`, `sum-opened`, `sum-void`).
 * Scores are collected in the same phases. A sum of them that comes to nothing is not tried again: the run goes on without scores of that model.
 */
export type RunState =
  | ({ readonly t: 'collecting' } & OpenAttempt)
  | ({ readonly t: 'aggregating' } & Attempt)
  | ({
      readonly t: 'evaluating';
      /** Where scores are collected under masks. */
      readonly sum?: SumProgress;
      /** What has come of them so far, added up, in base64. */
      readonly total?: string;
    } & Attempt &
      Scored)
  | { readonly t: 'completed'; readonly modelHash: string }
  | { readonly t: 'failed' | 'stopped'; readonly problem: Problem; readonly closedRounds: number };

/** A state in which the run still changes: an attempt is open, or its model is being made or scored. */
export type LiveState = Extract<RunState, Attempt>;

type Recorded = Extract<Effect, { t: 'record' }>;

function record(state: LiveState, outcome: 'closed' | 'failed', nowMs: number, problem?: Problem): Recorded {
  const scored = state.t === 'evaluating' ? state : undefined;
  return { t: 'record', attempt: recordOf(state, outcome, nowMs, { problem, scored }) };
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

function collect(rules: RunRules, number: AttemptNumber, baseHash: string, nowMs: number, conduct?: Conduct): Collecting {
  return { t: 'collecting', ...openAttempt(rules, number, baseHash, nowMs, conduct) };
}

/** Whether a run in this state still changes. */
export function isLive(state: RunState): state is LiveState {
  return state.t === 'collecting' || state.t === 'aggregating' || state.t === 'evaluating';
}

/**
 * Pure transition. An event that the state has no use for (late, repeated) leaves it as it is: the same object comes back.
 *
 * @param away who is not connected when the event happens
 */
export function step(rules: RunRules, state: RunState, event: RunEvent, nowMs: number, away: Away = NOBODY_AWAY): Transition {
  const seen: Seen = { rules, nowMs, away };
  if (!isLive(state)) return { state, effects: [] };
  switch (event.t) {
    case 'stop':
      return endEarly(state, 'stopped', event.problem, nowMs);
    case 'answered':
      return state.t === 'collecting' && speaksOf(state, event.of)
        ? afterAnswer(seen, state, event.site, event.participation)
        : { state, effects: [] };
    case 'said':
      return isMasked(state) && concerns(state, event) ? afterWord(seen, state, event.site) : { state, effects: [] };
    case 'misconduct':
      return afterMisconduct(state, event);
    case 'sum-moved':
      return isMasked(state) ? afterPhase(rules, state, event, nowMs) : { state, effects: [] };
    case 'sum-opened':
      return isMasked(state) ? afterOpening(rules, state, nowMs, event.scores) : { state, effects: [] };
    case 'sum-void':
      return concerns(state, event) ? afterVoid(rules, state, event.problem, nowMs) : { state, effects: [] };
    case 'aggregated':
      return state.t === 'aggregating' ? afterAggregate(rules, state, event.modelHash, nowMs) : { state, effects: [] };
    case 'scored':
      return state.t === 'evaluating' && speaksOf(state, event.of) ? afterScores(seen, state, event) : { state, effects: [] };
    case 'look':
      return nowMs < deadlineOf(state) ? afterLook(seen, state) : afterDeadline(rules, state, nowMs);
    default:
      return assertNever(event);
  }
}

function aggregate({ sum: _over, ...attempt }: Collecting): Transition {
  return { state: { ...attempt, t: 'aggregating' }, effects: [{ t: 'aggregate' }] };
}

function afterVoid(rules: RunRules, state: LiveState, problem: Problem, nowMs: number): Transition {
  if (state.t === 'evaluating') return leaveEvaluation(rules, state, nowMs, { t: 'withheld', problem });
  return tryAgain(rules, state, problem, nowMs, problem);
}

/** Ends a run before its last round. */
export function endEarly(state: LiveState, as: 'failed' | 'stopped', problem: Problem, nowMs: number): Transition {
  return {
    state: { t: as, problem, closedRounds: closedRounds(state) },
    effects:
      state.t === 'evaluating'
        ? // The round's model exists, so the round is closed, whatever became of its scores; sites know that already.
          [record(state, 'closed', nowMs), endEvaluation(state), { t: 'finish' }]
        : [
            record(state, 'failed', nowMs),
            { t: 'end-attempt', round: state.round, attempt: state.attempt, closed: false },
            { t: 'finish' },
          ],
  };
}

type Collecting = Extract<RunState, { t: 'collecting' }>;
type Aggregating = Extract<RunState, { t: 'aggregating' }>;
type Evaluating = Extract<RunState, { t: 'evaluating' }>;

/** When the state is left although not everybody has answered. */
function deadlineOf(state: LiveState): number {
  return isMasked(state) ? state.sum.deadlineMs : state.deadlineMs;
}

/** When the state may be left although nobody says anything more: to look again then. Never before `nowMs` where looking now changed nothing. */
export function looksMs(rules: RunRules, state: LiveState, nowMs: number, away: Away): number {
  const deadlineMs = deadlineOf(state);
  if (state.t === 'collecting' && !isMasked(state) && !hasQuorum(rules, state)) return deadlineMs;
  const lapseMs = givenUpMs(awaitedSites(state), away, rules.graceMs);
  // A sum that does not go on without those that are away waits for them.
  return isMasked(state) && nowMs >= lapseMs ? deadlineMs : Math.min(deadlineMs, lapseMs);
}

/** What the machine sees when an event happens. */
interface Seen {
  readonly rules: RunRules;
  readonly nowMs: number;
  readonly away: Away;
}

/** Sites that have not answered in this state. */
function* awaitedSites(state: LiveState): Generator<string> {
  if (isMasked(state)) yield* state.sum.awaited;
  else if (state.t === 'evaluating') yield* unscoredSites(state.scores);
  else yield* pendingSites(state);
}

type Masked = (Collecting | Evaluating) & MaskedAttempt;

function isMasked(state: LiveState): state is Masked {
  return state.t !== 'aggregating' && state.sum !== undefined;
}

/** Of what kind the sum is that goes with a state. */
export function kindOf(state: LiveState): SumKind {
  return state.t === 'evaluating' ? 'evaluation' : 'training';
}

/** Whether this is the sum that a site speaks of. */
export function concerns(state: RunState, { of, kind }: { readonly of: AttemptNumber; readonly kind: SumKind }): boolean {
  return isLive(state) && kindOf(state) === kind && speaksOf(state, of);
}

/** Rounds whose model exists. */
export function closedRounds(state: LiveState): number {
  return state.t === 'evaluating' ? state.round : state.round - 1;
}

function afterAnswer(seen: Seen, state: Collecting, site: string, next: Participation): Transition {
  if (isMasked(state))
    return fitsPhase(state, site, next) ? afterWord(seen, withAnswer(state, site, next), site) : { state, effects: [] };
  const moved = withAnswer(state, site, next);
  if (moved === state) return { state, effects: [] };
  return isSettled(moved) ? settle(seen.rules, moved, seen.nowMs) : afterLook(seen, moved);
}

function afterOpening(rules: RunRules, state: Masked, nowMs: number, scores: SummedScores | undefined): Transition {
  if (state.sum.phase !== 'unmask') return { state, effects: [] };
  return state.t === 'evaluating' ? leaveEvaluation(rules, state, nowMs, scores) : aggregate(state);
}

/** It goes with the run from here on; whom it leaves out shows in the next attempt. */
function afterMisconduct(state: LiveState, { of, found }: Extract<RunEvent, { t: 'misconduct' }>): Transition {
  if (!speaksOf(state, of)) return { state, effects: [] };
  return { state: { ...state, conduct: withConduct(state.conduct ?? NO_CONDUCT, found) }, effects: [] };
}

/** A site has answered in the present phase of the sum, or will not. */
function afterWord(seen: Seen, state: Masked, site: string): Transition {
  const moved = withoutAwaited(state, site);
  if (moved === state) return { state, effects: [] };
  return moved.sum.awaited.length === 0 ? { state: moved, effects: [{ t: 'close-phase' }] } : afterLook(seen, moved);
}

/** Before the deadline: goes on without those that have been away for long, where that leads somewhere. */
function afterLook({ rules, nowMs, away }: Seen, state: LiveState): Transition {
  const unchanged: Transition = { state, effects: [] };
  if (state.t === 'aggregating' || nowMs < givenUpMs(awaitedSites(state), away, rules.graceMs)) return unchanged;
  if (isMasked(state)) return { state, effects: [{ t: 'close-phase', early: true }] };
  if (state.t === 'evaluating') return leaveEvaluation(rules, state, nowMs);
  return hasQuorum(rules, state) ? settle(rules, state, nowMs) : unchanged;
}

function afterPhase(
  rules: RunRules,
  state: Masked,
  { phase, asked }: Extract<RunEvent, { t: 'sum-moved' }>,
  nowMs: number,
): Transition {
  const lastsMs = phase === 'masked' ? rules.deadlineMs : (rules.masks?.phaseMs ?? rules.deadlineMs);
  const moved = enterPhase(state, { phase, asked, deadlineMs: nowMs + lastsMs }, (site) =>
    state.t === 'evaluating' ? declinesScores(state.scores[site]) : hasGivenUp(state.participants[site]),
  );
  return { state: moved, effects: [moved.sum.awaited.length === 0 ? { t: 'close-phase' } : { t: 'tell' }] };
}

function afterDeadline(rules: RunRules, state: LiveState, nowMs: number): Transition {
  if (isMasked(state)) return { state, effects: [{ t: 'close-phase' }] };
  if (state.t === 'collecting') return settle(rules, state, nowMs);
  return state.t === 'aggregating' ? { state, effects: [] } : leaveEvaluation(rules, state, nowMs);
}

/** No more answers will come: aggregate with a quorum, else try again or give up. */
function settle(rules: RunRules, state: Collecting, nowMs: number): Transition {
  if (hasQuorum(rules, state)) return aggregate(state);
  return tryAgain(rules, state, quorumProblem(rules, state), nowMs);
}

/**
 * The attempt is over without a model: the next one, or the end of the run.
 *
 * @param problem why the run fails if it was the last
 * @param shown why the attempt failed, where its participants do not show it
 */
function tryAgain(
  rules: RunRules,
  state: Collecting | Aggregating,
  problem: Problem,
  nowMs: number,
  shown?: Problem,
): Transition {
  const over: Effect[] = [
    record(state, 'failed', nowMs, shown),
    { t: 'end-attempt', round: state.round, attempt: state.attempt, closed: false },
  ];
  const tooFew = tooFewLeft(rules, state.conduct);
  if (tooFew === undefined && state.attempt < rules.attempts) {
    const next = { round: state.round, attempt: state.attempt + 1 };
    return { state: collect(rules, next, state.baseHash, nowMs, state.conduct), effects: [...over, { t: 'offer' }] };
  }
  const failed: RunState = { t: 'failed', problem: tooFew ?? problem, closedRounds: closedRounds(state) };
  return { state: failed, effects: [...over, { t: 'finish' }] };
}

function afterAggregate(rules: RunRules, state: Aggregating, modelHash: string, nowMs: number): Transition {
  const evaluated = state.round === rules.rounds || state.round % rules.evaluateEvery === 0;
  const closed: Effect = { t: 'end-attempt', round: state.round, attempt: state.attempt, closed: true };
  // Only sites that took part: waiting for one that is away would hold up every evaluated round.
  const out = leftOutBy(rules, state.conduct);
  const asked = evaluated ? countedSites(state.participants).filter((site) => !(site in out)) : [];
  const isAsked = (site: string): boolean => asked.includes(site);
  const { masks } = rules;
  const evaluating: Evaluating = {
    ...state,
    t: 'evaluating',
    modelHash,
    durationMs: nowMs - state.openedMs,
    deadlineMs: latestEnd(rules, nowMs),
    scores: Object.fromEntries(asked.map((site) => [site, { t: 'waiting' } as const])),
    ...(masks === undefined ? {} : { sum: beginProgress({ ...masks, sites: masks.sites.filter(isAsked) }, nowMs) }),
  };
  if (asked.length > 0) return { state: evaluating, effects: [closed, { t: 'evaluate' }] };
  const left = leaveEvaluation(rules, evaluating, nowMs);
  return { state: left.state, effects: [closed, ...left.effects] };
}

function afterScores(seen: Seen, state: Evaluating, { site, scores, words }: Extract<RunEvent, { t: 'scored' }>): Transition {
  if (isMasked(state)) {
    const said = withMaskedScores(state, { site, scores, ...(words === undefined ? {} : { words }) });
    return said === undefined ? { state, effects: [] } : afterWord(seen, said, site);
  }
  if (!isWaiting(state.scores[site])) return { state, effects: [] };
  return afterLook(seen, { ...state, scores: { ...state.scores, [site]: scores } });
}

function endEvaluation({ round, attempt }: Evaluating): Effect {
  return { t: 'end-evaluation', round, attempt };
}

function leaveEvaluation(rules: RunRules, state: Evaluating, nowMs: number, summed?: SummedScores): Transition {
  const asked = Object.keys(state.scores).length > 0;
  const left = nowMs < state.deadlineMs && summed === undefined;
  const why = left ? 'the site left before it sent scores' : 'no scores before the deadline';
  const late = { code: 'UNREACHABLE', message: why };
  const scores = withoutWaiting(state.scores, summed?.t === 'withheld' ? summed.problem : late);
  const over: Recorded = record({ ...state, scores }, 'closed', nowMs);
  const recorded = summed === undefined ? over : { ...over, attempt: { ...over.attempt, summed } };
  const ends: readonly Effect[] = [recorded, ...(asked ? [endEvaluation(state)] : [])];
  if (state.round < rules.rounds) {
    const tooFew = tooFewLeft(rules, state.conduct);
    if (tooFew !== undefined)
      return { state: { t: 'failed', problem: tooFew, closedRounds: closedRounds(state) }, effects: [...ends, { t: 'finish' }] };
    const next = { round: state.round + 1, attempt: 1 };
    return { state: collect(rules, next, state.modelHash, nowMs, state.conduct), effects: [...ends, { t: 'offer' }] };
  }
  return { state: { t: 'completed', modelHash: state.modelHash }, effects: [...ends, { t: 'finish' }] };
}
