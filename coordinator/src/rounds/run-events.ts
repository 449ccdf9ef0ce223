import type { Phase } from '@consilium/secure-sum';
import type { AttemptRecord } from './attempt-record.ts';
import type { AttemptNumber, Participation, Problem } from './attempt-state.ts';
import type { Conduct } from './conduct.ts';
import type { Scores, SummedScores } from './scores.ts';
import type { SumKind } from './sum-phase.ts';

/** What can happen to a run. Without `of`, a site speaks of the attempt that is open. */
export type RunEvent =
  | { readonly t: 'answered'; readonly site: string; readonly of?: AttemptNumber; readonly participation: Participation }
  /** A message of the present phase of the sum, by a site that is waited for. */
  | { readonly t: 'said'; readonly site: string; readonly of: AttemptNumber; readonly kind: SumKind }
  /** Sites have lied in a sum of this run, or one of them has. */
  | { readonly t: 'misconduct'; readonly of: AttemptNumber; readonly found: Partial<Conduct> }
  /** The phase is over, and the sum asks these sites in the next. */
  | { readonly t: 'sum-moved'; readonly phase: Phase; readonly asked: readonly string[] }
  /** The masks of the sum are known; of scores, what is under them. */
  | { readonly t: 'sum-opened'; readonly scores?: SummedScores }
  /** The sum has come to nothing. */
  | { readonly t: 'sum-void'; readonly of: AttemptNumber; readonly kind: SumKind; readonly problem: Problem }
  /** The phase is over, and the sum does not go on without more answers: so many, or all that are missing. */
  | {
      readonly t: 'sum-short';
      readonly of: AttemptNumber;
      readonly kind: SumKind;
      readonly lacks?: number;
      readonly problem: Problem;
    }
  | { readonly t: 'aggregated'; readonly modelHash: string }
  /** `words`: those that came under masks, little-endian. */
  | {
      readonly t: 'scored';
      readonly site: string;
      readonly of?: AttemptNumber;
      readonly scores: Scores;
      readonly words?: Uint8Array;
    }
  /** Time has passed, or a site has come or gone: whether somebody is still waited for is to be seen. */
  | { readonly t: 'look' }
  /** A person lets the run rest, or go on. */
  | { readonly t: 'pause' | 'resume' }
  | { readonly t: 'stop'; readonly problem: Problem };

/** What the machine asks its driver to do. Every effect may be repeated after a crash without harm. */
export type Effect =
  /** Compute and store the model of the attempt, then report `aggregated`. */
  | { readonly t: 'aggregate' }
  /** Offer the open attempt to every site that is still waiting. */
  | { readonly t: 'offer' }
  /**
   * Nobody is waited for any longer in this phase: see where the sum goes. Taken care of in the same step. `early`: only if the sum goes on,
   * since sites that are away have time left to come back.
   */
  | { readonly t: 'close-phase'; readonly early?: true }
  /** Pass on what the sum tells in its present phase. */
  | { readonly t: 'tell' }
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
