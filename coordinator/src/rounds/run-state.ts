import {
  type Attempt,
  type AttemptNumber,
  type AttemptRules,
  type OpenAttempt,
  type Problem,
  speaksOf,
} from './attempt-state.ts';
import type { Scored } from './attempt-record.ts';
import type { Effect } from './run-events.ts';
import type { Pausing, RunPause } from './run-pause.ts';
import type { SumKind, SumProgress } from './sum-phase.ts';
import type { MaskedAttempt } from './sum-progress.ts';

/**
 * The life of a run.
 *
 * ```
 * collecting ──nobody waited for, or deadline, with quorum──▶ aggregating ──model written──▶ evaluating ──▶ collecting (next round)
 *     │                                                                      └────────▶ collecting, or completed
 *     ├──too few connected, or no answers and no attempts left──▶ paused ──enough connected, or resume──▶ collecting (the same attempt)
 *     ├──no quorum any more, attempts left──▶ collecting (next attempt); paused where too few are connected for it
 *     └──no quorum any more, none left──▶ failed      pause in any live state ──▶ paused      stop in any ──▶ stopped
 * ```
 *
 * A site is waited for while it is connected and has not answered, and once it is gone for the grace of the rules. With a quorum nobody else
 * holds up a round; without one it stays open until its deadline, since those that are away may come back, and is then paused: what has been
 * paid for is kept, no attempt is used up, and answers of sites that are at work still count. A pause depends on who is connected, on what
 * sites have said, on the clock and on people, and on nothing else.
 *
 * Under masks an attempt collects in phases: keys, shares, masked vectors, agreement, unmasking. A phase is over when nobody is waited for, or
 * at its own deadline; what then comes, the next phase, aggregating or the end of the attempt, the sum decides (`sum-moved`, `sum-opened`, `sum-void`).
 * Scores are collected in the same phases. A sum of them that comes to nothing is not tried again: the run goes on without scores of that model.
 */
export type RunState =
  | ({ readonly t: 'collecting' } & OpenAttempt)
  | ({ readonly t: 'paused'; readonly pause: RunPause } & OpenAttempt)
  | ({ readonly t: 'aggregating' } & Attempt & Pausing)
  | ({
      readonly t: 'evaluating';
      /** Where scores are collected under masks. */
      readonly sum?: SumProgress;
      /** What has come of them so far, added up, in base64. */
      readonly total?: string;
    } & Attempt &
      Pausing &
      Scored)
  | { readonly t: 'completed'; readonly modelHash: string }
  | { readonly t: 'failed' | 'stopped'; readonly problem: Problem; readonly closedRounds: number };

/** A state in which the run still changes: an attempt is open, or its model is being made or scored. */
export type LiveState = Extract<RunState, Attempt>;

/** A state in which answers to an attempt count. */
export type OpenState = Extract<RunState, { t: 'collecting' | 'paused' }>;

/** A state whose updates, or scores, are summed under masks. */
export type MaskedState = Extract<RunState, { t: 'collecting' | 'paused' | 'evaluating' }> & MaskedAttempt;

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

/** Whether a run in this state still changes. */
export function isLive(state: RunState): state is LiveState {
  return 'participants' in state;
}

/** Whether answers to an attempt count in this state. */
export function isOpen(state: RunState): state is OpenState {
  return state.t === 'collecting' || state.t === 'paused';
}

/** Whether updates, or scores, are summed under masks in this state. */
export function isMasked(state: LiveState): state is MaskedState {
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
