import type { Attempt, Problem } from './attempt-state.ts';
import type { ScoresOfSites, SummedScores } from './scores.ts';

/** An attempt as the history keeps it. */
export interface AttemptRecord extends Attempt {
  readonly outcome: 'closed' | 'failed';
  /** Milliseconds from opening to the new model, or to giving up. */
  readonly durationMs: number;
  readonly modelHash?: string;
  readonly scores?: ScoresOfSites;
  /** What came of their sum under masks. */
  readonly summed?: SummedScores;
  /** Why its sum under masks came to nothing. */
  readonly problem?: Problem;
}

/** What an attempt has led to when its model exists. */
export interface Scored {
  readonly modelHash: string;
  /** Milliseconds from opening to the new model. */
  readonly durationMs: number;
  readonly scores: ScoresOfSites;
}

/** The record of an attempt that ends now. @param scored of one whose model exists */
export function recordOf(
  { round, attempt, openedMs, deadlineMs, baseHash, participants, conduct, leftOut }: Attempt,
  outcome: 'closed' | 'failed',
  nowMs: number,
  { problem, scored }: { readonly problem?: Problem | undefined; readonly scored?: Scored | undefined } = {},
): AttemptRecord {
  const known = { ...(conduct === undefined ? {} : { conduct }), ...(leftOut === undefined ? {} : { leftOut }) };
  const attemptOnly = { round, attempt, openedMs, deadlineMs, baseHash, participants, ...known, outcome };
  const common = problem === undefined ? attemptOnly : { ...attemptOnly, problem };
  if (scored === undefined) return { ...common, durationMs: nowMs - openedMs };
  const { durationMs, modelHash, scores } = scored;
  return { ...common, durationMs, modelHash, scores };
}
