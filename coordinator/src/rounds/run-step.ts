import { assertNever } from '@consilium/core';
import {
  type AttemptNumber,
  countedSites,
  hasQuorum,
  isSettled,
  leftOutBy,
  openAttempt,
  type Participation,
  type Problem,
  quorumProblem,
  speaksOf,
  tooFewLeft,
  withAnswer,
} from './attempt-state.ts';
import { recordOf } from './attempt-record.ts';
import { NO_CONDUCT, withConduct } from './conduct.ts';
import { type Drafts, withEntry } from './drafts.ts';
import { afterPause, afterResume, afterWordInPause, collecting, hold, lookAtPause, withLess } from './pause-step.ts';
import { type Away, NOBODY_AWAY } from './presence.ts';
import type { Effect, RunEvent } from './run-events.ts';
import {
  closedRounds,
  concerns,
  isLive,
  isMasked,
  isOpen,
  type LiveState,
  type MaskedState,
  type OpenState,
  type RunRules,
  type RunState,
  type Transition,
} from './run-state.ts';
import { awaitedSites, deadlineOf, isEnough, isGivenUp, lackOf, type Seen } from './run-waits.ts';
import { declinesScores, isWaiting, type SummedScores, withMaskedScores, withoutWaiting } from './scores.ts';
import { beginProgress, latestEnd, phaseLastsMs } from './sum-phase.ts';
import { enterPhase, fitsPhase, hasGivenUp, withoutAwaited } from './sum-progress.ts';

type Aggregating = Extract<RunState, { t: 'aggregating' }>;
type Evaluating = Extract<RunState, { t: 'evaluating' }>;
type Recorded = Extract<Effect, { t: 'record' }>;

function record(state: LiveState, outcome: 'closed' | 'failed', nowMs: number, problem?: Problem): Recorded {
  const scored = state.t === 'evaluating' ? state : undefined;
  return { t: 'record', attempt: recordOf(state, outcome, nowMs, { problem, scored }) };
}

/** The first state of a run. */
export function openRun(rules: RunRules, baseHash: string, nowMs: number): Transition {
  return {
    state: { t: 'collecting', ...openAttempt(rules, { round: 1, attempt: 1 }, baseHash, nowMs) },
    effects: [{ t: 'offer' }],
  };
}

/** Opens the next attempt. Where too few sites are connected to bring it to its end it is offered to nobody yet, so that nobody pays for it. */
function begin({ rules, nowMs, away }: Seen, before: LiveState, number: AttemptNumber, baseHash: string): Transition {
  const attempt = openAttempt(rules, number, baseHash, nowMs, before.conduct);
  const lacks = rules.masks?.least ?? rules.quorum;
  const state: RunState = { t: 'collecting', ...attempt };
  const asked = 'pausing' in before;
  if (!asked && isEnough({ away }, state, lacks)) return { state, effects: [{ t: 'offer' }] };
  const pause = { reason: asked ? 'asked' : 'absent', sinceMs: nowMs, lacks } as const;
  return { state: { ...attempt, t: 'paused', pause }, effects: [] };
}

/**
 * Pure transition, but for `drafts`. An event that the state has no use for (late, repeated) leaves it as it is: the same object comes back.
 *
 * @param away who is not connected when the event happens
 * @param drafts parts of the state that may change in place; what the transition has copied is added. The state before is of no use to the caller then
 */
export function step(
  rules: RunRules,
  state: RunState,
  event: RunEvent,
  nowMs: number,
  away: Away = NOBODY_AWAY,
  drafts?: Drafts,
): Transition {
  const seen: Seen = { rules, nowMs, away, drafts };
  if (!isLive(state)) return { state, effects: [] };
  switch (event.t) {
    case 'stop':
      return endEarly(state, 'stopped', event.problem, nowMs);
    case 'answered':
      return isOpen(state) && speaksOf(state, event.of)
        ? afterAnswer(seen, state, event.site, event.participation)
        : { state, effects: [] };
    case 'misconduct':
      return afterMisconduct(state, event);
    case 'said':
    case 'sum-moved':
    case 'sum-opened':
    case 'sum-short':
      return isMasked(state) ? afterSum(seen, state, event) : { state, effects: [] };
    case 'sum-void':
      return concerns(state, event) ? afterVoid(seen, state, event.problem) : { state, effects: [] };
    case 'aggregated':
      return state.t === 'aggregating' ? afterAggregate(seen, state, event.modelHash) : { state, effects: [] };
    case 'scored':
      return state.t === 'evaluating' && speaksOf(state, event.of) ? afterScores(seen, state, event) : { state, effects: [] };
    case 'look':
      return look(seen, state);
    case 'pause':
      return afterPause(seen, state);
    case 'resume':
      return settled(seen, afterResume(seen, state));
    default:
      return assertNever(event);
  }
}

type SumEvent = Extract<RunEvent, { t: 'said' | 'sum-moved' | 'sum-opened' | 'sum-short' }>;

function afterSum(seen: Seen, state: MaskedState, event: SumEvent): Transition {
  switch (event.t) {
    case 'said':
      return concerns(state, event) ? afterWord(seen, state, event.site) : { state, effects: [] };
    case 'sum-moved':
      return afterPhase(seen, state, event);
    case 'sum-opened':
      return afterOpening(seen, state, event.scores);
    case 'sum-short':
      return concerns(state, event) ? afterShort(seen, state, event) : { state, effects: [] };
    default:
      return assertNever(event);
  }
}

function look(seen: Seen, state: LiveState): Transition {
  const { nowMs } = seen;
  if (state.t === 'paused') return settled(seen, lookAtPause(seen, state));
  return nowMs < deadlineOf(state) ? afterLook(seen, state) : afterDeadline(seen, state);
}

function aggregate(state: OpenState): Transition {
  const { sum: _sum, silences: _silences, pause: _pause, ...attempt } = { pause: undefined, ...state };
  return { state: { ...attempt, t: 'aggregating' }, effects: [{ t: 'aggregate' }] };
}

function afterVoid(seen: Seen, state: LiveState, problem: Problem): Transition {
  if (state.t === 'evaluating') return leaveEvaluation(seen, state, { t: 'withheld', problem });
  return tryAgain(seen, state, problem, problem);
}

/** The sum does not go on without more answers. */
function afterShort(seen: Seen, state: MaskedState, { lacks, problem }: Extract<RunEvent, { t: 'sum-short' }>): Transition {
  if (state.t === 'evaluating') return afterVoid(seen, state, problem);
  return fallShort(seen, state, lacks ?? Math.max(1, state.sum.awaited.length), problem, problem);
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

function afterAnswer(seen: Seen, state: OpenState, site: string, next: Participation): Transition {
  if (isMasked(state))
    return fitsPhase(state, site, next)
      ? afterWord(seen, withAnswer(state, site, next, seen.drafts), site)
      : { state, effects: [] };
  const moved = withAnswer(state, site, next, seen.drafts);
  if (moved === state) return { state, effects: [] };
  if (moved.t === 'paused') return settle(seen, next.t === 'counted' ? withLess(moved) : moved);
  return isSettled(moved) ? settle(seen, moved) : afterLook(seen, moved);
}

function afterOpening(seen: Seen, state: MaskedState, scores: SummedScores | undefined): Transition {
  if (state.sum.phase !== 'unmask') return { state, effects: [] };
  return state.t === 'evaluating' ? leaveEvaluation(seen, state, scores) : aggregate(state);
}

/** It goes with the run from here on; whom it leaves out shows in the next attempt. */
function afterMisconduct(state: LiveState, { of, found }: Extract<RunEvent, { t: 'misconduct' }>): Transition {
  if (!speaksOf(state, of)) return { state, effects: [] };
  return { state: { ...state, conduct: withConduct(state.conduct ?? NO_CONDUCT, found) }, effects: [] };
}

/** A site has answered in the present phase of the sum, or will not. */
function afterWord(seen: Seen, state: MaskedState, site: string): Transition {
  const moved = withoutAwaited(state, site);
  if (moved === state) return { state, effects: [] };
  if (moved.t === 'paused') return afterWordInPause(seen, moved, site);
  return moved.sum.awaited.length === 0 ? { state: moved, effects: [{ t: 'close-phase' }] } : afterLook(seen, moved);
}

/** Before the deadline: goes on without those that have been away for long, where that leads somewhere. */
function afterLook(seen: Seen, state: LiveState): Transition {
  const unchanged: Transition = { state, effects: [] };
  if (state.t === 'aggregating' || !isGivenUp(seen, state)) return unchanged;
  if (isMasked(state)) return { state, effects: [{ t: 'close-phase', early: true }] };
  if (state.t === 'evaluating') return leaveEvaluation(seen, state);
  return hasQuorum(seen.rules, state) ? settle(seen, state) : unchanged;
}

function afterPhase(
  { rules, nowMs }: Seen,
  state: MaskedState,
  { phase, asked }: Extract<RunEvent, { t: 'sum-moved' }>,
): Transition {
  const moved = enterPhase(state, { phase, asked, deadlineMs: nowMs + phaseLastsMs(rules, phase) }, (site) =>
    state.t === 'evaluating' ? declinesScores(state.scores[site]) : hasGivenUp(state.participants[site]),
  );
  return {
    state: moved.t === 'paused' ? collecting(moved) : moved,
    effects: [moved.sum.awaited.length === 0 ? { t: 'close-phase' } : { t: 'tell' }],
  };
}

function afterDeadline(seen: Seen, state: LiveState): Transition {
  if (isMasked(state)) return { state, effects: [{ t: 'close-phase' }] };
  if (isOpen(state)) return settle(seen, state);
  return state.t === 'aggregating' ? { state, effects: [] } : leaveEvaluation(seen, state);
}

/** The deadline has come, or nobody is waited for: aggregate with a quorum. */
function settle(seen: Seen, state: OpenState): Transition {
  if (state.t === 'paused' && state.pause.reason === 'asked') return { state, effects: [] };
  if (hasQuorum(seen.rules, state)) return aggregate(state);
  return fallShort(seen, state, lackOf(seen.rules, state), quorumProblem(seen.rules, state));
}

/** Where an attempt goes that a pause has held although everybody had answered, or too few can still. */
function settled(seen: Seen, to: Transition): Transition {
  const { state } = to;
  if (state.t !== 'collecting' || isMasked(state)) return to;
  const left = [...awaitedSites(state)].length;
  return left === 0 || left < lackOf(seen.rules, state) ? settle(seen, state) : to;
}

/**
 * Answers are missing. An attempt that can still have them is given up only where enough sites are there for the next one; else it is kept, with
 * everything that has been paid for it.
 */
function fallShort(seen: Seen, state: OpenState, lacks: number, problem: Problem, shown?: Problem): Transition {
  const { rules } = seen;
  if ([...awaitedSites(state)].length < lacks) return tryAgain(seen, state, problem, shown);
  if (state.t === 'paused') return { state, effects: [] };
  if (!isEnough(seen, state, lacks)) return { state: hold(seen, state, 'absent', lacks), effects: [] };
  if (state.attempt < rules.attempts && isEnoughForAnother(seen, state)) return tryAgain(seen, state, problem, shown);
  return { state: hold(seen, { ...state, silences: (state.silences ?? 0) + 1 }, 'silent', lacks), effects: [] };
}

/** Whether an attempt from the beginning would find enough sites. */
function isEnoughForAnother({ rules, away }: Seen, { participants }: OpenState): boolean {
  const there = Object.keys(participants).filter((site) => away(site) === undefined);
  return there.length >= (rules.masks?.least ?? rules.quorum);
}

/**
 * The attempt is over without a model: the next one, or the end of the run.
 *
 * @param problem why the run fails if it was the last
 * @param shown why the attempt failed, where its participants do not show it
 */
function tryAgain(seen: Seen, state: OpenState | Aggregating, problem: Problem, shown?: Problem): Transition {
  const { rules, nowMs } = seen;
  const over: Effect[] = [
    record(state, 'failed', nowMs, shown),
    { t: 'end-attempt', round: state.round, attempt: state.attempt, closed: false },
  ];
  const tooFew = tooFewLeft(rules, state.conduct);
  if (tooFew === undefined && state.attempt < rules.attempts) {
    const next = begin(seen, state, { round: state.round, attempt: state.attempt + 1 }, state.baseHash);
    return { state: next.state, effects: [...over, ...next.effects] };
  }
  const failed: RunState = { t: 'failed', problem: tooFew ?? problem, closedRounds: closedRounds(state) };
  return { state: failed, effects: [...over, { t: 'finish' }] };
}

function afterAggregate(seen: Seen, state: Aggregating, modelHash: string): Transition {
  const { rules, nowMs } = seen;
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
  const left = leaveEvaluation(seen, evaluating);
  return { state: left.state, effects: [closed, ...left.effects] };
}

function afterScores(seen: Seen, state: Evaluating, { site, scores, words }: Extract<RunEvent, { t: 'scored' }>): Transition {
  if (isMasked(state)) {
    const said = withMaskedScores(state, { site, scores, ...(words === undefined ? {} : { words }) });
    return said === undefined ? { state, effects: [] } : afterWord(seen, said, site);
  }
  if (!isWaiting(state.scores[site])) return { state, effects: [] };
  return afterLook(seen, { ...state, scores: withEntry(state.scores, site, scores, seen.drafts) });
}

function endEvaluation({ round, attempt }: Evaluating): Effect {
  return { t: 'end-evaluation', round, attempt };
}

function leaveEvaluation(seen: Seen, state: Evaluating, summed?: SummedScores): Transition {
  const { rules, nowMs } = seen;
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
    const next = begin(seen, state, { round: state.round + 1, attempt: 1 }, state.modelHash);
    return { state: next.state, effects: [...ends, ...next.effects] };
  }
  return { state: { t: 'completed', modelHash: state.modelHash }, effects: [...ends, { t: 'finish' }] };
}
