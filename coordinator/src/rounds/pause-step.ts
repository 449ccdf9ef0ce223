import { againMs, type PauseReason } from './run-pause.ts';
import {
  isMasked,
  isOpen,
  type LiveState,
  type MaskedState,
  type OpenState,
  type RunState,
  type Transition,
} from './run-state.ts';
import { awaitedSites, isEnough, isGivenUp, lackOf, type Seen } from './run-waits.ts';
import { latestEnd, phaseLastsMs } from './sum-phase.ts';
import { hasGivenUp } from './sum-progress.ts';

type Paused = Extract<RunState, { t: 'paused' }>;

/** The attempt as it stands, paused. */
export function hold(seen: Seen, state: OpenState, reason: PauseReason, lacks: number): Paused {
  return { ...state, t: 'paused', pause: { reason, sinceMs: seen.nowMs, lacks } };
}

/** The attempt of a pause, open again. */
export function collecting({ pause: _over, ...attempt }: Paused): Extract<RunState, { t: 'collecting' }> {
  return { ...attempt, t: 'collecting' };
}

/** The pause after an answer that its attempt could not do without. */
export function withLess<P extends Paused>(state: P): P {
  return { ...state, pause: { ...state.pause, lacks: Math.max(0, state.pause.lacks - 1) } };
}

/** Time has passed in a pause, or a site has come or gone. */
export function lookAtPause(seen: Seen, state: Paused): Transition {
  const { reason, lacks } = state.pause;
  if (reason === 'asked') return { state, effects: [] };
  const enough = isEnough(seen, state, lacks);
  if (enough && seen.nowMs >= againMs(state.pause, state.silences ?? 0)) return goOn(seen, state);
  if (isMasked(state) && isGivenUp(seen, state)) return { state, effects: [{ t: 'close-phase', early: true }] };
  // A site that was silent may answer when it comes back.
  return { state: enough || reason === 'absent' ? state : hold(seen, state, 'absent', lacks), effects: [] };
}

/** A site has answered in a sum that is paused, or will not. */
export function afterWordInPause(seen: Seen, state: Paused & MaskedState, site: string): Transition {
  const { pause, sum } = state;
  const moved = hasGivenUp(state.participants[site]) ? state : withLess(state);
  if (pause.reason === 'asked') return { state: moved, effects: [] };
  const over = sum.awaited.length === 0 || sum.awaited.length < moved.pause.lacks;
  if (over) return { state: moved, effects: [{ t: 'close-phase' }] };
  return { state: moved, effects: isGivenUp(seen, moved) ? [{ t: 'close-phase', early: true }] : [] };
}

/** A person asks for a pause: now, or once the model of the round is made and scored. */
export function afterPause(seen: Seen, state: LiveState): Transition {
  if (isOpen(state)) {
    if (state.t === 'paused' && state.pause.reason === 'asked') return { state, effects: [] };
    return { state: hold(seen, state, 'asked', lackOf(seen.rules, state)), effects: [] };
  }
  return { state: state.pausing === true ? state : { ...state, pausing: true }, effects: [] };
}

/** A person lets the run go on; while too few sites are connected, it waits for them. */
export function afterResume(seen: Seen, state: LiveState): Transition {
  if (state.t === 'collecting') return { state, effects: [] };
  if (state.t === 'paused') {
    const { lacks } = state.pause;
    const decided = [...awaitedSites(state)].length < Math.max(1, lacks);
    if (decided || isEnough(seen, state, lacks)) return goOn(seen, state);
    return { state: state.pause.reason === 'absent' ? state : hold(seen, state, 'absent', lacks), effects: [] };
  }
  if (state.pausing !== true) return { state, effects: [] };
  const { pausing: _over, ...rest } = state;
  return { state: rest, effects: [] };
}

/** The same attempt goes on, with as much time as a new one. */
function goOn(seen: Seen, state: Paused): Transition {
  const { rules, nowMs } = seen;
  const open = { ...collecting(state), deadlineMs: latestEnd(rules, nowMs) };
  if (isMasked(open)) {
    const { sum } = open;
    if (sum.awaited.length === 0) return { state: open, effects: [{ t: 'close-phase' }] };
    const timed = { ...sum, deadlineMs: nowMs + phaseLastsMs(rules, sum.phase) };
    return { state: { ...open, sum: timed }, effects: [{ t: 'offer' }] };
  }
  return { state: open, effects: [{ t: 'offer' }] };
}
