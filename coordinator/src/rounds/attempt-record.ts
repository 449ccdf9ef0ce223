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
