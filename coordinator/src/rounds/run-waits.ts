import { countedSites, hasQuorum, pendingSites } from './attempt-state.ts';
import type { Drafts } from './drafts.ts';
import { type Away, givenUpMs } from './presence.ts';
import { againMs } from './run-pause.ts';
import { isMasked, isOpen, type LiveState, type OpenState, type RunRules } from './run-state.ts';
import { unscoredSites } from './scores.ts';

/** What the machine sees when an event happens. */
export interface Seen {
  readonly rules: RunRules;
  readonly nowMs: number;
  readonly away: Away;
  /** What may change in place. @default nothing */
  readonly drafts?: Drafts | undefined;
}

type Paused = Extract<LiveState, { t: 'paused' }>;

/** When the state is left although not everybody has answered. */
export function deadlineOf(state: LiveState): number {
  return isMasked(state) ? state.sum.deadlineMs : state.deadlineMs;
}

/** Sites that have not answered in this state. */
export function* awaitedSites(state: LiveState): Generator<string> {
  if (isMasked(state)) yield* state.sum.awaited;
  else if (state.t === 'evaluating') yield* unscoredSites(state.scores);
  else yield* pendingSites(state);
}

/** Whether none of the sites that have not answered is waited for any longer. */
export function isGivenUp({ rules, nowMs, away }: Seen, state: LiveState): boolean {
  return nowMs >= givenUpMs(awaitedSites(state), away, rules.graceMs);
}

/** Answers that an attempt cannot do without. Of a sum that collects, the sum alone knows: one at least. */
export function lackOf({ quorum }: RunRules, state: OpenState): number {
  if (state.t === 'paused') return state.pause.lacks;
  return state.sum === undefined ? Math.max(0, quorum - countedSites(state.participants).length) : 1;
}

/** Whether enough sites that have not answered are connected to bring the attempt to its end. */
export function isEnough({ away }: Pick<Seen, 'away'>, state: OpenState, lacks: number): boolean {
  let there = 0;
  for (const site of awaitedSites(state)) if (away(site) === undefined) there++;
  return there >= lacks;
}

/** When the state may be left although nobody says anything more: to look again then. Never before `nowMs` where looking now changed nothing. */
export function looksMs(rules: RunRules, state: LiveState, nowMs: number, away: Away): number {
  if (state.t === 'paused') return pausedUntilMs({ rules, nowMs, away }, state);
  const deadlineMs = deadlineOf(state);
  if (isOpen(state) && !isMasked(state) && !hasQuorum(rules, state)) return deadlineMs;
  const lapseMs = givenUpMs(awaitedSites(state), away, rules.graceMs);
  // A sum that does not go on without those that are away waits for them.
  return isMasked(state) && nowMs >= lapseMs ? deadlineMs : Math.min(deadlineMs, lapseMs);
}

/** When a pause may be over: a sum that lacks nobody's answer any more goes on without those that stay away. */
function pausedUntilMs(seen: Seen, state: Paused): number {
  const { rules, nowMs, away } = seen;
  const until = againMs(state.pause, state.silences ?? 0);
  if (until === Number.POSITIVE_INFINITY) return until;
  const lapseMs = isMasked(state) ? givenUpMs(awaitedSites(state), away, rules.graceMs) : Number.POSITIVE_INFINITY;
  const enough = isEnough(seen, state, state.pause.lacks);
  if (!enough && state.pause.reason === 'silent') return nowMs;
  const again = enough ? until : Number.POSITIVE_INFINITY;
  return nowMs >= lapseMs ? again : Math.min(again, lapseMs);
}
